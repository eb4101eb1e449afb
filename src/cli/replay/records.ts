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

/** Something that can't be read as a log. */
export class LogInputError extends Error {
  override readonly name = 'LogInputError';
  readonly code: string;

  constructor(code: string, path: string, options?: ErrorOptions) {
    super(`${code} ${path}`, options);
    this.code = code;
  }
}

/** Opens a file, or standard input for `-`. */
export async function openLog(path: string, stdin: Readable): Promise<LogInput> {
  if (path === '-') return { stream: stdin, size: undefined };
  const about = await stat(path);
  if (about.isDirectory()) throw new LogInputError('EISDIR', path);
  const size = about.isFile() ? about.size : undefined;
  return { stream: createReadStream(path, { highWaterMark: chunkBytes }), size };
}

export interface RecordHandler {
  record(queue: string, text: string): void;
  /** A line of which the format makes no record, such as an empty one. */
  skipped(): void;
  /** Called after each chunk with the bytes read so far; may wait for the output. */
  progress(bytes: number): Promise<void>;
}

/**
 * Cuts a stream into records of a format, in order. Holds at most one line and one chunk. When the
 * stream breaks off the records before that are given all the same, and the failure is answered.
 */
export async function readRecords(
  input: LogInput,
  framer: FramerFactory,
  path: string,
  handler: RecordHandler,
): Promise<LogInputError | undefined> {
  const frame = framer(
    { record: (queue, text) => handler.record(queue, text), skip: () => handler.skipped() },
    { path, hostname: 'localhost', memory: '' },
  );
  let rest: Buffer[] = [];
  let restBytes = 0;
  let position = 0;
  const give = (line: Buffer, length: number, end: number): void => {
    position += length + end;
    // A fresh string a line: a slice of the chunk would keep the whole chunk alive.
    const text = line.toString('latin1', 0, Math.min(line.length, limits.lineBytes));
    frame.line(text, position, length > limits.lineBytes);
  };
  let failure: LogInputError | undefined;
  const chunks = readable(input.stream, (error) => {
    failure = new LogInputError(codeOf(error), path, { cause: error });
  });
  for await (const chunk of chunks) {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    let start = 0;
    for (let end = bytes.indexOf(newline); end >= 0; end = bytes.indexOf(newline, start)) {
      const tail = bytes.subarray(start, end);
      const line = restBytes === 0 ? tail : Buffer.concat([...rest, tail]);
      give(line, restBytes + tail.length, 1);
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
  if (restBytes > 0) give(Buffer.concat(rest), restBytes, 0);
  frame.flush('finished');
  await handler.progress(position);
  return failure;
}

/** The stream up to its end or its failure, which is told apart from one of whoever reads it. */
async function* readable(
  stream: Readable,
  failed: (error: unknown) => void,
): AsyncGenerator<Buffer | string> {
  try {
    yield* stream as AsyncIterable<Buffer | string>;
  } catch (error) {
    failed(error);
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
