import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KnownFiles } from './known-files.ts';

describe('known files', () => {
  it('do what a plain map does', () => {
    const step = fc.record({
      what: fc.constantFrom('note', 'note', 'note', 'forget', 'distrust', 'recall', 'look'),
      path: fc.constantFrom('/a', '/a/b', '/a/c', '/d', '/ab'),
      sum: fc.constantFrom('1', '2'),
      stamp: fc.constantFrom('x', 'y'),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const known = new KnownFiles();
        const model = new Map<string, { sum: string; stamp: string; seen: number }>();
        for (const [i, { what, path, sum, stamp }] of steps.entries()) {
          const before = model.get(path);
          if (what === 'note') {
            const is = before === undefined ? 'new' : before.sum === sum ? 'same' : 'changed';
            expect(known.note(path, sum, stamp, i)).toBe(is);
            model.set(path, { sum, stamp, seen: i });
          } else if (what === 'forget') {
            expect(known.forget(path)).toBe(model.delete(path));
          } else if (what === 'distrust') {
            known.distrust(path);
            if (before !== undefined) before.stamp = '';
          } else if (what === 'recall') {
            known.recall(path);
            if (before === undefined) model.set(path, { sum: '', stamp: '', seen: 0 });
          } else {
            expect(known.isUnchanged(path, stamp, i)).toBe(before?.stamp === stamp);
            if (before?.stamp === stamp) before.seen = i;
          }
          expect(known.size).toBe(model.size);
          expect([...known.paths()].toSorted()).toEqual([...model.keys()].toSorted());
          const unseen = [...model].filter(([, one]) => one.seen !== i).map(([name]) => name);
          expect([...known.unseen(i)].toSorted()).toEqual(unseen.toSorted());
        }
        const below = [...model.keys()].filter((path) => path.startsWith('/a/'));
        expect([...known.below('/a')].toSorted()).toEqual(below.toSorted());
      }),
    );
  });

  it('grow beyond any bound they began with', () => {
    const known = new KnownFiles();
    for (let i = 0; i < 5000; i++) known.note(`/f${i}`, `${i}`, 's', 1);
    for (let i = 0; i < 5000; i++) expect(known.note(`/f${i}`, `${i}`, 's', 2)).toBe('same');
    expect([...known.unseen(2)]).toEqual([]);
    expect([...known.below('/')]).toHaveLength(5000);
  });
});
