import type { Framer, FramerFactory, LineFormat } from '../format.ts';
import { HeldRecord } from '../held-record.ts';

const MAX_LINES = 16;
const MAX_ID = 63;

/** The event id between the brackets; a line of another shape has none. */
function idOf(line: string): string | undefined {
  const found = /^(?:node=[^ ]{1,255} )?type=[^ ]{1,64} msg=audit\((?<id>[^)]{1,255})\):/.exec(
    line,
  );
  return found?.groups?.['id']?.slice(0, MAX_ID);
}

const framer: FramerFactory = (sink): Framer => {
  const held = new HeldRecord(sink, '1');
  let heldId: string | undefined;
  return {
    memory: '',
    get pending() {
      return held.pending;
    },
    line(line, to, cut) {
      const id = idOf(line);
      if (line === '') {
        if (held.open) held.pass(to);
        else sink.skip(to);
      } else if (held.open && id !== undefined && id === heldId && held.lines < MAX_LINES) {
        held.append(' ', line, to, cut);
      } else {
        held.start(line, to, cut);
        heldId = id;
        // A line without an id stands for itself, so that nothing of the log is lost.
        if (id === undefined) held.give();
      }
    },
    flush() {
      held.give();
    },
  };
};

export const audit: LineFormat = {
  kind: 'lines',
  summary: 'Joins the lines of the audit daemon that carry the same event id.',
  prepare: (option) => (option === '' ? framer : undefined),
};
