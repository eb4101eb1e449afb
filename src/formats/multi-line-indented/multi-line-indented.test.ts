import { expect, it } from 'vitest';
import { frame, texts } from '../testing/frame.ts';

it.each([
  ['a\n b\n\tc\nd\n', ['a  b \tc', 'd']],
  ['a\n\nb\n', ['a', 'b']],
  ['a\n  \n b\n', ['a', ' b']],
  [' orphan\n more\na\n', [' orphan  more', 'a']],
  ['\n\n', []],
])('joins %j', (bytes, expected) => {
  expect(texts('multi-line_indented', bytes)).toEqual(expected);
});

it('holds a record until the next one begins or the file is quiet', () => {
  const held = frame('multi-line_indented', 'a\n b\n', { flush: 'none' });
  expect(held).toMatchObject({ records: [], reached: 0, pending: true });
});

it('takes the blank line into the range of the record', () => {
  expect(frame('multi-line_indented', 'a\n\nb\n').records).toMatchObject([
    { from: 0, to: 3 },
    { from: 3, to: 5 },
  ]);
});
