import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { identify } from '../../supervisor/index.ts';
import { call } from '../testing/call.ts';

const root = mkdtempSync(join(tmpdir(), 'tocsin-clear-'));
let count = 0;
let home = '';

function folder(name: string): string {
  return join(home, 'stats', name);
}

beforeEach(() => {
  home = join(root, String(++count));
  for (const name of [
    'hourly-average',
    ...[0, 1, 2, 3, 4, 5, 6].map((d) => `weekly-average/${d}`),
  ]) {
    mkdirSync(folder(name), { recursive: true });
    writeFileSync(join(folder(name), '7'), '100');
  }
});

afterAll(() => rmSync(root, { recursive: true, force: true }));

function left(): readonly number[] {
  return ['hourly-average', 'weekly-average/0', 'weekly-average/6'].map(
    (name) => readdirSync(folder(name)).length,
  );
}

describe('clear_stats', () => {
  it.each([
    { option: '-a', files: [0, 0, 0] },
    { option: '-d', files: [0, 1, 1] },
    { option: '-w', files: [1, 0, 0] },
  ])('$option leaves $files', async ({ option, files }) => {
    expect(await call('clear_stats', [option, '--home', home])).toMatchObject({
      status: 0,
      err: '',
    });
    expect(left()).toEqual(files);
  });

  it('needs all folders that it is to clear', async () => {
    rmSync(folder('weekly-average/3'), { recursive: true });
    const { status, err } = await call('clear_stats', ['-a', '--home', home]);

    expect(status).toBe(1);
    expect(err).toMatch(/there is no .*weekly-average\/3/);
    expect(left()).toEqual([1, 1, 1]);
  });

  it('does nothing while analysis would write them again', async () => {
    mkdirSync(join(home, 'var/run'), { recursive: true });
    const self = JSON.stringify(identify(process.pid));
    writeFileSync(join(home, 'var/run/tocsin.lock'), self);
    const { status, err } = await call('clear_stats', ['-a', '--home', home]);

    expect(err).toMatch(/stop it first/);
    expect(status).toBe(1);
    expect(left()).toEqual([1, 1, 1]);
  });

  it.each([[[]], [['-a', '-d']], [['-a', 'x']]])('refuses %j', async (args) => {
    expect(await call('clear_stats', [...args, '--home', home])).toMatchObject({ status: 2 });
  });
});
