import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { newFolder } from './testing/folders.ts';
import { Watcher } from './watcher.ts';

const watchers: Watcher[] = [];

afterEach(() => {
  for (const watcher of watchers.splice(0)) watcher.close();
});

function watching() {
  const rounds: (readonly string[])[] = [];
  const refused: string[] = [];
  let bursts = 0;
  const watcher = new Watcher({
    onPaths: (paths) => void rounds.push(paths),
    onBurst: () => void bursts++,
    onRefused: (folder) => void refused.push(folder),
  });
  watchers.push(watcher);
  return { watcher, rounds, refused, bursts: () => bursts };
}

describe('a watcher', () => {
  it('tells paths once, however often something happened to them', async () => {
    const folder = newFolder();
    const { watcher, rounds, bursts } = watching();
    watcher.add(folder);
    for (let i = 0; i < 20; i++) writeFileSync(join(folder, `f${i % 2}`), `${i}`);
    await expect.poll(() => rounds.flat().toSorted()).toEqual([`${folder}/f0`, `${folder}/f1`]);
    expect(rounds).toHaveLength(1);
    expect(bursts()).toBe(0);
  });

  it('takes names of any bytes', async () => {
    const folder = newFolder();
    const { watcher, rounds } = watching();
    watcher.add(folder);
    writeFileSync(Buffer.from(`${folder}/caf\xe9`, 'latin1'), '');
    await expect.poll(() => rounds.flat()).toEqual([`${folder}/caf\xe9`]);
  });

  it('tells that so much happened that something may be lost', async () => {
    const folder = newFolder();
    const { watcher, rounds, bursts } = watching();
    watcher.add(folder);
    for (let i = 0; i < 9000; i++) writeFileSync(join(folder, `f${i}`), '');
    await expect.poll(bursts, { timeout: 5000 }).toBeGreaterThan(0);
    expect(rounds.flat().length).toBeGreaterThan(8000);
  });

  it('watches each folder once, and none that is not there', () => {
    const folder = newFolder();
    const { watcher, refused } = watching();
    watcher.add(folder);
    watcher.add(folder);
    watcher.add(join(folder, 'none'));
    expect(watcher.size).toBe(1);
    expect(refused).toEqual([`${folder}/none`]);
  });

  it('lets go of a folder and of what is in it', () => {
    const folder = newFolder();
    const { watcher } = watching();
    for (const name of ['a', 'a/b', 'ab']) {
      mkdirSync(join(folder, name));
      watcher.add(join(folder, name));
    }
    watcher.remove(join(folder, 'a'));
    expect(watcher.size).toBe(1);
    rmSync(join(folder, 'ab'), { recursive: true });
    watcher.close();
    expect(watcher.size).toBe(0);
    watcher.add(folder);
    expect(watcher.size).toBe(0);
  });
});
