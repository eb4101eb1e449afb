import { spawnSync } from 'node:child_process';
import { openSync, closeSync, rmSync, writeSync, constants } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Bench, localfile, until } from '../testing/bench.ts';

let bench: Bench;
beforeEach(() => {
  bench = new Bench();
});
afterEach(async () => {
  await bench.close();
});

function makePipe(name: string): void {
  const { status } = spawnSync('mkfifo', [bench.path(name)]);
  if (status !== 0) throw new Error('mkfifo failed');
}

/** Writes as a program does that opens, writes and goes. */
function write(name: string, text: string): void {
  const fd = openSync(bench.path(name), constants.O_WRONLY | constants.O_NONBLOCK);
  writeSync(fd, text);
  closeSync(fd);
}

describe('a named pipe', () => {
  it('is read without waiting for a writer, and on when the writer has gone', async () => {
    makePipe('p');
    const collector = await bench.start([localfile(bench.path('p'), 'syslog-pipe')]);
    expect(collector.sources()).toMatchObject([{ state: 'watching' }]);

    write('p', 'one\ntwo\npart');
    write('p', 'ial\n');

    await until(() => bench.texts().length >= 3);
    expect(bench.texts()).toEqual(['one', 'two', 'partial']);
    expect(bench.records.map(({ origin }) => [origin.from, origin.to])).toEqual([
      [0, 4],
      [4, 8],
      [8, 16],
    ]);
  });

  it('gives a record of several lines when it is quiet', async () => {
    makePipe('p');
    await bench.start([localfile(bench.path('p'), 'multi-line_indented')]);

    write('p', 'one\n two\n');

    await until(() => bench.texts().length > 0);
    expect(bench.texts()).toEqual(['one  two']);
  });

  it('is opened again when it was made anew', async () => {
    makePipe('p');
    await bench.start([localfile(bench.path('p'), 'syslog')]);
    rmSync(bench.path('p'));
    makePipe('p');

    await until(() => {
      try {
        write('p', 'one\n');
        return true;
      } catch {
        return false;
      }
    });

    await until(() => bench.texts().length > 0);
    expect(bench.texts()).toEqual(['one']);
  });
});
