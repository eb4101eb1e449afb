// Takes what a gateway sends into a journal, as analysis does, and counts: argv[2] is the home.
import { join } from 'node:path';
import { openSegmentJournal, type Journal } from '../../src/journal/index.ts';
import { openIngestServer } from '../../src/server/ingest-server.ts';
import { batchRecordCount } from '../../src/wire/index.ts';
import { monotonicMs } from '../analysis/messages.ts';

/** Sent whenever the number of events grew, some times a second. */
export interface SinkMessage {
  readonly events: number;
  /** When the last one was in the journal. */
  readonly atMs: number;
}

const [, , home = '.'] = process.argv;
const journal = await openSegmentJournal({ folder: join(home, 'queue', 'journal') });
let events = 0;
let told = 0;
let atMs = 0;
const counting: Journal = {
  get begin() {
    return journal.begin;
  },
  get end() {
    return journal.end;
  },
  get trimmable() {
    return journal.trimmable;
  },
  append: async (batch, receiptTimeMs) => {
    await journal.append(batch, receiptTimeMs);
    events += batchRecordCount(batch);
    atMs = monotonicMs();
  },
  read: (from, signal) => journal.read(from, signal),
  trim: (cursor) => journal.trim(cursor),
  close: () => journal.close(),
};
const socketPath = join('queue', 'ossec', 'ingest.sock');
await openIngestServer({ socketPath, journal: counting, clock: Date.now });
setInterval(() => {
  void journal.trim(journal.end);
  if (events === told) return;
  told = events;
  process.send?.({ events, atMs } satisfies SinkMessage);
}, 20);
process.send?.({ events, atMs } satisfies SinkMessage);
