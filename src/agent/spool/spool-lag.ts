import { lanes } from './lanes.ts';
import type { Spool } from './spool.ts';

/** For how long the oldest record waits that no server has, milliseconds; 0 when none does. */
export async function spoolLag(spool: Spool, nowMs: number): Promise<number> {
  if (spool.status.waitingBytes === 0) return 0;
  let oldestMs = nowMs;
  for (const [number, lane] of lanes.entries()) {
    const journal = spool.journal(lane);
    const from = Math.max(journal.begin, spool.confirmed[number] ?? 0);
    if (from >= journal.end) continue;
    for await (const item of journal.read(from, new AbortController().signal)) {
      if (item.kind === 'entry') oldestMs = Math.min(oldestMs, item.receiptTimeMs);
      break;
    }
  }
  return nowMs - oldestMs;
}
