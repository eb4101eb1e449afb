import { describe, expect, it } from 'vitest';
import { loadText, problemsOf } from './testing/decoder-bench.ts';

const parent = '<decoder name="p"><prematch>p</prematch></decoder>\n';

function child(body: string): string {
  return `${parent}<decoder name="c"><parent>p</parent>${body}</decoder>`;
}

function top(body: string): string {
  return `<decoder name="t">${body}</decoder>`;
}

const ro = '<regex>(\\d)</regex><order>id</order>';

describe('a decoder that loads', () => {
  it.each<[name: string, text: string]>([
    ['a prematch', top('<prematch>a</prematch>')],
    ['a PCRE2 prematch', top('<prematch_pcre2>a</prematch_pcre2>')],
    ['a program', top('<program_name>^sshd$</program_name>')],
    ['a PCRE2 program', top('<program_name_pcre2>^ssh</program_name_pcre2>')],
    ['any program', top('<program_name></program_name>')],
    ['any program, closed itself', top('<program_name/>')],
    ['regex and order', top(`<prematch>a</prematch>${ro}`)],
    ['pcre2 and order', top('<prematch>a</prematch><pcre2>(a)</pcre2><order>id</order>')],
    ['a plain pcre2', top('<prematch>a</prematch><pcre2>^a</pcre2><order>id</order>')],
    ['fts with both', top(`<prematch>a</prematch>${ro}<fts>id</fts><ftscomment>x</ftscomment>`)],
    ['a plugin', top('<prematch>a</prematch><plugin_decoder>PF_Decoder</plugin_decoder>')],
    ['an unknown own name', top('<prematch>a</prematch><use_own_name>yes</use_own_name>')],
    ['names in any case', top('<PreMatch>a</PreMatch><REGEX>(a)</REGEX><Order>id</Order>')],
    ['a parent', child('')],
    ['offsets of a child', child(`<prematch offset="after_parent">x</prematch>${ro}`)],
    ['after_parent', child('<regex offset="after_parent">(a)</regex><order>id</order>')],
    [
      'after_prematch',
      child('<prematch>x</prematch><regex offset="after_prematch">(a)</regex><order>id</order>'),
    ],
    [
      'the attribute in any case',
      child('<regex OFFSET="after_parent">(a)</regex><order>id</order>'),
    ],
    [
      'after_prematch without parent',
      top('<prematch>a</prematch><regex offset="after_prematch">(a)</regex><order>id</order>'),
    ],
    [
      'both regex kinds',
      top('<prematch>a</prematch><regex>(a)</regex><pcre2>(b)</pcre2><order>id</order>'),
    ],
    ['accumulate', top(`<prematch>a</prematch>${ro}<accumulate/>`)],
  ])('%s', (_, text) => {
    expect(problemsOf(text)).toEqual([]);
  });

  it.each([
    'firewall',
    'ids',
    'web-log',
    'syslog',
    'squid',
    'windows',
    'host-information',
    'ossec',
  ])('the type %s', (type) => {
    const { tree } = loadText(top(`<prematch>a</prematch><type>${type}</type>`));
    expect(tree.withoutProgram[0]?.facts.type).toBe(type);
  });

  it('joins repeated elements without anything between', () => {
    const { tree, diagnostics } = loadText(
      top(
        '<prematch>ab</prematch><prematch>|cd</prematch><regex>(\\d</regex><regex>+)</regex><order>src</order><order>ip</order>',
      ),
    );
    expect(diagnostics).toEqual([]);
    const [decoder] = tree.withoutProgram;
    expect(decoder?.prematch?.text).toBe('ab|cd');
    expect(decoder?.regex?.text).toBe('(\\d+)');
    expect(decoder?.order).toEqual([{ kind: 'static', field: 'srcip', label: 'srcip' }]);
  });

  it('prefers the older pattern languages', () => {
    const [decoder] = loadText(
      top(
        '<prematch_pcre2>1</prematch_pcre2><prematch>2</prematch><pcre2>(3)</pcre2><regex>(4)</regex><order>id</order>',
      ),
    ).tree.withoutProgram;
    expect([decoder?.prematch?.text, decoder?.regex?.text]).toEqual(['2', '(4)']);
    const [named] = loadText(
      top('<program_name_pcre2>1</program_name_pcre2><program_name>2</program_name>'),
    ).tree.withProgram;
    expect(named?.program).toMatchObject({ text: '2', dialect: 'osmatch' });
  });

  it('knows its facts', () => {
    const text = top(
      `<prematch>a</prematch>${ro}<type>web-log</type><fts>name, id</fts><ftscomment>first</ftscomment><accumulate/>`,
    );
    expect(loadText(text).tree.withoutProgram[0]?.facts).toEqual({
      name: 't',
      parent: undefined,
      type: 'web-log',
      fts: ['name', 'id'],
      ftsComment: 'first',
      accumulate: true,
    });
  });

  it('starts behind its own prematch when it has no parent to start behind', () => {
    const text = top(
      '<prematch>a</prematch><regex offset="after_prematch">(b)</regex><order>id</order>',
    );
    expect(loadText(text).tree.withoutProgram[0]?.regexOffset).toBe('after_parent');
  });
});

