import { describe, expect, it } from 'vitest';
import { FramedStream } from './framed-stream.ts';
import type { StreamStart } from './framed-stream.ts';
import { SourceCounters } from './source-counters.ts';
import { localfile } from './testing/bench.ts';

const beginning: StreamStart = { offset: 0, covered: 0, memory: '' };

function open(format: string, start = beginning) {
  const counters = new SourceCounters('file:/x', 'file');
  const { format: chosen } = localfile('/x', format);
  if (chosen.kind !== 'lines') throw new Error(`no format of lines: ${format}`);
  const { framer } = chosen;
  const stream = new FramedStream({
    framer,
    path: '/x',
    hostname: 'box',
    source: counters.id,
    stream: 's',
    start,
    counters,
  });
  return { stream, counters };
}

describe('a framed stream', () => {
  it('gives records with their origins and counts them', () => {
    const { stream, counters } = open('syslog');
    stream.push('one\n\ntw');
    stream.push('o\nthr');

    expect(stream.take()).toEqual([
      {
        queue: '1',
        location: '/x',
        text: 'one',
        origin: { agent: '000', source: 'file:/x', stream: 's', from: 0, to: 4 },
      },
      {
        queue: '1',
        location: '/x',
        text: 'two',
        origin: { agent: '000', source: 'file:/x', stream: 's', from: 4, to: 9 },
      },
    ]);
    expect(stream.take()).toEqual([]);
    expect(counters.status()).toMatchObject({ records: 2, bytes: 9, cutLines: 0 });
  });

  it('begins again after what was skipped, but covers it with the next record', () => {
    const { stream } = open('syslog');
    stream.push('one\n\n\n');
    expect(stream.resume).toEqual({ offset: 6, covered: 4, memory: '' });

    const { stream: next } = open('syslog', stream.resume);
    next.push('two\n');

    expect(next.take()).toMatchObject([{ text: 'two', origin: { from: 4, to: 10 } }]);
  });

  it('begins again before a record that is not complete', () => {
    const { stream } = open('multi-line: 2');
    stream.push('a\nb\nc\nd');
    expect(stream.resume).toEqual({ offset: 4, covered: 4, memory: '' });
    expect([stream.pending, stream.unfinished, stream.readOffset]).toEqual([true, true, 7]);

    stream.flush('finished');

    expect(stream.take().map(({ text }) => text)).toEqual(['a b', 'c d']);
    expect(stream.resume.offset).toBe(7);
    expect(stream.unfinished).toBe(false);
  });

  it('keeps what the format remembers', () => {
    const { stream } = open('mysql_log');
    stream.push('260102 10:00:00 x\n');

    const { stream: next } = open('mysql_log', stream.resume);
    next.push('\t\t      y\n');

    expect(next.take()).toMatchObject([{ text: 'MySQL log: 260102 10:00:00 y' }]);
  });

  it('does not take a line without its end for whole while the stream goes on', () => {
    const { stream } = open('syslog');
    stream.push('part');
    stream.flush('idle');
    expect(stream.take()).toEqual([]);

    stream.flush('finished');

    expect(stream.take()).toMatchObject([{ text: 'part', origin: { from: 0, to: 4 } }]);
  });
});

describe('counters', () => {
  it('tell what is news', () => {
    const counters = new SourceCounters('file:/x', 'file');

    expect(counters.set('watching')).toBe(true);
    expect(counters.set('watching')).toBe(false);
    expect(counters.set('watching', 'partly')).toBe(true);
    expect(counters.status()).toEqual({
      id: 'file:/x',
      kind: 'file',
      state: 'watching',
      reason: 'partly',
      records: 0,
      bytes: 0,
      cutLines: 0,
    });
  });
});
