import type { Framer, FramerFactory, LineFormat } from './format.ts';
import { HeldRecord } from './held-record.ts';

/** What a line is to the record before it. */
export type LineRole = 'start' | 'continuation' | 'end';

export interface ContinuedLines {
  readonly queue: string;
  /** Blank lines that end a record ('end') give no text of their own. */
  readonly roleOf: (line: string) => LineRole;
}

/**
 * Records that start at a recognisable line and go on until the next one. A continuation that
 * follows nothing becomes a record of its own rather than being lost.
 */
export function continuedLinesFramer({ queue, roleOf }: ContinuedLines): FramerFactory {
  return (sink): Framer => {
    const held = new HeldRecord(sink, queue);
    return {
      memory: '',
      get pending() {
        return held.pending;
      },
      line(text, to, cut) {
        const role = roleOf(text);
        if (role === 'continuation' && held.open) {
          held.append(' ', text, to, cut);
        } else if (role === 'end') {
          if (held.open) held.pass(to);
          else sink.skip(to);
          held.give();
        } else {
          held.start(text, to, cut);
        }
      },
      // The writer of a record writes it in one go, so silence means that it is whole.
      flush() {
        held.give();
      },
    };
  };
}

/** A format made of continued lines that takes no option. */
export function continuedLines(summary: string, how: ContinuedLines): LineFormat {
  const framer = continuedLinesFramer(how);
  return { kind: 'lines', summary, prepare: (option) => (option === '' ? framer : undefined) };
}
