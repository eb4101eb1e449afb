import type { LogRecord } from '../event/index.ts';
import type { JournalGap } from '../journal/index.ts';
import type { NamedGap, SourceTally } from './ledger/index.ts';

// What analysis itself has to report goes through the rules like any other record.
const location = 'tocsin-analysisd';

function record(timeMs: number, text: string): LogRecord {
  return { queue: '1', location, text: `ossec: ${text}`, timeMs, origin: undefined };
}

export function sourceGapRecord({ agent, source }: SourceTally, gap: NamedGap, timeMs: number) {
  const { stream, from, to } = gap;
  const what = `positions ${from} to ${to} of stream '${stream}'`;
  return record(timeMs, `Records lost: source '${source}' of agent '${agent}' lacks ${what}.`);
}

export function journalGapRecord({ reason, at, next }: JournalGap, timeMs: number): LogRecord {
  return record(timeMs, `Records lost: the journal is ${reason} from ${at} to ${next}.`);
}

/** Handed to the journal once there is room again: a full disk has no place for an alert. */
export function diskResumedText(path: string, pausedMs: number): string {
  const seconds = Math.round(pausedMs / 1000);
  return `ossec: Disk full: analysis waited ${seconds} s to write '${path}' and goes on.`;
}

export const internalLocation = location;
