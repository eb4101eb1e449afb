import { describe, expect, it } from 'vitest';
import { addressOrHost } from './address-parser.ts';
import { byteSize, integer, mapped, oneOf, yesNo, type Parser } from './parsers.ts';

function parse<T>(parser: Parser<T>, text: string): T | undefined {
  return parser.parse({ text, attribute: () => undefined, attributes: [] });
}

describe('yesNo', () => {
  it.each([
    ['yes', true],
    ['no', false],
    ['Yes', undefined],
    ['1', undefined],
    ['', undefined],
  ])('%j gives %j', (text, value) => {
    expect(parse(yesNo, text)).toBe(value);
  });
});

describe('integer', () => {
  it.each([
    ['0', 0],
    ['16', 16],
    ['007', 7],
    ['17', undefined],
    ['-1', undefined],
    ['1.5', undefined],
    ['1e1', undefined],
    ['0x1', undefined],
    ['9'.repeat(400), undefined],
  ])('%s gives %j', (text, value) => {
    expect(parse(integer(0, 16), text)).toBe(value);
  });
});

describe('byteSize', () => {
  it.each([
    ['100', 100],
    ['1k', 1024],
    ['2M', 2 * 2 ** 20],
    ['1G', 2 ** 30],
    ['99', undefined],
    ['1T', undefined],
    ['1 G', undefined],
    ['G', undefined],
    ['-1K', undefined],
    ['9999999999', undefined],
  ])('%s gives %j', (text, value) => {
    expect(parse(byteSize(100), text)).toBe(value);
  });
});

describe('oneOf and mapped', () => {
  const color = oneOf('red', 'green');
  const long = mapped(color, (name) => (name.length > 3 ? name.length : undefined));
  it.each([
    ['red', 'red', undefined],
    ['green', 'green', 5],
    ['Red', undefined, undefined],
    ['', undefined, undefined],
  ])('%j gives %j and %j', (text, name, length) => {
    expect(parse(color, text)).toBe(name);
    expect(parse(long, text)).toBe(length);
  });
  it('tell what they accept', () => {
    expect(long.accepts).toBe('one of red, green');
    expect(oneOf('red').accepts).toBe('red');
  });
});

describe('addressOrHost', () => {
  it.each([
    '10.0.0.1',
    '10.0.0.0/8',
    '::1',
    '2001:db8::/32',
    'localhost',
    'localhost.localdomain',
    '^localhost.localdomain$',
    'a-b.example.org',
  ])('takes %s', (text) => {
    expect(parse(addressOrHost, text)).toBe(text);
  });
  it.each([
    '10.0.0',
    '10.0.0.256',
    '10.0.0.0/33',
    '10.0.0.0/8/8',
    '::1/129',
    '::1/255.0.0.0',
    '2001:db8::x',
    'a b',
    'a..b',
    '-a',
    'x'.repeat(300),
  ])('refuses %s', (text) => {
    expect(parse(addressOrHost, text)).toBeUndefined();
  });
});
