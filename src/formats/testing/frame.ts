import { limits } from '../../base/index.ts';
import { LineSplitter } from '../line-splitter.ts';
import { parseLogFormat } from '../parse-log-format.ts';
import type { FlushReason, FramerFactory } from '../format.ts';

export interface Framed {
  readonly queue: string;
  readonly text: string;
  readonly from: number;
  readonly to: number;
  readonly cut: boolean;
}

export interface FrameOptions {
  readonly path?: string;
  /** Sizes of the pieces in which the bytes come, used in turn. */
  readonly pieces?: readonly number[];
  readonly flush?: FlushReason | 'none';
  readonly memory?: string;
  readonly start?: number;
}

export interface FramedText {
  readonly records: readonly Framed[];
  /** Everything before was looked at. */
  readonly reached: number;
  readonly memory: string;
  readonly pending: boolean;
}

export function framerOf(format: string): FramerFactory {
  const chosen = parseLogFormat(format);
  if (!('framer' in chosen)) throw new Error(`no format of lines: ${format}`);
  return chosen.framer;
}

/** Runs bytes through a format, checking that ranges touch and positions only grow. */
export function frame(format: string, bytes: string, options: FrameOptions = {}): FramedText {
  const { path = '/var/log/x.log', pieces = [bytes.length || 1], memory = '', start = 0 } = options;
  const records: Framed[] = [];
  let covered = start;
  let reached = start;
  function advance(to: number): void {
    if (to < reached) throw new Error(`position went back from ${reached} to ${to}`);
    reached = to;
  }
  const framer = framerOf(format)(
    {
      record(queue, text, to, cut) {
        advance(to);
        records.push({ queue, text, from: covered, to, cut });
        covered = to;
      },
      skip: advance,
    },
    { path, hostname: 'box', memory },
  );
  const splitter = new LineSplitter(framer, start, limits.lineBytes);
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const size = Math.max(1, pieces[turn % pieces.length] ?? 1);
    splitter.push(bytes.slice(at, at + size));
    at += size;
  }
  const flush = options.flush ?? 'idle';
  if (flush === 'finished') splitter.finish();
  if (flush !== 'none') framer.flush(flush);
  return { records, reached, memory: framer.memory, pending: framer.pending };
}

export function texts(
  format: string,
  bytes: string,
  options: FrameOptions = {},
): readonly string[] {
  return frame(format, bytes, options).records.map(({ text }) => text);
}
