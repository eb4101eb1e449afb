import { Buffer } from 'node:buffer';
import { expect, it } from 'vitest';
import type { Journal, JournalCursor, JournalItem } from '../contract.ts';

export type OpenJournal = (options?: { readonly endAtLeast?: JournalCursor }) => Promise<Journal>;

/** The next `count` items as texts; the buffers themselves do not outlive their turn. */
export async function take(journal: Journal, from: JournalCursor, count: number) {
  const found: { text: string; item: JournalItem }[] = [];
  const stop = new AbortController();
  if (count === 0) return found;
  for await (const item of journal.read(from, stop.signal)) {
    const text = item.kind === 'entry' ? item.bytes.toString('latin1') : item.reason;
    found.push({ text, item });
    if (found.length === count) break;
  }
  return found;
}

export async function appendAll(journal: Journal, texts: readonly string[]): Promise<void> {
  await Promise.all(texts.map((text, i) => journal.append(Buffer.from(text, 'latin1'), 1000 + i)));
}

export function numbered(count: number, from = 0): string[] {
  return Array.from({ length: count }, (_, i) => `batch ${from + i}`);
}

/** What every journal must do. `open` answers a journal on the same storage each time. */
export function journalContract(storage: () => Promise<OpenJournal>): void {
  async function opened(): Promise<Journal> {
    return await (await storage())();
  }

  it('gives back what was appended, in order, with its time', async () => {
    const journal = await opened();
    await appendAll(journal, numbered(50));

    const found = await take(journal, journal.begin, 50);

    expect(found.map(({ text }) => text)).toEqual(numbered(50));
    expect(found.at(-1)?.item).toMatchObject({ receiptTimeMs: 1049, next: journal.end });
    await journal.close();
  });

  it('goes on from any cursor it gave out', async () => {
    const journal = await opened();
    await appendAll(journal, numbered(10));
    const [third] = (await take(journal, journal.begin, 3)).slice(2);

    const found = await take(journal, third?.item.next ?? -1, 2);

    expect(found.map(({ text }) => text)).toEqual(['batch 3', 'batch 4']);
    await journal.close();
  });

  it('lets a reader wait for what comes later', async () => {
    const journal = await opened();
    await appendAll(journal, ['early']);
    const reading = take(journal, journal.begin, 3);
    await appendAll(journal, ['late', 'later']);

    expect((await reading).map(({ text }) => text)).toEqual(['early', 'late', 'later']);
    await journal.close();
  });

  it('keeps everything over a restart', async () => {
    const open = await storage();
    const first = await open();
    await appendAll(first, numbered(5));
    const { end } = first;
    await first.close();

    const second = await open();
    await appendAll(second, ['after']);

    expect(second.begin).toBeLessThanOrEqual(end);
    const found = await take(second, second.begin, 6);
    expect(found.map(({ text }) => text)).toEqual([...numbered(5), 'after']);
    await second.close();
  });

  it('never gives a cursor twice, not even when its storage was lost', async () => {
    const open = await storage();
    const journal = await open({ endAtLeast: 5_000_000 });
    await appendAll(journal, ['new']);

    const [found] = await take(journal, 5_000_000, 1);

    expect(found?.text).toBe('new');
    expect(found?.item.at).toBeGreaterThanOrEqual(5_000_000);
    await journal.close();
  });

  it('forgets only what was trimmed', async () => {
    const journal = await opened();
    await appendAll(journal, numbered(20));
    const tenth = (await take(journal, journal.begin, 10)).at(-1)?.item.next ?? -1;
    await journal.trim(tenth);

    const [found] = await take(journal, tenth, 1);

    expect(journal.begin).toBeLessThanOrEqual(tenth);
    expect(found?.text).toBe('batch 10');
    await journal.close();
  });

  it('tells up to where trimming frees something', async () => {
    const journal = await opened();
    expect(journal.trimmable).toBeUndefined();
    const large = Array.from({ length: 24 }, () => 'x'.repeat(3 * 1024 * 1024));
    await appendAll(journal, large);
    const { begin, trimmable = -1 } = journal;
    expect(trimmable).toBeGreaterThan(begin);
    await journal.trim(trimmable - 1);
    expect(journal.begin).toBe(begin);
    await journal.trim(trimmable);
    expect(journal.begin).toBe(trimmable);
    await journal.close();
  });

  it('ends reading when asked to, and when it closes', async () => {
    const journal = await opened();
    const stop = new AbortController();
    const items: JournalItem[] = [];
    const stopped = (async () => {
      for await (const item of journal.read(0, stop.signal)) items.push(item);
    })();
    const closed = take(journal, 0, 1);
    stop.abort();
    await stopped;
    await journal.close();

    expect(items).toEqual([]);
    expect(await closed).toEqual([]);
  });

  it('refuses appends once closed, and closes twice', async () => {
    const journal = await opened();
    await journal.close();
    await journal.close();

    await expect(appendAll(journal, ['late'])).rejects.toMatchObject({ code: 'JOURNAL_CLOSED' });
  });

  it('refuses a batch that no frame could have brought', async () => {
    const journal = await opened();
    const batch = Buffer.alloc(9 * 1024 * 1024);

    await expect(journal.append(batch, 0)).rejects.toMatchObject({ code: 'JOURNAL_TOO_LARGE' });
    await journal.close();
  });

  it('brings an empty batch and a large one', async () => {
    const journal = await opened();
    const large = 'x'.repeat(3 * 1024 * 1024);
    await appendAll(journal, ['', large, 'end']);

    const found = await take(journal, journal.begin, 3);

    expect(found.map(({ text }) => text.length)).toEqual([0, large.length, 3]);
    await journal.close();
  });
}
