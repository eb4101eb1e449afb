import type { Framer, FramerFactory, LineFormat } from '../format.ts';
import { HeldRecord } from '../held-record.ts';

const NO_CLASSIFICATION = '[Classification: Preprocessor] [Priority: 3] ';
const isDate = (line: string): boolean => /^\d\d\/\d\d[/-]\S* /.test(line);
const afterFirstSpace = (line: string): string => line.slice(line.indexOf(' ') + 1);

/** Three lines: the alert, its class (not always there), then the date with the addresses. */
const framer: FramerFactory = (sink): Framer => {
  const held = new HeldRecord(sink, '1');
  let classified = false;
  function follow(line: string, to: number, cut: boolean): void {
    if (!classified && line.startsWith('[Classification: ')) {
      held.append('', line, to, cut);
      classified = true;
    } else if (!classified && line.startsWith('[Priority: ')) {
      held.append('', NO_CLASSIFICATION, to, cut);
      classified = true;
    } else if (isDate(line)) {
      held.append('', (classified ? '' : NO_CLASSIFICATION) + afterFirstSpace(line), to, cut);
      held.give();
    } else {
      // Not the shape that the format has: what is there goes out rather than being lost.
      held.pass(to);
      held.give();
    }
  }
  return {
    memory: '',
    get pending() {
      return held.pending;
    },
    line(line, to, cut) {
      if (line.startsWith('[**] [')) {
        held.start(line, to, cut);
        classified = false;
      } else if (held.open) {
        follow(line, to, cut);
      } else {
        sink.skip(to);
      }
    },
    flush() {
      held.give();
    },
  };
};

export const snortFull: LineFormat = {
  kind: 'lines',
  summary: 'Joins the first three lines of each alert of an intrusion detection system.',
  prepare: (option) => (option === '' ? framer : undefined),
};
