import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { Buffer } from 'node:buffer';
import { limits } from '../../base/index.ts';
import type { FramerFactory } from '../../formats/index.ts';

const chunkBytes = 1 << 20;
const newline = 10;

/** Where a log is read from; `size` is unknown for a pipe. */
export interface LogInput {
  readonly stream: Readable;
  readonly size: number | undefined;
}

/** Opens a file, or standard input for `-`. */
export async function openLog(path: string, stdin: Readable): Promise<LogInput> {
  if (path === '-') return { stream: stdin, size: undefined };
  const { size } = await stat(path);
  return { stream: createReadStream(path, { highWaterMark: chunkBytes }), size };
}

export interface RecordHandler {
  record(queue: string, text: string): void;
  /** A line of which the format makes no record, such as an empty one. */
  skipped(): void;
  /** Called after each chunk with the bytes read so far; may wait for the output. */
  progress(bytes: number): Promise<void>;
}

/** Cuts a stream into records of a format, in order. Holds at most one line and one chunk. */
export async function readRecords(
  input: LogInput,
  framer: FramerFactory,
  path: string,
  handler: RecordHandler,
): Promise<void> {
  const frame = framer(
    { record: (queue, text) => handler.record(queue, text), skip: () => handler.skipped() },
    { path, hostname: 'localhost', memory: '' },
  );
  let rest: Buffer[] = [];
  let restBytes = 0;
  let position = 0;
  const give = (line: Buffer): void => {
    position += line.length + 1;
    // A fresh string a line: a slice of the chunk would keep the whole chunk alive.
    const text = line.toString('latin1', 0, Math.min(line.length, limits.lineBytes));
    frame.line(text, position, line.length > limits.lineBytes);
  };
  for await (const chunk of input.stream as AsyncIterable<Buffer | string>) {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    let start = 0;
    for (let end = bytes.indexOf(newline); end >= 0; end = bytes.indexOf(newline, start)) {
      const tail = bytes.subarray(start, end);
      give(restBytes === 0 ? tail : Buffer.concat([...rest, tail]));
      rest = [];
      restBytes = 0;
      start = end + 1;
    }
    const left = bytes.subarray(start);
    // Of a line beyond the limit only the count grows.
    if (left.length > 0 && restBytes <= limits.lineBytes) rest.push(left);
    restBytes += left.length;
    await handler.progress(position + restBytes);
  }
  if (restBytes > 0) give(Buffer.concat(rest));
  frame.flush('finished');
  await handler.progress(position);
}
