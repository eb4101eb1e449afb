import { assert, property, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { safeJson, safeLines, safeText } from './safe-text.ts';

const esc = '\u001b';

describe('safeText', () => {
  it.each([
    { text: 'plain', safe: 'plain' },
    { text: 'Grüße 漢字 🔔', safe: 'Grüße 漢字 🔔' },
    { text: `${esc}[2Jgone`, safe: '\\x1b[2Jgone' },
    { text: `${esc}]0;title\u0007`, safe: '\\x1b]0;title\\x07' },
    { text: 'a\rb\nc\u0000', safe: 'a\\x0db\\x0ac\\x00' },
    { text: '\u009b31m', safe: '\\x9b31m' }, // The one-character form of ESC [.
    { text: '\u007f', safe: '\\x7f' },
    { text: 'user\u202egnp.exe', safe: 'user\\u{202e}gnp.exe' },
    { text: '', safe: '' },
  ])('shows $text as $safe', ({ text, safe }) => {
    expect(safeText(text)).toBe(safe);
  });

  it('lets no control character through, whatever comes', () => {
    assert(
      property(string({ unit: 'binary' }), (text) => {
        expect(safeText(text)).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028-\u202e]/);
        const json = safeJson({ text });
        expect(json).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028-\u202e]/);
        expect(JSON.parse(json)).toEqual({ text });
      }),
    );
  });
});

it.each([
  { text: 'one', lines: ['one'] },
  { text: 'a\tb\nc', lines: ['a    b', 'c'] },
  { text: `a\n${esc}c\n`, lines: ['a', '\\x1bc', ''] },
])('splits $text', ({ text, lines }) => {
  expect(safeLines(text)).toEqual(lines);
});
