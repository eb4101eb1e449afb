import { expect, it } from 'vitest';
import { frame, texts } from '../testing/frame.ts';

it.each([
  ['multi-line: 2', 'a\nb\nc\nd\n', ['a b', 'c d']],
  ['multi-line: 3', 'a\n\nc\n', ['a  c']],
  ['multi-line: 1', 'a\nb\n', ['a', 'b']],
  ['multi-line: 2', '', []],
])('%s joins %j', (format, bytes, expected) => {
  expect(texts(format, bytes)).toEqual(expected);
});

it('waits for the rest of a group, and gives what is there when nothing will follow', () => {
  expect(frame('multi-line: 3', 'a\nb\n')).toMatchObject({
    records: [],
    reached: 0,
    pending: true,
  });
  expect(texts('multi-line: 3', 'a\nb\n', { flush: 'finished' })).toEqual(['a b']);
});

it('covers the lines of a group', () => {
  expect(frame('multi-line: 2', 'a\nbb\nc\nd\n').records).toMatchObject([
    { from: 0, to: 5 },
    { from: 5, to: 9 },
  ]);
});

it('cuts a group at the limit and passes over its rest', () => {
  const long = 'x'.repeat(60_000);
  const { records, reached } = frame('multi-line: 3', `${long}\n${long}\nc\nd\ne\nf\n`);

  expect(records.map(({ text, cut }) => [text.length, cut])).toEqual([
    [65_536, true],
    [5, false],
  ]);
  expect(records[1]?.text).toBe('d e f');
  expect(reached).toBe(120_010);
});
