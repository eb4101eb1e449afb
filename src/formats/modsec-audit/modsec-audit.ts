import type { Framer, FramerFactory, LineFormat } from '../format.ts';
import { HeldRecord } from '../held-record.ts';

/** A transaction that never ends must not hold the file back for ever. */
const MAX_LINES = 10_000;

interface Boundary {
  readonly id: string;
  readonly section: string;
}

function boundaryOf(line: string): Boundary | undefined {
  const found = /^--(?<id>[0-9A-Za-z]{1,63})-(?<section>.)--\r?$/s.exec(line)?.groups;
  const { id, section } = found ?? {};
  return id === undefined || section === undefined ? undefined : { id, section };
}

/**
 * From a section A to the section Z of the same id; whatever stands between belongs to the
 * transaction, lines of other ids included, because a request's body may look like a boundary.
 */
const framer: FramerFactory = (sink): Framer => {
  const held = new HeldRecord(sink, '1');
  let openId = '';
  return {
    memory: '',
    get pending() {
      return held.pending;
    },
    line(raw, to, cut) {
      const line = raw.endsWith('\r') ? raw.slice(0, -1) : raw;
      const boundary = boundaryOf(line);
      if (!held.open) {
        if (boundary?.section !== 'A') return sink.skip(to);
        openId = boundary.id;
        return held.start(line, to, cut);
      }
      if (line === '') held.pass(to);
      else held.append(' ', line, to, cut);
      const ends = boundary?.section === 'Z' && boundary.id === openId;
      if (ends || held.lines >= MAX_LINES) held.give();
    },
    // A transaction is written when the answer has been sent, in pieces: silence says nothing.
    flush(reason) {
      if (reason === 'finished') held.give();
    },
  };
};

export const modsecAudit: LineFormat = {
  kind: 'lines',
  summary: 'Joins the sections of one transaction of a ModSecurity serial audit log.',
  prepare: (option) => (option === '' ? framer : undefined),
};
