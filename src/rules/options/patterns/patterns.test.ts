import { describe, expect, it } from 'vitest';
import type { Event } from '../../../event/index.ts';
import { eventOf, problemsOf, takes } from '../../testing/rule-bench.ts';

type Fields = Partial<Event>;

/** Element, the field it looks at. */
const subjects: readonly (readonly [string, keyof Event])[] = [
  ['program_name', 'programName'],
  ['id', 'id'],
  ['match', 'log'],
  ['url', 'url'],
  ['srcport', 'srcport'],
  ['dstport', 'dstport'],
  ['user', 'dstuser'],
  ['user', 'srcuser'],
  ['srcgeoip', 'srcgeoip'],
  ['dstgeoip', 'dstgeoip'],
  ['extra_data', 'data'],
  ['hostname', 'hostname'],
  ['status', 'status'],
];

describe.each(subjects)('<%s> on the field %s', (element, field) => {
  const pattern = `<${element}>^ab|xy$</${element}>`;
  it.each([
    ['abc', true],
    ['ABC', true],
    ['wxy', true],
    ['cab', false],
    ['', false],
  ])('%j: %j', (value, expected) => {
    expect(takes(pattern, eventOf({ [field]: value }))).toBe(expected);
  });

  it('takes a PCRE2 twin, case-insensitive as well', () => {
    const twin = `<${element}_pcre2>^a\\d+$</${element}_pcre2>`;
    expect(takes(twin, eventOf({ [field]: 'A12' }))).toBe(true);
    expect(takes(twin, eventOf({ [field]: 'a1b' }))).toBe(false);
  });

  it('never passes while the field is unset, whatever the pattern', () => {
    if (field === 'log' || field === 'hostname') return;
    expect(takes(`<${element}></${element}>`, eventOf())).toBe(false);
    expect(takes(`<${element}_pcre2>.*</${element}_pcre2>`, eventOf())).toBe(false);
  });

  it('joins repeated elements without a separator', () => {
    const two = `<${element}>^on</${element}><${element}>e$</${element}>`;
    expect(takes(two, eventOf({ [field]: 'one' }))).toBe(true);
    expect(takes(two, eventOf({ [field]: 'on e' }))).toBe(false);
  });
});

describe('which of two twins counts', () => {
  it.each<[string, string, Fields, boolean]>([
    ['match wins', '<match>a</match><match_pcre2>b</match_pcre2>', { log: 'a' }, true],
    ['in either order', '<match_pcre2>b</match_pcre2><match>a</match>', { log: 'b' }, false],
    ['regex wins over pcre2', '<regex>a\\d</regex><pcre2>b</pcre2>', { log: 'a1' }, true],
    ['so its twin is no help', '<regex>a\\d</regex><pcre2>b</pcre2>', { log: 'b' }, false],
    ['match and regex both count', '<match>a</match><regex>b</regex>', { log: 'a' }, false],
    ['match and pcre2 both count', '<match>a</match><pcre2>b</pcre2>', { log: 'b a' }, true],
    ['url and its twin both count', '<url>a</url><url_pcre2>b</url_pcre2>', { url: 'a' }, false],
    ['and pass together', '<url>a</url><url_pcre2>b</url_pcre2>', { url: 'ba' }, true],
    ['id wins', '<id>^1</id><id_pcre2>^2</id_pcre2>', { id: '12' }, true],
    ['user wins', '<user>bob</user><user_pcre2>eve</user_pcre2>', { dstuser: 'eve' }, false],
  ])('%s', (_, body, fields, expected) => {
    expect(takes(body, eventOf(fields))).toBe(expected);
  });
});

describe('the languages', () => {
  it.each<[string, string, string, boolean]>([
    ['match is OS_Match: a dot is a dot', '<match>a.c</match>', 'abc', false],
    ['and a backslash a backslash', '<match>a\\d</match>', 'a\\d', true],
    ['regex is OS_Regex: a dot is a dot', '<regex>a.c</regex>', 'abc', false],
    ['and \\. anything', '<regex>a\\.c</regex>', 'abc', true],
    ['pcre2: a dot is any byte', '<pcre2>a.c</pcre2>', 'abc', true],
    ['pcre2 is byte-wise', '<pcre2>a.c</pcre2>', 'a\xc3\xa9c', false],
    ['regex sees code points', '<regex>a\\.c</regex>', 'a\xc3\xa9c', true],
    ['pcre2 folds ASCII', '<pcre2>FAILED</pcre2>', 'failed', true],
    ['an empty match takes all', '<match></match>', 'x', true],
    ['an element name in any case', '<MATCH>x</MATCH>', 'x', true],
    ['a literal in a log with other bytes', '<match>login</match>', 'LOGIN \xff', true],
    ['a literal that only folds', '<match>Failed</match>', 'xx fAILED', true],
  ])('%s', (_, body, log, expected) => {
    expect(takes(body, eventOf({ log }))).toBe(expected);
  });

  it('prefers the destination user', () => {
    const both = { dstuser: 'root', srcuser: 'bob' };
    expect(takes('<user>^bob$</user>', eventOf(both))).toBe(false);
    expect(takes('<user>^root$</user>', eventOf(both))).toBe(true);
  });
});

describe('problems', () => {
  const long = 'a'.repeat(2048);
  it.each<[string, string, readonly string[]]>([
    ['an empty regex', '¦<regex></regex>', ['RULE_PATTERN_BAD']],
    ['an unknown escape', '<regex>ab¦\\n</regex>', ['RULE_PATTERN_BAD']],
    ['an escape on a later line', '<regex>ab\ncd¦\\n</regex>', ['RULE_PATTERN_BAD']],
    ['an open group', '<match>a</match><pcre2>¦(a</pcre2>', ['RULE_PATTERN_BAD']],
    ['a bad twin of another field', '<user_pcre2>¦[</user_pcre2>', ['RULE_PATTERN_BAD']],
    [
      'an attribute of another dialect',
      '<match ¦negate="yes">a</match>',
      ['RULE_ATTRIBUTE_UNKNOWN'],
    ],
    [
      'one on the second piece',
      '<match>a</match><match ¦type="pcre2">a</match>',
      ['RULE_ATTRIBUTE_UNKNOWN'],
    ],
    ['a piece that is too long', `<match>¦${long}</match>`, ['RULE_TEXT_TOO_LONG']],
    [
      'a twin that is too long is told once',
      `<match>a</match><match_pcre2>¦${long}</match_pcre2>`,
      ['RULE_TEXT_TOO_LONG'],
    ],
    [
      'both twins bad',
      '¦<regex></regex><pcre2>¦(</pcre2>',
      ['RULE_PATTERN_BAD', 'RULE_PATTERN_BAD'],
    ],
  ])('%s', (_, body, codes) => {
    const { found, wanted } = problemsOf(body, codes);
    expect(found).toEqual(wanted);
  });

  it('takes the longest piece', () => {
    expect(problemsOf(`<match>${'a'.repeat(2047)}</match>`, []).found).toEqual([]);
  });
});
