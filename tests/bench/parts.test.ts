import type { Buffer } from 'node:buffer';
import { describe, expect, it } from 'vitest';
import { batchRecords, Frames } from '../../bench/analysis/frames.ts';
import { isProbe, probeLine, probesIn, quantile } from '../../bench/analysis/probes.ts';
import { parseStat } from '../../bench/analysis/process-stat.ts';
import { decodeBatch, FrameReader } from '../../src/wire/index.ts';

const lines = [
  { location: '/var/log/a', text: 'one' },
  { location: '/var/log/b', text: 'three' },
];

function decoded(frame: Buffer) {
  const [one] = new FrameReader().push(frame);
  const batch = one === undefined ? undefined : decodeBatch(one.body);
  if (batch?.kind !== 'batch') throw new Error('no batch');
  return batch;
}

describe('Frames', () => {
  it('begins the lines anew until all events are there', () => {
    const frames = new Frames(lines, batchRecords + 3);
    const first = frames.next();
    const second = frames.next();
    expect([first?.last, second?.last]).toEqual([batchRecords - 1, batchRecords + 2]);
    expect(frames.next()).toBeUndefined();
  });

  it('gives each source ranges that touch', () => {
    const frames = new Frames(lines, batchRecords * 2);
    const ends = new Map<string, number>();
    for (let next = frames.next(); next !== undefined; next = frames.next()) {
      for (const { source, from, to, text } of decoded(next.frame).records) {
        expect(from).toBe(ends.get(source.location) ?? 0);
        expect(to).toBe(from + text.length + 1);
        ends.set(source.location, to);
      }
    }
    expect(ends.size).toBe(2);
  });

  it('puts probes in the place of some lines, and in the last one', () => {
    const next = new Frames(lines, 700).next();
    const { records } = decoded(next?.frame ?? expect.fail());
    const probes = records.flatMap(({ text }) => probesIn(text));
    expect(probes).toEqual([499, 699]);
  });
});

describe('probes', () => {
  it('are found in the text of the log, whole', () => {
    const text = `${probeLine(12)}\nand ${probeLine(70_003)}\nbench-probe-`;
    expect(probesIn(text)).toEqual([12, 70_003]);
  });

  it('come from addresses of their own', () => {
    const address = (index: number) => /from (\S+)/.exec(probeLine(index))?.[1];
    const all = Array.from({ length: 4000 }, (_, i) => address(i * 499));
    expect(new Set(all).size).toBe(4000);
  });

  it.each([
    [499, true],
    [500, false],
    [999, true],
    [1499, true],
    [1234, true],
  ])('event %i of 1235 or more', (index, expected) => {
    expect(isProbe(index, 1235)).toBe(expected);
  });
});

describe('quantile', () => {
  it.each([
    [[], undefined],
    [[5], 5],
    [[1, 2, 3, 4], 3],
  ])('half of %j', (values, expected) => {
    expect(quantile(values, 0.5)).toBe(expected);
  });
});

describe('parseStat', () => {
  it('finds the counters behind a name with brackets and blanks', () => {
    const stat = '77 (no de) x) S 1 2 3 4 5 6 7 8 9 10 250 50 0 0 20';
    const status = 'Name:\tnode\nVmHWM:\t   2048 kB\nVmRSS:\t   1024 kB\n';
    expect(parseStat(stat, status)).toEqual({
      userSeconds: 2.5,
      systemSeconds: 0.5,
      peakBytes: 2048 * 1024,
      residentBytes: 1024 * 1024,
    });
  });
});
