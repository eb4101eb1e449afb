import { describe, expect, it } from 'vitest';
import { builtInDecoderNames } from './index.ts';
import { loadText, problemsOf } from './testing/decoder-bench.ts';

function top(name: string, body = '<prematch>x</prematch>'): string {
  return `<decoder name="${name}">${body}</decoder>`;
}

function child(name: string, parent: string, body = ''): string {
  return `<decoder name="${name}"><parent>${parent}</parent>${body}</decoder>`;
}

const ro = '<regex>(a)</regex><order>id</order>';
const po = '<pcre2>(a)</pcre2><order>id</order>';

describe('the decoder tree', () => {
  it('has two lists in the order of definition', () => {
    const { tree } = loadText(
      [
        top('n1'),
        top('p1', '<program_name>a</program_name>'),
        top('n2', '<prematch_pcre2>x</prematch_pcre2>'),
        top('p2', '<program_name/><prematch>x</prematch>'),
        top('p3', '<program_name_pcre2>a</program_name_pcre2>'),
      ].join('\n'),
    );
    expect(tree.withoutProgram.map(({ name }) => name)).toEqual(['n1', 'n2']);
    expect(tree.withProgram.map(({ name }) => name)).toEqual(['p1', 'p2', 'p3']);
    expect(tree.withProgram.map(({ program }) => program === 'any')).toEqual([false, true, false]);
    expect(tree.count).toBe(5);
  });

  it('is empty without decoders', () => {
    const { tree, diagnostics } = loadText('');
    expect(tree).toMatchObject({ withProgram: [], withoutProgram: [], count: 0 });
    expect(tree.names).toEqual(new Set(builtInDecoderNames));
    expect(diagnostics).toEqual([]);
  });

  it('gives a child the name of its parent, but for its own', () => {
    const { tree } = loadText(
      [
        top('sshd'),
        child('sshd-ok', 'sshd', '<prematch>a</prematch>'),
        child('sshd-own', 'sshd', '<prematch>b</prematch><use_own_name>true</use_own_name>'),
        child('sshd-no', 'sshd', '<prematch>c</prematch><use_own_name>True</use_own_name>'),
      ].join('\n'),
    );
    const facts = tree.withoutProgram[0]?.children.map((one) => [one.name, one.facts.name]);
    expect(facts).toEqual([
      ['sshd-ok', 'sshd'],
      ['sshd-own', 'sshd-own'],
      ['sshd-no', 'sshd'],
    ]);
    expect(tree.withoutProgram[0]?.children[0]?.facts.parent).toBe('sshd');
    expect([...tree.names]).toEqual(expect.arrayContaining(['sshd', 'sshd-ok', 'rootcheck']));
  });

  it('hangs a child under every parent of the name, in both lists', () => {
    const { tree, diagnostics } = loadText(
      [
        top('web', '<program_name>httpd</program_name>'),
        top('web', '<prematch>GET</prematch>'),
        child('web-ip', 'web', ro),
        child('web-ip', 'web', ro),
      ].join('\n'),
    );
    expect(diagnostics).toEqual([]);
    const parents = [...tree.withProgram, ...tree.withoutProgram];
    expect(parents.map(({ children }) => children.map(({ next }) => next))).toEqual([
      [true, false],
      [true, false],
    ]);
    expect(parents[0]?.children[0]).not.toBe(parents[1]?.children[0]);
    expect(tree.count).toBe(4);
  });

  it.each<[name: string, parts: readonly string[], problems: readonly string[]]>([
    ['a parent that comes later', [child('c', 'p'), top('p')], ['1:1 DECODER_PARENT_UNKNOWN']],
    [
      'a child as parent',
      [top('p'), child('c', 'p'), child('d', 'c')],
      ['3:1 DECODER_PARENT_UNKNOWN'],
    ],
    ['itself as parent', [child('c', 'c')], ['1:1 DECODER_PARENT_UNKNOWN']],
    ['a parent in other case', [top('P'), child('c', 'p')], ['2:1 DECODER_PARENT_UNKNOWN']],
    ['a parent with blanks', [top('p'), child('c', ' p ')], ['2:1 DECODER_PARENT_UNKNOWN']],
    ['text beside decoders', ['hello', top('p')], []],
    [
      'something else beside decoders',
      ['<rules/>', top('p'), '<x>1</x>'],
      ['1:1 DECODER_EXPECTED', '3:1 DECODER_EXPECTED'],
    ],
    ['decoders in capitals', ['<DECODER name="p"><prematch>a</prematch></DECODER>'], []],
  ])('%s', (_, parts, problems) => {
    expect(problemsOf(parts.join('\n'))).toEqual(problems);
  });
});

describe('siblings of one name', () => {
  function chained(...bodies: readonly string[]): string {
    return [top('p'), ...bodies.map((body) => child('c', 'p', body))].join('\n');
  }

  it.each<[name: string, text: string, problems: readonly string[]]>([
    ['two', chained(ro, ro), []],
    ['three', chained(ro, ro, ro), []],
    ['two of PCRE2', chained(po, po), []],
    ['prematch in the first', chained(`<prematch>x</prematch>${ro}`, ro), []],
    ['fts in the first', chained(`${ro}<fts>id</fts>`, ro), []],
    ['after_regex', chained(ro, '<regex offset="after_regex">(b)</regex><order>id</order>'), []],
    [
      'prematch in a later one',
      chained(ro, `<prematch>x</prematch>${ro}`),
      ['3:1 DECODER_CHAIN_BAD'],
    ],
    ['fts in a later one', chained(ro, `${ro}<fts>id</fts>`), ['3:1 DECODER_CHAIN_BAD']],
    ['two kinds of patterns', chained(ro, po), ['3:1 DECODER_CHAIN_BAD']],
    ['two kinds the other way', chained(po, ro), ['3:1 DECODER_CHAIN_BAD']],
    [
      'all of it',
      chained(ro, `<prematch>x</prematch>${po}<fts>id</fts>`),
      ['3:1 DECODER_CHAIN_BAD', '3:1 DECODER_CHAIN_BAD', '3:1 DECODER_CHAIN_BAD'],
    ],
    [
      'after_regex in the first',
      chained('<regex offset="after_regex">(b)</regex><order>id</order>'),
      ['2:1 DECODER_CHAIN_BAD'],
    ],
  ])('%s', (_, text, problems) => {
    expect(problemsOf(text)).toEqual(problems);
  });

  it('go on with whatever stands next in the list', () => {
    const { tree } = loadText(
      [
        top('p'),
        child('a', 'p', `<prematch>x</prematch>${ro}`),
        child('b', 'p', `<prematch>y</prematch>${ro}`),
        child('a', 'p', ro),
      ].join('\n'),
    );
    const children = tree.withoutProgram[0]?.children ?? [];
    expect(children.map(({ name, next }) => [name, next])).toEqual([
      ['a', true],
      ['b', false],
      ['a', false],
    ]);
  });

  it('are no chain at the top', () => {
    const { tree, diagnostics } = loadText([top('p'), top('p')].join('\n'));
    expect(diagnostics).toEqual([]);
    expect(tree.withoutProgram.map(({ next }) => next)).toEqual([false, false]);
  });
});
