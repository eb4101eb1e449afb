import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LiteralIndex } from './literal-index.ts';
import { eventOf } from './testing/rule-bench.ts';

function indexOf(...texts: readonly string[]) {
  const index = new LiteralIndex((event) => event.log);
  const ids = new Map(texts.map((text) => [text, index.add(text) ?? -1]));
  const holds = (log: string): readonly string[] => {
    const event = eventOf({ log });
    return texts.filter((text) => index.holdsAny(event, [ids.get(text) ?? -1]));
  };
  return { index, holds };
}

describe('the index of texts', () => {
  it.each<[texts: readonly string[], log: string, found: readonly string[]]>([
    [['failed', 'error'], 'it FAILED', ['failed']],
    [['failed', 'error'], 'error: Failed', ['failed', 'error']],
    [['failed'], 'faile', []],
    [['failed'], 'faile d', []],
    [['abcd', 'bcde', 'cdef'], 'xabcdefx', ['abcd', 'bcde', 'cdef']],
    [['abcdabcd'], 'abcdabc abcdabcd', ['abcdabcd']],
    [['aaaa', 'aaaaa'], 'aaaa', ['aaaa']],
    [['    ', '---- '], 'a    b', ['    ']],
    [['abcd'], 'abc', []],
    [['abcd'], '', []],
    [['user unknown'], 'x user unknown', ['user unknown']],
  ])('%j in %j: %j', (texts, log, found) => {
    expect(indexOf(...texts).holds(log)).toEqual(found);
  });

  it('has no place for texts that are too short', () => {
    const index = new LiteralIndex((event) => event.log);
    expect(index.add('abc')).toBeUndefined();
    expect(index.addAll(['abcd', 'abc'])).toBeUndefined();
    expect(index.addAll(['abcd', 'bcde'])).toHaveLength(2);
    expect(index.add('')).toBeUndefined();
  });

  it('looks into the text that it is for, if the event has one', () => {
    const index = new LiteralIndex((event) => event.url);
    const ids = index.addAll(['/etc/']) ?? [];
    expect(index.holdsAny(eventOf({ log: 'x', url: '/ETC/passwd' }), ids)).toBe(true);
    expect(index.holdsAny(eventOf({ log: '/etc/', url: '/' }), ids)).toBe(false);
    expect(index.holdsAny(eventOf({ log: '/etc/' }), ids)).toBe(false);
  });

  it('gives one text one id', () => {
    const index = new LiteralIndex((event) => event.log);
    expect(index.add('abcd')).toBe(index.add('abcd'));
    expect(index.add('abce')).not.toBe(index.add('abcd'));
  });

  it('takes more texts after it was asked', () => {
    const index = new LiteralIndex((event) => event.log);
    const first = index.addAll(['abcd']) ?? [];
    const event = eventOf({ log: 'xxabcd efgh' });
    expect(index.holdsAny(event, first)).toBe(true);
    const second = index.addAll(['efgh']) ?? [];
    expect(index.holdsAny(event, second)).toBe(true);
    expect(index.holdsAny(event, first)).toBe(true);
  });

  it('knows one event from the next', () => {
    const index = new LiteralIndex((event) => event.log);
    const ids = index.addAll(['abcd', 'zzzz']) ?? [];
    const [one, two] = [eventOf({ log: 'abcd' }), eventOf({ log: 'none' })];
    expect([one, two, one, one, two].map((event) => index.holdsAny(event, ids))).toEqual([
      true,
      false,
      true,
      true,
      false,
    ]);
  });

  it('finds texts at both ends of a log longer than any before', () => {
    const { holds } = indexOf('head of it', 'end of it');
    for (const length of [10, 5000, 70_000]) {
      expect(holds(`HEAD of it${'x'.repeat(length)}End of IT`)).toEqual([
        'head of it',
        'end of it',
      ]);
      expect(holds(`ead of it${'x'.repeat(length)}end of i`)).toEqual([]);
    }
  });

  it('finds texts that share most of what they hold', () => {
    const words = ['user', 'password', 'from', 'failed'];
    const texts = words.flatMap((one) => words.map((other) => `${one} ${other}`));
    const { holds } = indexOf(...texts, 'user', 'password');
    for (const text of texts) {
      const [one = '', other = ''] = text.split(' ');
      const found = new Set([text, one, other].filter((each) => /^(?:user|pass)/.test(each)));
      for (const each of found) expect(holds(`x ${text} y`)).toContain(each);
      expect(holds(`x ${text} y`)).not.toContain(`${other} ${one}x`);
      if (one !== other) expect(holds(`x ${text} y`)).not.toContain(`${other} ${one}`);
    }
  });

  it('does not see what an earlier, longer log left behind', () => {
    const { holds } = indexOf('secret text');
    expect(holds(`${'x'.repeat(50)}secret text`)).toEqual(['secret text']);
    expect(holds('x'.repeat(55))).toEqual([]);
    expect(holds(`${'x'.repeat(50)}secret`)).toEqual([]);
  });

  it('folds the letters of ASCII alone', () => {
    const { holds } = indexOf('\xe9abc', 'k\xc9abc', '[abc', '{abc');
    expect(holds('\xe9ABC')).toEqual(['\xe9abc']);
    expect(holds('\xc9ABC')).toEqual([]);
    expect(holds('K\xc9ABC')).toEqual(['k\xc9abc']);
    expect(holds('[ABC')).toEqual(['[abc']);
    expect(holds('{ABC')).toEqual(['{abc']);
  });

  it('finds what a search for each text finds', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', ' ', '1', '.'), maxLength: 9 });
    const log = fc.string({ unit: fc.constantFrom('a', 'B', 'b', ' ', '1', '.'), maxLength: 60 });
    fc.assert(
      fc.property(fc.uniqueArray(text, { maxLength: 20 }), fc.array(log), (texts, logs) => {
        const long = texts.filter((one) => one.length >= 4);
        const { holds } = indexOf(...long);
        for (const one of logs) {
          const folded = one.toLowerCase();
          expect(holds(one)).toEqual(long.filter((each) => folded.includes(each)));
        }
      }),
    );
  });
});