describe('a decoder that does not', () => {
  it.each<[name: string, text: string, problems: readonly string[]]>([
    ['no attribute', '<decoder><prematch>a</prematch></decoder>', ['1:1 DECODER_NAME_MISSING']],
    [
      'another attribute',
      '<decoder id="a"><prematch>a</prematch></decoder>',
      ['1:1 DECODER_NAME_MISSING'],
    ],
    [
      'an empty name',
      '<decoder name=""><prematch>a</prematch></decoder>',
      ['1:1 DECODER_NAME_MISSING'],
    ],
    [
      'a second attribute',
      '<decoder name="t" status="on"><prematch>a</prematch></decoder>',
      ['1:19 DECODER_ATTRIBUTE_UNKNOWN'],
    ],
    ['nothing in it', top(''), ['1:1 DECODER_INCOMPLETE']],
    ['a type alone', top('<type>ids</type>'), ['1:1 DECODER_INCOMPLETE']],
    ['order alone', top('<prematch>a</prematch><order>id</order>'), ['1:1 DECODER_INCOMPLETE']],
    ['regex alone', top('<prematch>a</prematch><regex>(a)</regex>'), ['1:1 DECODER_INCOMPLETE']],
    ['fts alone', top('<prematch>a</prematch><fts>id</fts>'), ['1:1 DECODER_INCOMPLETE']],
    [
      'a plugin with order',
      top('<prematch>a</prematch><plugin_decoder>PF_Decoder</plugin_decoder><order>id</order>'),
      ['1:1 DECODER_INCOMPLETE'],
    ],
    [
      'a plugin with regex',
      top(`<prematch>a</prematch><plugin_decoder>PF_Decoder</plugin_decoder>${ro}`),
      ['1:1 DECODER_INCOMPLETE'],
    ],
    [
      'an unknown plugin',
      top('<prematch>a</prematch><plugin_decoder>JSON_Decoder</plugin_decoder>'),
      ['1:57 DECODER_PLUGIN_UNKNOWN'],
    ],
    [
      'an unknown element',
      top('<prematch>a</prematch><prematsch>b</prematsch>'),
      ['1:41 DECODER_ELEMENT_UNKNOWN'],
    ],
    [
      'the type in capitals',
      top('<prematch>a</prematch><Type>ids</Type>'),
      ['1:41 DECODER_ELEMENT_UNKNOWN'],
    ],
    [
      'an unknown type',
      top('<prematch>a</prematch><type>IDS</type>'),
      ['1:47 DECODER_TYPE_UNKNOWN'],
    ],
    [
      'a type twice',
      top('<prematch>a</prematch><type>ids</type><type>ids</type>'),
      ['1:47 DECODER_TYPE_UNKNOWN'],
    ],
    [
      'a type with a blank',
      top('<prematch>a</prematch><type> ids</type>'),
      ['1:47 DECODER_TYPE_UNKNOWN'],
    ],
    [
      'an unknown fts word',
      top(`<prematch>a</prematch>${ro}<fts>name, color</fts>`),
      ['1:82 DECODER_FTS_UNKNOWN'],
    ],
    [
      'an empty order',
      top('<prematch>a</prematch><regex>(a)</regex><order></order>'),
      ['1:59 DECODER_ORDER_BAD'],
    ],
    [
      'an order with a hole',
      top('<prematch>a</prematch><regex>(a)</regex><order>id,,url</order>'),
      ['1:66 DECODER_ORDER_BAD'],
    ],
    [
      'a bad regex',
      top('<prematch>a</prematch><regex>ab\\n(c)</regex><order>id</order>'),
      ['1:50 DECODER_PATTERN_BAD'],
    ],
    ['a bad prematch', top('<prematch>(a</prematch>'), ['1:29 DECODER_PATTERN_BAD']],
    ['an empty prematch', top('<prematch></prematch>'), ['1:19 DECODER_PATTERN_BAD']],
    ['a bad PCRE2', top('<prematch_pcre2>a(?|b)</prematch_pcre2>'), ['1:36 DECODER_PATTERN_BAD']],
    [
      'an empty PCRE2 program',
      top('<program_name_pcre2></program_name_pcre2>'),
      ['1:19 DECODER_PATTERN_BAD'],
    ],
    [
      'a plain regex',
      top('<prematch>a</prematch><regex>^abc</regex><order>id</order>'),
      ['1:1 DECODER_INCOMPLETE'],
    ],
    [
      'after_parent of a prematch, no parent',
      top('<prematch offset="after_parent">a</prematch>'),
      ['1:1 DECODER_INCOMPLETE'],
    ],
    [
      'after_parent of a regex, no parent',
      top('<prematch>a</prematch><regex offset="after_parent">(a)</regex><order>id</order>'),
      ['1:1 DECODER_INCOMPLETE'],
    ],
    [
      'after_regex, no parent',
      top('<prematch>a</prematch><regex offset="after_regex">(a)</regex><order>id</order>'),
      ['1:1 DECODER_INCOMPLETE'],
    ],
    [
      'after_prematch without one',
      child('<regex offset="after_prematch">(a)</regex><order>id</order>'),
      ['2:1 DECODER_INCOMPLETE'],
    ],
    [
      'another offset of a prematch',
      child('<prematch offset="after_regex">a</prematch>'),
      ['2:47 DECODER_OFFSET_UNKNOWN'],
    ],
    [
      'another offset of a regex',
      child('<regex offset="after_lunch">(a)</regex><order>id</order>'),
      ['2:44 DECODER_OFFSET_UNKNOWN'],
    ],
    [
      'an offset in capitals',
      child('<regex offset="AFTER_PARENT">(a)</regex><order>id</order>'),
      ['2:44 DECODER_OFFSET_UNKNOWN'],
    ],
    [
      'an offset of a later piece',
      child('<regex>(a)</regex><regex offset="after_parent">(b)</regex><order>id</order>'),
      ['2:62 DECODER_OFFSET_REPEATED'],
    ],
    [
      'another attribute of a regex',
      child('<regex type="pcre2">(a)</regex><order>id</order>'),
      ['2:44 DECODER_ATTRIBUTE_UNKNOWN'],
    ],
    [
      'an attribute of the parent',
      '<decoder name="c"><parent offset="x">p</parent></decoder>',
      ['1:27 DECODER_ATTRIBUTE_UNKNOWN', '1:1 DECODER_PARENT_UNKNOWN'],
    ],
    [
      'a plain anchored regex, even beside a pcre2 that it would hide',
      top('<prematch>a</prematch><regex>^abc</regex><pcre2>(a)</pcre2><order>id</order>'),
      ['1:1 DECODER_INCOMPLETE'],
    ],
    [
      'an offset of order',
      top('<prematch>a</prematch><regex>(a)</regex><order offset="after_parent">id</order>'),
      ['1:66 DECODER_ATTRIBUTE_UNKNOWN'],
    ],
    [
      'a parent that is not there',
      '<decoder name="c"><parent>q</parent></decoder>',
      ['1:1 DECODER_PARENT_UNKNOWN'],
    ],
    ['another root', '<rule id="1"/>', ['1:1 DECODER_EXPECTED']],
  ])('%s', (_, text, problems) => {
    expect(problemsOf(text)).toEqual(problems);
  });

  it('is told of a pattern that can take long, and loads', () => {
    const text = top('<prematch>a</prematch><pcre2>(?=x)(x)</pcre2><order>id</order>');
    const { tree, diagnostics } = loadText(text);
    expect(tree.count).toBe(1);
    expect(diagnostics.map(({ severity, code }) => `${severity} ${code}`)).toEqual([
      'warning DECODER_PATTERN_NOT_LINEAR',
    ]);
  });

  it('has a file for its place, and words that help', () => {
    const text = top(
      '<prematch>a</prematch><plugin_decoder>PF_Decodr</plugin_decoder><ordr>id</ordr>',
    );
    const { diagnostics } = loadText(text);
    expect(diagnostics.map(({ severity }) => severity)).toEqual(['error', 'error']);
    expect(diagnostics[0]).toMatchObject({ at: { file: 'decoder.xml', line: 1 } });
    expect(diagnostics.map(({ message }) => message).join('\n')).toMatch(/did you mean order\?/);
    expect(diagnostics.map(({ message }) => message).join('\n')).toMatch(/did you mean PF_Decoder/);
  });

  it('tells all problems of all decoders at once, and keeps the good ones', () => {
    const text = [
      '<decoder name="one"><prematch>(a</prematch><order>id</order><type>x</type></decoder>',
      '<decoder><program_name>y</program_name></decoder>',
      '<group>',
      '</group>',
      '<decoder name="good"><prematch>a</prematch></decoder>',
      '<decoder name="child"><parent>one</parent></decoder>',
      '<decoder name="lost"><parent>two</parent><regex>(a</regex></decoder>',
    ].join('\n');
    expect(problemsOf(text)).toEqual([
      '1:67 DECODER_TYPE_UNKNOWN',
      '1:31 DECODER_PATTERN_BAD',
      '1:1 DECODER_INCOMPLETE',
      '2:1 DECODER_NAME_MISSING',
      '3:1 DECODER_EXPECTED',
      '7:49 DECODER_PATTERN_BAD',
      '7:1 DECODER_INCOMPLETE',
      '7:1 DECODER_PARENT_UNKNOWN',
    ]);
    expect(loadText(text).tree.withoutProgram.map(({ name }) => name)).toEqual(['good']);
  });

  it('counts the words of an order against the configured size', () => {
    const text = top('<prematch>a</prematch><regex>(a)</regex><order>a,b,c</order>');
    expect(problemsOf(text, 3)).toEqual([]);
    expect(problemsOf(text, 2)).toEqual(['1:66 DECODER_ORDER_BAD']);
  });

  it('points into a pattern that begins on another line', () => {
    expect(problemsOf('<decoder name="t">\n  <prematch>abc\\q</prematch>\n</decoder>')).toEqual([
      '2:16 DECODER_PATTERN_BAD',
    ]);
  });
});
