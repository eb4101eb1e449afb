import { appendFileSync, mkdirSync, renameSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { FromScan, ScanOrder } from './scan-messages.ts';
import { ScanThread } from './scan-thread.ts';
import { checked, newFolder, pathsOf } from './testing/folders.ts';

const threads: ScanThread[] = [];

afterEach(() => {
  for (const thread of threads.splice(0)) thread.stop();
});

function started(root: string, more: Partial<ScanOrder> = {}, answers = true) {
  const events: string[] = [];
  const markers: string[] = [];
  const logs: string[] = [];
  let batches = 0;
  const order: ScanOrder = {
    folders: [checked(root, { realtime: true })],
    ignore: [],
    nodiff: [],
    skipNfs: false,
    frequencySeconds: 72_000,
    scanTime: undefined,
    scanDays: undefined,
    scanOnStart: true,
    pace: { files: 0, pauseMs: 0 },
    diffFolder: join(newFolder(), 'diff'),
    pathsFile: join(newFolder(), 'paths'),
    ...more,
  };
  const tell = (message: FromScan): void => {
    if (message.kind === 'log') logs.push(message.text);
    if (message.kind !== 'texts') return;
    batches++;
    for (const { queue, text } of message.texts) {
      if (queue === '9' || text === 'syscheck-db-completed') markers.push(text);
      else events.push(text);
    }
    if (answers) queueMicrotask(() => thread.taken());
  };
  const thread = new ScanThread({ order, tell, clock: () => Date.now() });
  threads.push(thread);
  const done = thread.run();
  const scanned = (times = 1): Promise<void> =>
    expect.poll(() => markers.filter((one) => one.startsWith('syscheck-db')).length).toBe(times);
  return { thread, events, markers, logs, done, scanned, batches: () => batches };
}

describe('the thread that scans', () => {
  it('frames a scan by its markers and says what it took', async () => {
    const root = newFolder();
    writeFileSync(join(root, 'f'), 'x');
    const { events, markers, logs, scanned } = started(root);
    await scanned();
    expect(markers).toEqual([
      'Starting syscheck scan.',
      'Ending syscheck scan.',
      'syscheck-db-completed',
    ]);
    expect(pathsOf(events)).toEqual([`${root}/f`]);
    expect(logs).toEqual([
      expect.stringMatching(/^Integrity scan: 1 files, 1 read \(0\.0 MB\) in /),
    ]);
  });

  it('scans when it is asked, and again when its time comes', async () => {
    const root = newFolder();
    const { thread, scanned } = started(root, { scanOnStart: false, frequencySeconds: 1 });
    thread.scanNow();
    await scanned(1);
    await scanned(2);
  });

  it('waits while what it told is not safe', async () => {
    const root = newFolder();
    for (let i = 0; i < 4000; i++) writeFileSync(join(root, `f${i}`), '');
    const { thread, events, batches, scanned } = started(root, {}, false);
    await expect.poll(batches).toBe(4);
    const before = events.length;
    for (let i = 0; i < 20; i++) {
      await new Promise((resolve) => {
        setImmediate(resolve);
      });
    }
    expect(events.length).toBe(before);
    const answering = setInterval(() => thread.taken(), 1);
    await scanned();
    clearInterval(answering);
    expect(new Set(pathsOf(events)).size).toBe(4000);
  });

  it('ends in the middle of a scan', async () => {
    const root = newFolder();
    for (let i = 0; i < 300; i++) writeFileSync(join(root, `f${i}`), '');
    const { thread, done, markers } = started(root, { pace: { files: 1, pauseMs: 50 } });
    await expect.poll(() => thread.isScanning).toBe(true);
    thread.stop();
    await done;
    expect(markers).not.toContain('Ending syscheck scan.');
  });

  it('misses what was deleted while nothing ran', async () => {
    const root = newFolder();
    const pathsFile = join(newFolder(), 'paths');
    for (const name of ['a', 'b']) writeFileSync(join(root, name), name);
    const before = started(root, { pathsFile });
    await before.scanned();
    before.thread.stop();
    await before.done;
    unlinkSync(join(root, 'b'));
    const after = started(root, { pathsFile });
    await after.scanned();
    expect(after.events.filter((text) => text.startsWith('-1'))).toEqual([`-1 ${root}/b`]);
    expect(pathsOf(after.events).toSorted()).toEqual([`${root}/a`, `${root}/b`]);
  });

  it('goes no faster than its pace', async () => {
    const root = newFolder();
    for (let i = 0; i < 20; i++) writeFileSync(join(root, `f${i}`), '');
    const begun = performance.now();
    const { scanned } = started(root, { pace: { files: 5, pauseMs: 60 } });
    await scanned();
    expect(performance.now() - begun).toBeGreaterThan(4 * 60 - 20);
  });
});

describe('changes that are told at once', () => {
  it('are those of files and of folders, new ones too', async () => {
    const root = newFolder();
    mkdirSync(join(root, 'd'));
    writeFileSync(join(root, 'd/f'), 'one');
    const { events, scanned } = started(root);
    await scanned();
    events.length = 0;
    appendFileSync(join(root, 'd/f'), 'two');
    await expect.poll(() => pathsOf(events)).toEqual([`${root}/d/f`]);
    events.length = 0;
    mkdirSync(join(root, 'new/deep'), { recursive: true });
    writeFileSync(join(root, 'new/deep/g'), 'x');
    await expect.poll(() => pathsOf(events)).toEqual([`${root}/new/deep/g`]);
    events.length = 0;
    appendFileSync(join(root, 'new/deep/g'), 'y');
    await expect.poll(() => pathsOf(events)).toEqual([`${root}/new/deep/g`]);
    events.length = 0;
    unlinkSync(join(root, 'd/f'));
    await expect.poll(() => [...events]).toEqual([`-1 ${root}/d/f`]);
  });

  it('go on in a folder that was moved or replaced', async () => {
    const root = newFolder();
    mkdirSync(join(root, 'd'));
    writeFileSync(join(root, 'd/f'), 'x');
    const { events, scanned } = started(root);
    await scanned();
    events.length = 0;
    renameSync(join(root, 'd'), join(root, 'moved'));
    await expect.poll(() => pathsOf(events).toSorted()).toEqual([`${root}/d/f`, `${root}/moved/f`]);
    events.length = 0;
    appendFileSync(join(root, 'moved/f'), 'y');
    await expect.poll(() => pathsOf(events)).toEqual([`${root}/moved/f`]);
    events.length = 0;
    rmSync(join(root, 'moved'), { recursive: true });
    mkdirSync(join(root, 'moved'));
    await expect.poll(() => [...events]).toEqual([`-1 ${root}/moved/f`]);
    events.length = 0;
    writeFileSync(join(root, 'moved/g'), 'y');
    await expect.poll(() => pathsOf(events)).toEqual([`${root}/moved/g`]);
  });

  it('are each told once, thousands of them in hundreds of folders', async () => {
    const root = newFolder();
    const folders = Array.from({ length: 200 }, (_, i) => join(root, `d${i}`));
    for (const folder of folders) mkdirSync(folder);
    const { events, scanned } = started(root);
    await scanned();
    const paths: string[] = [];
    for (let i = 0; i < 15; i++) {
      for (const folder of folders) {
        const path = join(folder, `f${i}`);
        writeFileSync(path, `${i}`);
        paths.push(path);
      }
    }
    await expect.poll(() => events.length, { timeout: 10_000 }).toBe(paths.length);
    expect(pathsOf(events).toSorted()).toEqual(paths.toSorted());
  });
});
