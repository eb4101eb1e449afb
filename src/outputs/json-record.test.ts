import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromUtf8, toUtf8 } from '../base/index.ts';
import { JsonRecord } from './json-record.ts';

const byte = fc.nat({ max: 255 }).map((code) => String.fromCharCode(code));
const text = fc.string({ unit: byte, maxLength: 30 });
const utf8 = fc.string({ maxLength: 12, unit: 'grapheme' }).map(fromUtf8);
const value = fc.oneof(text, utf8, fc.string({ maxLength: 12 }));

describe('a line of JSON', () => {
  it('is read back as it was added, in its order', () => {
    const member = fc.tuple(value, value);
    fc.assert(
      fc.property(fc.array(member, { maxLength: 8 }), (members) => {
        const record = new JsonRecord();
        for (const [name, one] of members) record.text(`n${name}`, one);
        const line = record.line();
        expect(line.endsWith('}\n')).toBe(true);
        expect(line.slice(0, -1)).not.toContain('\n');
        const read: unknown = JSON.parse(toUtf8(line));
        const wanted: Record<string, string> = {};
        for (const [name, one] of members) wanted[toUtf8(`n${name}`)] = toUtf8(one);
        expect(read).toEqual(wanted);
      }),
    );
  });

  it.each([
    ['a quote', 'a"b', '"a\\"b"'],
    ['a backslash', 'a\\b', '"a\\\\b"'],
    ['a line feed', 'a\nb', '"a\\nb"'],
    ['NUL', 'a\0b', '"a\\u0000b"'],
    ['DEL', 'a\x7fb', '"a\x7fb"'],
    ['UTF-8', 'j\xc3\xb6rg', '"j\xc3\xb6rg"'],
    ['no UTF-8', 'j\xf6rg', '"j\xef\xbf\xbdrg"'],
    ['nothing', '', '""'],
  ])('writes %s', (_name, written, expected) => {
    expect(new JsonRecord().text('k', written).line()).toBe(`{"k":${expected}}\n`);
  });

  it.each([
    ['a name', (one: JsonRecord) => one.text('\xf6', 'v')],
    ['a list', (one: JsonRecord) => one.texts('k', ['a', '\xf6'])],
    ['written JSON', (one: JsonRecord) => one.json('k', '"\xf6"')],
    ['another record', (one: JsonRecord) => one.record('k', new JsonRecord().text('a', '\xf6'))],
    ['members', (one: JsonRecord) => one.members(new JsonRecord().text('a', '\xf6'))],
  ])('is UTF-8 whatever %s holds', (_name, add) => {
    const line = add(new JsonRecord().text('first', 'ascii')).text('last', 'ascii').line();
    expect(line).toContain('\xef\xbf\xbd');
    expect(line).not.toContain('\xf6');
    expect(() => JSON.parse(toUtf8(line)) as unknown).not.toThrow();
  });

  it('leaves out what is unset or empty', () => {
    const record = new JsonRecord()
      .text('a', undefined)
      .number('b', undefined)
      .texts('c', [])
      .record('d', undefined)
      .members(new JsonRecord());
    expect(record.line()).toBe('{}\n');
  });

  it('keeps the order of names that are numbers', () => {
    const record = new JsonRecord().text('b', 'x').text('1', 'y').number('0', 3);
    expect(record.toString()).toBe('{"b":"x","1":"y","0":3}');
  });

  it('puts members where they are added', () => {
    const inner = new JsonRecord().number('x', 1).number('y', 2);
    const record = new JsonRecord().members(inner).text('z', 'z').members(inner);
    expect(record.toString()).toBe('{"x":1,"y":2,"z":"z","x":1,"y":2}');
  });
});
