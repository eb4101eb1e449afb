import { mkdir, mkdtemp, readFile, rm, stat, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dailyPath } from './daily-path.ts';
import { DailyFile } from './daily-file.ts';

const names = {
  folder: 'alerts',
  stem: 'ossec-alerts',
  extension: 'log',
  link: 'alerts.log',
} as const;
const day = '2023-11-14';
let logs = '';

beforeEach(async () => {
  logs = await mkdtemp(join(tmpdir(), 'tocsin-daily-'));
});

afterEach(async () => {
  await rm(logs, { recursive: true });
});

async function opened(position?: number): Promise<DailyFile> {
  return await DailyFile.open(logs, names, day, position);
}

async function content(): Promise<string> {
  return await readFile(dailyPath(logs, names, day), 'latin1');
}

describe('a daily file', () => {
  it('lies in the folder of its month, and today has a name of its own', async () => {
    const file = await opened();

    expect(file.path).toBe(join(logs, 'alerts', '2023', 'Nov', 'ossec-alerts-14.log'));
    const link = await stat(join(logs, 'alerts', 'alerts.log'));
    expect(link.ino).toBe((await stat(file.path)).ino);
    expect(link.mode & 0o137).toBe(0);
    await file.close(false);
  });

  it('keeps text in memory until it is flushed, and knows its place all the time', async () => {
    const file = await opened();
    file.append('abc\n');
    const before = await content();
    const { position, pendingBytes } = file;
    await file.flush();

    expect({ before, position, pendingBytes }).toEqual({
      before: '',
      position: 4,
      pendingBytes: 4,
    });
    expect(await content()).toBe('abc\n');
    expect(file.pendingBytes).toBe(0);
    await file.close(false);
  });

  it('writes over what a replay writes again, and cuts what is behind it', async () => {
    const first = await opened();
    first.append('one\ntwo\nthree and a torn ta');
    await first.flush();
    await first.close(false);
    const second = await opened(4);
    second.append('two\n');
    await second.flush();
    const replayed = await content();
    await second.cut();

    expect(replayed).toBe('one\ntwo\nthree and a torn ta');
    expect(await content()).toBe('one\ntwo\n');
    await second.close(false);
  });

  it.each([
    { what: 'behind what is there without a position', position: undefined, text: 'abcdX' },
    { what: 'at its position', position: 2, text: 'abXd' },
    { what: 'without a hole when the file is shorter', position: 900, text: 'abcdX' },
  ])('goes on $what', async ({ position, text }) => {
    const first = await opened();
    first.append('abcd');
    await first.flush();
    await first.close(false);
    const second = await opened(position);
    second.append('X');
    await second.flush();

    expect(await content()).toBe(text);
    await second.close(false);
  });

  it('takes more than its buffer, and every byte as it is', async () => {
    const file = await opened();
    const text = Array.from({ length: 256 }, (_, i) => String.fromCharCode(i)).join('');
    const large = text.repeat(1000);
    file.append('x');
    file.append(large);
    await file.flush();

    expect(await content()).toBe(`x${large}`);
    await file.close(false);
  });

  it('goes on at the start when somebody empties it meanwhile', async () => {
    const file = await opened();
    file.append('one\n');
    await file.flush();
    await truncate(file.path);
    file.append('two\n');
    await file.flush();

    expect(await content()).toBe('two\n');
    expect(file.position).toBe(4);
    await file.close(false);
  });

  it('is removed when its day is over and nothing was written', async () => {
    const file = await opened();
    await file.close(true);

    await expect(stat(file.path)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('is kept when something was written', async () => {
    const file = await opened();
    file.append('x');
    await file.flush();
    await file.close(true);

    expect(await content()).toBe('x');
  });

  it('moves the name of today from an older file, whatever lies in the way', async () => {
    await mkdir(join(logs, 'alerts'));
    await writeFile(join(logs, 'alerts', 'alerts.log'), 'old');
    await writeFile(join(logs, 'alerts', 'alerts.log.new'), 'left by a crash');
    const file = await opened();

    expect(await readFile(join(logs, 'alerts', 'alerts.log'), 'utf8')).toBe('');
    await file.close(false);
  });
});

describe('a disk that refuses', () => {
  it('keeps what was not written for the next try', async () => {
    const path = dailyPath(logs, names, day);
    await mkdir(join(path, '..'), { recursive: true });
    await symlink('/dev/full', path);
    await symlink('/dev/full', join(logs, 'alerts', 'alerts.log'));
    const file = await opened(0);
    file.append('kept');

    await expect(file.flush()).rejects.toMatchObject({ code: 'OUTPUT_DISK_FULL', path });
    expect(file.pendingBytes).toBe(4);
    await file.close(false);
  });

  it('is told with the path when folders cannot be made', async () => {
    await writeFile(join(logs, 'alerts'), 'a file');

    await expect(opened()).rejects.toMatchObject({
      code: 'OUTPUT_IO',
      path: dailyPath(logs, names, day),
    });
  });
});
