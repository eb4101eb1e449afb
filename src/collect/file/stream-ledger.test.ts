import { describe, expect, it } from 'vitest';
import type { FileCursor } from '../positions.ts';
import { emptyFingerprint } from './fingerprint.ts';
import type { FollowedFile } from './followed-file.ts';
import { Lingering } from './lingering.ts';
import { StreamLedger } from './stream-ledger.ts';
import type { StreamReader } from './stream-reader.ts';

const timing = {
  idleFlushMs: 1,
  rotatedIdleMs: 1,
  lingerMs: 1,
  saveEveryMs: 1,
  stopWaitMs: 1,
  restartMs: 1,
};

function cursor(stream: string, facts: Partial<FileCursor> = {}): FileCursor {
  return {
    stream,
    id: '1:2:3',
    offset: 100,
    covered: 100,
    memory: '',
    head: emptyFingerprint,
    seen: 100,
    tail: emptyFingerprint,
    changed: '5',
    ...facts,
  };
}

function readerOf(stream: string): StreamReader {
  return { cursor: () => cursor(stream) } as StreamReader;
}

function fileOf(stream: string): FollowedFile {
  return { id: stream, reader: readerOf(stream) } as FollowedFile;
}

function open(cursors: readonly FileCursor[]) {
  const lingering = new Lingering(timing, () => Promise.resolve());
  const ledger = new StreamLedger({ cursors, done: [], generation: 7 }, lingering);
  return { ledger, lingering };
}

function namesOf(ledger: StreamLedger): readonly string[] {
  return ledger.position().cursors.map(({ stream }) => stream);
}

describe('StreamLedger', () => {
  it('keeps the order of streams while a start looks for them one after another', () => {
    const { ledger, lingering } = open([cursor('a'), cursor('b'), cursor('c'), cursor('d')]);

    lingering.add(fileOf('a'));
    ledger.saved = [cursor('b'), cursor('c'), cursor('d')];
    const first = namesOf(ledger);
    ledger.copy = readerOf('b');
    ledger.saved = [cursor('c'), cursor('d')];
    const second = namesOf(ledger);
    ledger.copy = undefined;
    lingering.add(fileOf('c'));
    ledger.saved = [];
    ledger.current = fileOf('d');

    expect(first).toEqual(['a', 'b', 'c', 'd']);
    expect(second).toEqual(['a', 'b', 'c', 'd']);
    expect(namesOf(ledger)).toEqual(['a', 'c', 'd']);
  });

  it('never gives a name twice, whatever is forgotten', () => {
    const { ledger } = open([]);
    const names = Array.from({ length: 100 }, () => ledger.newName(String));

    expect(new Set(names).size).toBe(100);
    expect(names[0]).toBe('8');
    expect(ledger.position().generation).toBe(107);
  });

  it.each([
    { what: 'all delivered', saved: [cursor('a')], parked: true },
    { what: 'seen, not delivered', saved: [cursor('a', { offset: 40 })], parked: false },
    { what: 'grown', saved: [cursor('a', { offset: 40, seen: 40 })], parked: false },
    { what: 'changed', saved: [cursor('a', { changed: '4' })], parked: false },
    { what: 'another file', saved: [cursor('a', { id: '1:2:4' })], parked: false },
    { what: 'two streams', saved: [cursor('a'), cursor('b')], parked: false },
    { what: 'nothing known', saved: [], parked: false },
  ])('knows whether a file is at rest: $what', ({ saved, parked }) => {
    const facts = { id: '1:2:3', size: 100, changed: 5n, links: 1 };

    expect(open(saved).ledger.isParked(facts)).toBe(parked);
  });
});
