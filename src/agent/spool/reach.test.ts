import { describe, expect, it } from 'vitest';
import type { IngestRecord } from '../../wire/index.ts';
import { LaneAges, Reach } from './reach.ts';

function record(source: string, to: number, stream = 's'): IngestRecord {
  const origin = { agent: '000', source, stream, from: to - 1, to };
  return { queue: '1', location: source, text: 'x', origin };
}

describe('Reach', () => {
  it('is the last position of each source, in the order in which they were read', () => {
    const reach = new Reach();
    reach.add([record('a', 1), record('b', 7), record('a', 2, 't')]);
    reach.add([{ ...record('c', 1), origin: undefined }]);

    expect(reach.sources).toEqual([
      { source: 'b', stream: 's', position: 7, records: 1 },
      { source: 'a', stream: 't', position: 2, records: 2 },
    ]);
  });

  it('goes on from what was known, and forgets those that were silent longest', () => {
    const known = { source: 'old', stream: 's', position: 5, records: 9 };
    const reach = new Reach([known]);
    reach.add([record('old', 6)]);
    expect(reach.sources).toEqual([{ ...known, position: 6, records: 10 }]);
    for (let i = 0; i < 2000; i++) reach.add([record(`s${i}`, 1)]);
    expect(reach.sources).toHaveLength(2000);
    expect(reach.sources[0]?.source).toBe('s0');
  });
});

describe('LaneAges', () => {
  it('tells how long the oldest that waits has been there', () => {
    const ages = new LaneAges();
    expect(ages.lagMs(5000)).toBe(0);
    ages.add(10, 1000);
    ages.add(20, 1500);
    ages.add(30, 2500);
    expect(ages.lagMs(5000)).toBe(4000);
    ages.confirm(15);
    expect(ages.lagMs(5000)).toBe(4000);
    ages.confirm(20);
    expect(ages.lagMs(5000)).toBe(2500);
    ages.confirm(30);
    expect(ages.lagMs(5000)).toBe(0);
  });

  it('is never below nothing when the clock was set back', () => {
    const ages = new LaneAges();
    ages.add(10, 9000);
    expect(ages.lagMs(1000)).toBe(0);
  });
});
