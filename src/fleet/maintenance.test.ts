import { mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import {
  allMaintenance,
  endMaintenance,
  ownerOf,
  readMaintenance,
  serverOwner,
  updateMaintenance,
  writeMaintenance,
} from './index.ts';

const root = mkdtempSync(join(tmpdir(), 'tocsin-maint-'));
const one = { enabledAt: 1_764_000_000, pendingEnd: false, silentUpdates: 3 };
const web = ownerOf({ name: 'web01', ip: '10.0.0.5' });
let count = 0;
let home = '';

beforeEach(() => {
  home = join(root, String(++count));
});

afterAll(() => rmSync(root, { recursive: true, force: true }));

const marker = (name: string): string => join(home, 'queue/syscheck', name);

describe('markers of maintenance', () => {
  it('have the names and the text of OSSEC', () => {
    writeMaintenance(home, web, one);
    writeMaintenance(home, serverOwner, { ...one, pendingEnd: true });

    expect(readFileSync(marker('.(web01) 10.0.0.5.maint'), 'utf8')).toBe(
      '#!maint\nenabled_at=1764000000\npending_end=0\nsilent_updates=3\n',
    );
    expect(readFileSync(marker('.syscheck.maint'), 'utf8')).toContain('pending_end=1\n');
  });

  it('are read as they were written, one by one and all', () => {
    expect(readMaintenance(home, web)).toBeUndefined();
    expect(allMaintenance(home)).toEqual(new Map());
    writeMaintenance(home, web, one);
    writeMaintenance(home, serverOwner, { ...one, pendingEnd: true });
    writeFileSync(marker('other'), '');

    expect(readMaintenance(home, web)).toEqual(one);
    expect(allMaintenance(home)).toEqual(
      new Map([
        [web, one],
        [serverOwner, { ...one, pendingEnd: true }],
      ]),
    );
  });

  it.each(['', '#!maint\n', 'enabled_at=x\npending_end=2\nsilent_updates=12345678901234567890'])(
    'of an older version begin with their file: %j',
    (text) => {
      mkdirSync(join(home, 'queue/syscheck'), { recursive: true });
      writeFileSync(marker(`.${web}.maint`), text);
      utimesSync(marker(`.${web}.maint`), 1000, 1000.9);

      expect(readMaintenance(home, web)).toEqual({
        enabledAt: 1000,
        pendingEnd: false,
        silentUpdates: 0,
      });
    },
  );

  it('are changed where they are, and do not come back', () => {
    updateMaintenance(home, web, one);
    expect(readMaintenance(home, web)).toBeUndefined();
    writeMaintenance(home, web, { ...one, silentUpdates: 1_000_000 });
    updateMaintenance(home, web, one);

    expect(readMaintenance(home, web)).toEqual(one);
    expect(readFileSync(marker(`.${web}.maint`), 'utf8')).toMatch(/silent_updates=3\n$/);
    expect(endMaintenance(home, web)).toBe(true);
    expect(endMaintenance(home, web)).toBe(false);
  });

  it('stay in their folder whatever an agent is called', () => {
    writeMaintenance(home, ownerOf({ name: '../../etc/x', ip: 'any' }), one);

    expect([...allMaintenance(home).keys()]).toEqual(['(..-..-etc-x) any']);
  });
});
