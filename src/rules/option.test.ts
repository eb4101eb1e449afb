import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseXml } from '../xml/index.ts';
import { checkAttributes, joined, parseCount, placeIn } from './option.ts';

function elements(text: string) {
  return parseXml(text, 'f.xml').elements;
}

describe('joined', () => {
  it.each([
    ['<a>1</a>', '1'],
    ['<a>1</a><a>2</a>', '12'],
    ['<a>1</a><b>x</b><A>2</A>', '12'],
    ['<a></a><a></a>', ''],
    ['<b>x</b>', undefined],
    ['', undefined],
  ])('%s: %j', (text, content) => {
    expect(joined(elements(text), 'a')?.content).toBe(content);
  });

  it('brings the attributes of all pieces', () => {
    const all = joined(elements('<a x="1">1</a><a y="2">2</a>'), 'a');
    expect(all?.attributes.map(({ name }) => name)).toEqual(['x', 'y']);
  });
});

describe('checkAttributes', () => {
  it('tells each one that is not allowed, whatever its case', () => {
    const told: string[] = [];
    const [element] = elements('<a One="1" two="2" three="3">x</a>');
    if (element === undefined) throw new Error('there is an element');
    checkAttributes(element, ['one'], (code, at) => told.push(`${at.column} ${code}`));
    expect(told).toEqual(['12 RULE_ATTRIBUTE_UNKNOWN', '20 RULE_ATTRIBUTE_UNKNOWN']);
  });
});

describe('parseCount', () => {
  it.each([
    ['0', 0],
    ['7', 7],
    ['007', 7],
    [' 7 ', 7],
    ['123456789', 123_456_789],
    ['1234567890', undefined],
    ['', undefined],
    [' ', undefined],
    ['-1', undefined],
    ['1.5', undefined],
    ['1e3', undefined],
    ['7x', undefined],
    ['\u0664', undefined],
  ])('%j: %j', (text, value) => {
    expect(parseCount(text)).toBe(value);
  });
});

describe('placeIn', () => {
  it('counts lines and columns through the content', () => {
    const content = fc.string({ unit: fc.constantFrom('a', '\n', ' '), maxLength: 20 });
    fc.assert(
      fc.property(content, fc.nat({ max: 20 }), (text, seed) => {
        const offset = Math.min(seed, text.length);
        const source = `\n  <a>${text}</a>`;
        const [element] = elements(source);
        if (element === undefined || text === '') return;
        const before = source.slice(0, source.indexOf('>') + 1 + offset).split('\n');
        expect(placeIn(element, offset)).toEqual({
          file: 'f.xml',
          line: before.length,
          column: (before.at(-1) ?? '').length + 1,
        });
      }),
    );
  });
});
