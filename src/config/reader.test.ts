import { describe, expect, it } from 'vitest';
import { parseXml } from '../xml/index.ts';
import { integer, text, yesNo } from './parsers.ts';
import { BlockReader, fieldOf, findOption, type Block } from './reader.ts';
import type { OptionTable } from './section.ts';

const options = {
  size: { summary: 'Size.', parser: integer(1, 9), default: 5 },
  name: { summary: 'Name.', parser: text, repeatable: true },
  other: { summary: 'Other.', parser: text },
  flag: { summary: 'Flag.', parser: yesNo, default: false },
  mark: { summary: 'Mark.', parser: text, mayBeEmpty: true },
} as const satisfies OptionTable;

function blocks(...texts: readonly string[]): readonly Block[] {
  return texts.flatMap((inner) =>
    parseXml(`<box>${inner}</box>`, 'f').elements.map(({ at, children }) => {
      return { at, elements: children };
    }),
  );
}

function reader(...texts: readonly string[]): BlockReader {
  return new BlockReader(options, blocks(...texts));
}

describe('one', () => {
  it.each([
    ['the default', '', 5],
    ['the value', '<size>3</size>', 3],
    ['the last of two', '<size>3</size><size>4</size>', 4],
    ['in any case of the name', '<SIZE>3</SIZE>', 3],
    ['the last that is right', '<size>3</size><size>99</size>', 3],
    ['the default where all are wrong', '<size>x</size>', 5],
    ['the default where it is empty', '<size> </size>', 5],
  ])('gives %s', (_, inner, expected) => {
    expect(reader(inner).one(options.size)).toBe(expected);
  });

  it('takes false for a value', () => {
    expect(reader('<flag>yes</flag><flag>no</flag>').one(options.flag)).toBe(false);
  });

  it('looks at all blocks', () => {
    expect(reader('<size>3</size>', '', '<name>a</name>').one(options.size)).toBe(3);
  });
});

describe('optional', () => {
  it.each([
    ['', undefined],
    ['<other>a</other>', 'a'],
    ['<other>a</other><other>b</other>', 'b'],
    ['<name>a</name>', undefined],
  ])('of %j is %j', (inner, expected) => {
    expect(reader(inner).optional(options.other)).toBe(expected);
  });

  it('tells an element that may be empty from one that is not there', () => {
    expect(reader('<mark/>').optional(options.mark)).toBe('');
    expect(reader('').optional(options.mark)).toBeUndefined();
  });
});

describe('all and inOrder', () => {
  const inner = '<name>a</name><other>b</other>\n<name>c</name>';
  it('keep the order of the file', () => {
    expect(reader(inner, '<name>d</name>').all(options.name)).toEqual(['a', 'c', 'd']);
    expect(reader(inner).inOrder([options.name, options.other])).toEqual([
      { value: 'a', at: { file: 'f', line: 1, column: 6 } },
      { value: 'b', at: { file: 'f', line: 1, column: 20 } },
      { value: 'c', at: { file: 'f', line: 2, column: 1 } },
    ]);
  });
});

describe('places', () => {
  it('are those of the last value, else of the block', () => {
    const read = reader('\n<size>3</size>\n<size>4</size>');
    expect(read.placeOf(options.size)?.line).toBe(3);
    expect(read.placeOf(options.name)?.line).toBe(1);
    expect(read.at?.line).toBe(1);
  });

  it('do not exist where the section does not stand', () => {
    const read = reader();
    expect(read.at).toBeUndefined();
    expect(read.placeOf(options.size)).toBeUndefined();
  });
});

describe('findOption', () => {
  it.each([
    ['size', 'size'],
    ['SiZe', 'size'],
    ['sizes', undefined],
    ['', undefined],
    ['toString', undefined],
    ['__proto__', undefined],
  ])('%j finds %j', (name, expected) => {
    expect(findOption(options, name)?.name).toBe(expected);
  });
});

describe('fieldOf', () => {
  it('gives the text without the space around it, and attributes in any case', () => {
    const [element] = parseXml('<a Lang="de"> \n x y\t</a>', 'f').elements;
    if (element === undefined) throw new Error('the sample did not parse');
    const field = fieldOf(element);
    expect(field.text).toBe('x y');
    expect(field.attribute('lang')).toBe('de');
    expect(field.attribute('other')).toBeUndefined();
  });
});
