import { open } from 'node:fs/promises';
import type { JournalCursor, JournalItem } from '../contract.ts';
import { segmentPath } from './folder.ts';
import { SegmentScanner } from './scanner.ts';
import type { Wakeup } from './wakeup.ts';

/** The journal as a reader sees it; the functions answer anew as it grows and is trimmed. */
export interface SegmentsView {
  readonly folder: string;
  readonly starts: () => readonly JournalCursor[];
  readonly end: () => JournalCursor;
  readonly grown: Wakeup;
}

/** Where the segment that holds `at` starts; the oldest one when `at` was trimmed. */
function startOfSegment(view: SegmentsView, at: JournalCursor): JournalCursor | undefined {
  const starts = view.starts();
  return starts.findLast((start) => start <= at) ?? starts[0];
}

function startAfter(view: SegmentsView, start: JournalCursor): JournalCursor | undefined {
  return view.starts().find((other) => other > start);
}

async function* readSegment(
  view: SegmentsView,
  start: JournalCursor,
  from: JournalCursor,
  signal: AbortSignal,
): AsyncGenerator<JournalItem> {
  const file = await open(segmentPath(view.folder, start), 'r').catch(() => undefined);
  if (file === undefined) {
    const next = startAfter(view, start) ?? view.end();
    yield { kind: 'gap', at: from, next, reason: 'missing' };
    return;
  }
  try {
    const scanner = new SegmentScanner(file, start, from);
    while (!signal.aborted) {
      const following = startAfter(view, start);
      const reach = following ?? view.end();
      if (scanner.at < reach) yield await scanner.next(reach);
      else if (following === undefined) await view.grown.sleep(signal);
      else return;
    }
  } finally {
    await file.close();
  }
}

/** All items from `from` on; sleeps at the end until there is more, ends when `signal` aborts. */
export async function* readSegments(
  view: SegmentsView,
  from: JournalCursor,
  signal: AbortSignal,
): AsyncGenerator<JournalItem> {
  let at = from;
  while (!signal.aborted) {
    const start = startOfSegment(view, at);
    if (start === undefined || at >= view.end()) {
      await view.grown.sleep(signal);
      continue;
    }
    if (at < start) {
      yield { kind: 'gap', at, next: start, reason: 'trimmed' };
      at = start;
    }
    for await (const item of readSegment(view, start, at, signal)) {
      at = item.next;
      yield item;
    }
  }
}
