import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { LineSplitter } from './line-splitter.ts';

interface Line {
  readonly text: string;
  readonly to: number;
  readonly cut: boolean;
}

function split(chunks: readonly string[], limit = 8, finish = false): readonly Line[] {
  const lines: Line[] = [];
  const splitter = new LineSplitter(
    {
      line: (text, to, cut) => lines.push({ text, to, cut }),
      flush() {},
      pending: false,
      memory: '',
    },
    100,
    limit,
  );
  for (const chunk of chunks) splitter.push(chunk);
  if (finish) splitter.finish();
  return lines;
}

it.each<{ chunks: readonly string[]; finish?: boolean; lines: readonly Line[] }>([
  { chunks: [], lines: [] },
  { chunks: [''], finish: true, lines: [] },
  { chunks: ['a\n'], lines: [{ text: 'a', to: 102, cut: false }] },
  { chunks: ['a', 'b', '\n'], lines: [{ text: 'ab', to: 103, cut: false }] },
  { chunks: ['a'], lines: [] },
  { chunks: ['a'], finish: true, lines: [{ text: 'a', to: 101, cut: false }] },
  {
    chunks: ['\n\n'],
    lines: [
      { text: '', to: 101, cut: false },
      { text: '', to: 102, cut: false },
    ],
  },
  { chunks: ['12345678\n'], lines: [{ text: '12345678', to: 109, cut: false }] },
  { chunks: ['123456789\n'], lines: [{ text: '12345678', to: 110, cut: true }] },
  {
    chunks: ['1234567', '89abc', 'def\nx\n'],
    lines: [
      { text: '12345678', to: 116, cut: true },
      { text: 'x', to: 118, cut: false },
    ],
  },
  { chunks: ['123456789'], finish: true, lines: [{ text: '12345678', to: 109, cut: true }] },
  { chunks: ['a\0b\r\n'], lines: [{ text: 'a\0b\r', to: 105, cut: false }] },
])('splits $chunks', ({ chunks, finish, lines }) => {
  expect(split(chunks, 8, finish)).toEqual(lines);
});

it('splits as the language does, whatever the pieces', () => {
  const chunk = fc.string({ unit: fc.constantFrom('a', 'b', '\n', '\0', '\xff') });
  fc.assert(
    fc.property(fc.array(chunk), (chunks) => {
      const expected = chunks.join('').split('\n');
      if (expected.at(-1) === '') expected.pop();
      expect(split(chunks, 1000, true).map(({ text }) => text)).toEqual(expected);
    }),
  );
});
