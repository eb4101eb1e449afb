import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromUtf8, latin1 } from '../../base/index.ts';
import { numberText, parseJsonText, printed } from './json-text.ts';

describe('a JSON text', () => {
  it.each([
    ['{"a":1}', { a: 1 }],
    ['  {"a":1}', { a: 1 }],
    ['{"a":1} and more', { a: 1 }],
    ['{"a":1}}}', { a: 1 }],
    ['{"a":"}"} x', { a: '}' }],
    ['{"a":"\\"}"} x', { a: '"}' }],
    ['{"a":"\\\\"} x', { a: '\\' }],
    ['[1,2] x', [1, 2]],
    ['{}', {}],
    ['', undefined],
    ['   ', undefined],
    ['no json', undefined],
    ['{"a":1', undefined],
    ['{"a":"1}', undefined],
    ['{a:1}', undefined],
    ['{"a":1,}', undefined],
    ['{"a":\n1}', { a: 1 }],
    ['{"a":"\n"}', undefined],
  ])('%j is %j', (text, value) => {
    expect(parseJsonText(text)).toEqual(value);
  });

  it.each([
    ['{"a":"\\u0041"}', 'A'],
    ['{"a":"\\u00e9"}', fromUtf8('é')],
    ['{"a":"\\u20ac"}', fromUtf8('€')],
    ['{"a":"\\ud83d\\ude00"}', fromUtf8('😀')],
    ['{"a":"\\ud83d"}', fromUtf8('\ufffd')],
    ['{"a":"\\\\u00e9"}', '\\u00e9'],
    ['{"a":"\\\\\\u00e9"}', `\\${fromUtf8('é')}`],
    [fromUtf8('{"a":"é"}'), fromUtf8('é')],
  ])('%j holds bytes', (text, value) => {
    expect(parseJsonText(text)).toEqual({ a: value });
  });

  it('equals what the runtime reads, whatever stands behind it', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.string({ unit: 'binary-ascii' }), (value, behind) => {
        const object = { value };
        const text = fromUtf8(JSON.stringify(object));
        const bytes = (one: unknown): unknown => JSON.parse(fromUtf8(JSON.stringify(one)));
        expect(parseJsonText(`${text} ${behind}`)).toEqual(bytes(object));
      }),
    );
  });

  it('never throws, and never takes long', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        parseJsonText(`{"a":${latin1(bytes)}`);
        return true;
      }),
    );
    expect(parseJsonText('['.repeat(65_536))).toBeUndefined();
    expect(parseJsonText(`{"a":"${'\\'.repeat(65_000)}`)).toBeUndefined();
  });
});

it.each([
  [0, '0'],
  [-5, '-5'],
  [2_147_483_647, '2147483647'],
  [2_147_483_648, '2147483648.000000'],
  [1.5, '1.500000'],
  [1e-9, '0.000000'],
  [1e22, '10000000000000000000000.000000'],
])('the number %d is the text %s', (value, text) => {
  expect(numberText(value)).toBe(text);
});

it.each([
  [[1, 2], '[1, 2]'],
  [['a', null, true], '["a", null, true]'],
  [[], '[]'],
  [[{ a: 1, b: [2] }], '[{\n\t\t"a":\t1,\n\t\t"b":\t[2]\n\t}]'],
  [[{}], '[{}]'],
])('%j is printed as %j', (value, text) => {
  expect(printed(value)).toBe(text);
});
