import { Buffer } from 'node:buffer';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { limits } from '../../base/index.ts';
import { parseLogFormat } from '../../formats/index.ts';
import { LogInputError, openLog, readRecords } from './records.ts';

const syslog = parseLogFormat('syslog');
if (syslog.kind !== 'lines') throw new Error('syslog is a format of lines');
const { framer } = syslog;

interface Read {
  readonly records: readonly string[];
  readonly skipped: number;
  readonly bytes: number;
  readonly failure: LogInputError | undefined;
}

async function read(stream: Readable): Promise<Read> {
  const records: string[] = [];
  let skipped = 0;
  let bytes = 0;
  const failure = await readRecords({ stream, size: undefined }, framer, 'x', {
    record: (_, text) => records.push(text),
    skipped: () => skipped++,
    progress: (count) => {
      expect(count).toBeGreaterThanOrEqual(bytes);
      bytes = count;
      return Promise.resolve();
    },
  });
  return { records, skipped, bytes, failure };
}

function chunks(...texts: readonly string[]): Readable {
  return Readable.from(texts.map((text) => Buffer.from(text, 'latin1')));
}

describe('readRecords', () => {
  it.each([
    ['lines', ['one\ntwo\n'], ['one', 'two']],
    ['a last line without its end', ['one\ntwo'], ['one', 'two']],
    ['lines over chunks', ['on', 'e\nt', 'w', 'o\n'], ['one', 'two']],
    ['any bytes', ['\xff\0\x80\n'], ['\xff\0\x80']],
    ['nothing', [], []],
  ])('reads %s', async (_, texts, expected) => {
    const found = await read(chunks(...texts));
    expect(found.records).toEqual(expected);
    expect(found.bytes).toBe(texts.join('').length);
  });

  it('tells lines that give no record', async () => {
    expect(await read(chunks('one\n\n\ntwo\n'))).toMatchObject({
      records: ['one', 'two'],
      skipped: 2,
    });
  });

  it('cuts a line at the limit and goes on behind it', async () => {
    const long = 'x'.repeat(limits.lineBytes * 3);
    const { records, bytes } = await read(chunks(long, long, '\nnext\n'));
    expect(records.map((text) => text.length)).toEqual([limits.lineBytes, 4]);
    expect(bytes).toBe(long.length * 2 + 6);
  });

  it('gives what came before the stream broke off, and the failure', async () => {
    async function* broken(): AsyncGenerator<Buffer> {
      yield Buffer.from('one\ntw');
      await Promise.resolve();
      throw Object.assign(new Error('gone'), { code: 'EIO' });
    }
    const { records, failure } = await read(Readable.from(broken()));
    expect(records).toEqual(['one', 'tw']);
    expect(failure).toMatchObject({ code: 'EIO', name: 'LogInputError' });
  });

  it('gives the same records however the bytes are split', async () => {
    const piece = fc.constantFrom('a', 'bc', '\n', '\r\n', '\0', '\xff', ' ');
    await fc.assert(
      fc.asyncProperty(fc.array(piece), fc.nat(20), async (pieces, size) => {
        const text = pieces.join('');
        const split = text.match(new RegExp(`[^]{1,${size + 1}}`, 'g')) ?? [];
        expect(await read(chunks(...split))).toEqual(await read(chunks(text)));
      }),
    );
  });
});

describe('openLog', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tocsin-records-'));
  const stdin = chunks();

  it('opens a file and tells its size', async () => {
    const path = join(folder, 'a.log');
    writeFileSync(path, 'one\n');
    const input = await openLog(path, stdin);
    expect(input.size).toBe(4);
    expect((await read(input.stream)).records).toEqual(['one']);
  });

  it('takes - for standard input', async () => {
    expect(await openLog('-', stdin)).toEqual({ stream: stdin, size: undefined });
  });

  it.each([
    ['a folder', folder, 'EISDIR'],
    ['nothing', join(folder, 'none'), 'ENOENT'],
  ])('refuses %s', async (_, path, code) => {
    await expect(openLog(path, stdin)).rejects.toMatchObject({ code });
  });
});
