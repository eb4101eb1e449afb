import { existsSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { takeScanFlag } from './scan-flag.ts';

describe('takeScanFlag', () => {
  it('answers once for each time that somebody asked', () => {
    const home = mkdtempSync(join(tmpdir(), 'tocsin-flag-'));
    const path = join(home, 'var/run/.syscheck_run');
    expect(takeScanFlag(home)).toBe(false);
    mkdirSync(join(home, 'var/run'), { recursive: true });
    writeFileSync(path, '');

    expect(takeScanFlag(home)).toBe(true);
    expect(existsSync(path)).toBe(false);
    expect(takeScanFlag(home)).toBe(false);
  });
});
