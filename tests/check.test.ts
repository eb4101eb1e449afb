import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { command } from './support/commands.ts';
import { hasShared, sharedFolder, whyNoShared } from './support/shared.ts';

describe('tocsin check', () => {
  it('finds nothing to refuse in what is shipped', async () => {
    const { status, out } = await command('tocsin', ['check', '--home', import.meta.dirname], '');
    expect(out).toMatch(/load; 0 refused, 0 differ, \d+ notes\n$/);
    expect(status).toBe(0);
  });

  it.skipIf(!hasShared)(`loads a stock installation whole (else: ${whyNoShared})`, async () => {
    const home = join(sharedFolder, 'compat', 'ossec');
    const { status, out } = await command('tocsin', ['check', '--home', home], '');
    expect(out).toMatch(/\n335 decoders and 1304 rules load; 0 refused, /);
    expect(status).toBe(3);
  });
});
