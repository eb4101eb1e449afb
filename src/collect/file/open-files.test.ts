import { Buffer } from 'node:buffer';
import { describe, expect, it } from 'vitest';
import type { FileCursor } from '../positions.ts';
import { prng } from '../testing/random.ts';
import { Buffers } from './buffers.ts';
import { OpenFiles } from './open-files.ts';
import type { Parkable } from './open-files.ts';
import { Owners } from './owners.ts';

class Holder implements Parkable {
  parked = 0;
  park(): void {
    this.parked++;
  }
}

const cursor: FileCursor = {
  stream: 's',
  id: '1',
  offset: 0,
  covered: 0,
  memory: '',
  head: { length: 0, hash: '' },
  seen: 0,
  tail: { length: 0, hash: '' },
  changed: '0',
};

const holders = (count: number): readonly Holder[] =>
  Array.from({ length: count }, () => new Holder());

describe('open files', () => {
  it('parks the one that changed the longest ago', () => {
    const files = new OpenFiles(2);
    const [a, b, c] = holders(3);
    if (a === undefined || b === undefined || c === undefined) return;
    files.touch(a);
    files.touch(b);
    files.touch(a);
    files.touch(c);

    expect([a.parked, b.parked, c.parked]).toEqual([0, 1, 0]);
  });

  it('makes room for others when one is dropped', () => {
    const files = new OpenFiles(1);
    const [a, b] = holders(2);
    if (a === undefined || b === undefined) return;
    files.touch(a);
    files.drop(a);
    files.touch(b);

    expect([a.parked, b.parked]).toEqual([0, 0]);
  });

  it('does with half when the system gives no more', () => {
    const files = new OpenFiles(1000);
    const all = holders(100);
    for (const one of all) files.touch(one);

    files.shrink();

    expect(all.map(({ parked }) => parked).indexOf(0)).toBe(50);
    expect(all.filter(({ parked }) => parked === 0)).toHaveLength(50);
  });

  it.each([1, 2, 3])('never has more than it may, seed %i', (seed) => {
    const random = prng(seed);
    const files = new OpenFiles(5);
    const all = holders(20);
    const open = new Set<Holder>();
    for (let step = 0; step < 500; step++) {
      const one = all[random(all.length)];
      if (one === undefined) continue;
      one.parked = 0;
      open.add(one);
      files.touch(one);
      for (const other of open) if (other.parked > 0) open.delete(other);
      expect(open.size).toBeLessThanOrEqual(5);
      expect(open.has(one)).toBe(true);
    }
  });
});

describe('owners', () => {
  it('give a file to the first path', () => {
    const owners = new Owners();

    expect(owners.claim('1', '/a')).toBeUndefined();
    expect(owners.claim('1', '/a')).toBeUndefined();
    expect(owners.claim('1', '/b')).toBe('/a');
    expect([owners.isOthers('1', '/a'), owners.isOthers('1', '/b')]).toEqual([false, true]);
    expect(owners.isOthers('2', '/b')).toBe(false);
  });

  it('take it back only from its owner', () => {
    const owners = new Owners();
    owners.claim('1', '/a');

    owners.release('1', '/b', cursor);
    expect(owners.claim('1', '/b')).toBe('/a');
    expect(owners.leftAt('1')).toBeUndefined();
    owners.release('1', '/a', cursor);
    expect(owners.claim('1', '/b')).toBeUndefined();
    expect(owners.leftAt('1')).toBe(cursor);
  });

  it('remember a bounded number of files', () => {
    const owners = new Owners();
    for (let id = 0; id < 3000; id++) {
      owners.claim(String(id), '/a');
      owners.release(String(id), '/a', cursor);
    }

    expect(owners.leftAt('0')).toBeUndefined();
    expect(owners.leftAt('2999')).toBe(cursor);
  });
});

describe('buffers', () => {
  it('bound how much is read at the same time', async () => {
    const buffers = new Buffers();
    const seen = new Set<Buffer>();
    let now = 0;
    let most = 0;
    const work = async (buffer: Buffer): Promise<void> => {
      seen.add(buffer);
      most = Math.max(most, ++now);
      await new Promise((resolve) => {
        setImmediate(resolve);
      });
      now--;
    };

    await Promise.all(Array.from({ length: 100 }, () => buffers.with(work)));

    expect([most, seen.size]).toEqual([16, 16]);
  });

  it('are given back when the work fails', async () => {
    const buffers = new Buffers();
    for (let i = 0; i < 40; i++) {
      const failing = buffers.with(() => Promise.reject(new Error('x')));
      await expect(failing).rejects.toThrow('x');
    }

    expect(await buffers.with((buffer) => Promise.resolve(buffer.length))).toBeGreaterThan(0);
  });
});
