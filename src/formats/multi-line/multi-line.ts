import type { Framer, FramerFactory, LineFormat } from '../format.ts';
import { HeldRecord } from '../held-record.ts';

/** More lines than this in one record is a typing mistake. */
const MAX_LINES = 1000;

/** Joins a fixed number of lines; a group that is not full waits for its lines, however long. */
function joinEvery(lineCount: number): FramerFactory {
  return (sink): Framer => {
    const held = new HeldRecord(sink, '1');
    return {
      memory: '',
      get pending() {
        return held.pending;
      },
      line(text, to, cut) {
        if (held.open) held.append(' ', text, to, cut);
        else held.start(text, to, cut);
        if (held.lines === lineCount) held.give();
      },
      flush(reason) {
        if (reason === 'finished') held.give();
      },
    };
  };
}

export const multiLine: LineFormat = {
  kind: 'lines',
  summary: 'Joins every N lines of the file into one record: `multi-line: N`.',
  prepare(option) {
    const count = /^\d{1,4}$/.test(option) ? Number(option) : 0;
    return count >= 1 && count <= MAX_LINES ? joinEvery(count) : undefined;
  },
};
