import { describe, expect, it } from 'vitest';
import type { SpoolEntry } from '../spool/index.ts';
import { encodeBatch } from '../../wire/index.ts';
import { Sending, type SendingParts, type Started } from './sending.ts';

let position = 0;

function entry(texts: readonly string[], lane: SpoolEntry['lane'] = 'logs'): SpoolEntry {
  const records = texts.map((text) => ({ queue: '1', location: '/x', text, origin: undefined }));
  const from = position;
  position += 100;
  return { lane, from, next: position, bytes: encodeBatch(records) };
}

function numbered(count: number): readonly string[] {
  return Array.from({ length: count }, (_, i) => String(i));
}

interface Play {
  readonly entries: SpoolEntry[];
  readonly parts?: Partial<SendingParts>;
  readonly started?: Started;
  /** The server answers so often, then no more. */
  readonly answers: number;
}

/** Runs until all is sent and confirmed, or the server is silent. */
async function play({ entries, parts, started, answers }: Play) {
  const trace: string[] = [];
  const stop = new AbortController();
  const waiting = [...entries];
  let left = answers;
  const sending = new Sending(
    {
      reader: {
        take: () => waiting.shift(),
        wait: (ms) => new Promise((resolve) => setTimeout(resolve, Math.min(ms, 5))),
      },
      signal: stop.signal,
      endAtMs: Number.POSITIVE_INFINITY,
      notifyMs: 60_000,
      confirmMs: 300,
      send: ({ bytes }) => {
        trace.push(bytes.toString());
        return Promise.resolve();
      },
      ask: () => {
        trace.push(left > 0 ? 'yes' : 'no');
        return Promise.resolve(left-- > 0);
      },
      isCut: () => false,
      confirm: (lane, next) => {
        trace.push(`${lane} to ${next}`);
        if (waiting.length === 0) stop.abort();
      },
      ...parts,
    },
    started,
  );
  const end = await sending.run();
  return { end, trace, started: sending.started };
}

describe('Sending', () => {
  it('sends entries and confirms them with the next answer', async () => {
    const [first, second] = [entry(['a', 'b']), entry(['c'], 'reports')];
    const { end, trace } = await play({ entries: [first, second], answers: 1 });

    expect(end).toBe('stopped');
    expect(trace).toEqual([
      '1:/x:a',
      '1:/x:b',
      '1:/x:c',
      'yes',
      `logs to ${first.next}`,
      `reports to ${second.next}`,
    ]);
  });

  it('asks within a long entry, and goes on there after a silence', async () => {
    const long = entry(numbered(300));
    const first = await play({ entries: [long], answers: 1 });

    expect(first.end).toBe('silent');
    expect(first.trace.filter((text) => text === 'yes' || text === 'no')).toEqual(['yes', 'no']);
    expect(first.trace).not.toContain(`logs to ${long.next}`);
    expect(first.started).toEqual({ lane: 'logs', from: long.from, events: 128 });

    const again = first.started === undefined ? {} : { started: first.started };
    const second = await play({ entries: [long], answers: 9, ...again });
    expect(second.trace[0]).toBe('1:/x:128');
    expect(second.trace).toContain(`logs to ${long.next}`);
  });

  it('does not skip anything of another entry', async () => {
    const { trace } = await play({
      entries: [entry(['a', 'b'])],
      answers: 1,
      started: { lane: 'reports', from: position, events: 1 },
    });

    expect(trace.slice(0, 2)).toEqual(['1:/x:a', '1:/x:b']);
  });

  it('tells that it lives while there is nothing to send', async () => {
    const { end, trace } = await play({ entries: [], answers: 3, parts: { notifyMs: 1 } });

    expect(end).toBe('silent');
    expect(trace).toEqual(['yes', 'yes', 'yes', 'no']);
  });

  it('goes when it is time, with everything confirmed', async () => {
    const { end, trace } = await play({
      entries: [entry(['a']), entry(['b'])],
      answers: 1,
      parts: { endAtMs: performance.now() - 1, confirm: () => undefined },
    });

    expect(end).toBe('return');
    expect(trace).toEqual([]);
  });

  it('sends nothing more once the system says that nobody is there', async () => {
    const { end, trace } = await play({
      entries: [entry(['a'])],
      answers: 1,
      parts: { isCut: () => true },
    });

    expect(end).toBe('silent');
    expect(trace).toEqual([]);
  });
});
