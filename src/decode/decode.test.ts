import { describe, expect, it } from 'vitest';
import { decoding } from './testing/decoder-bench.ts';

type Fields = Readonly<Record<string, string>>;
type Row = [log: string, program: string | undefined, name: string | undefined, fields: Fields];

/** Expects of each row of a table what one set of decoders makes of it. */
function expectRows(text: string): (...row: Row) => void {
  const decode = decoding(text);
  return (log, program, name, fields) => {
    const found = decode(log, program);
    expect([found.name, found.fields]).toEqual([name, fields]);
  };
}

describe('the choice of a decoder', () => {
  it.each<Row>([
    ['GET /', undefined, 'get', {}],
    ['GET /', 'any', 'other', {}], // With a program name, decoders without are not asked.
    ['hello', 'sshd', 'ssh', {}],
    ['hello', undefined, undefined, {}],
    ['Failed', 'sshd', 'failed', {}],
    ['failed', 'sshd-session', 'failed', {}],
    ['Failed', 'httpd', 'other', {}],
    ['Failed', undefined, undefined, {}],
    ['x', '', 'other', {}],
    ['x', 'caf\xe9', 'high', {}],
  ])(
    '%j of program %j goes to %j',
    expectRows(`
      <decoder name="failed"><program_name>^sshd</program_name><prematch>^failed</prematch></decoder>
      <decoder name="ssh"><program_name>^sshd</program_name></decoder>
      <decoder name="get"><prematch>^GET</prematch></decoder>
      <decoder name="high"><program_name_pcre2>\\xe9$</program_name_pcre2></decoder>
      <decoder name="other"><program_name/></decoder>`),
  );

  it('is syslog and nothing else when none takes the event', () => {
    const { event } = decoding('<decoder name="a"><prematch>b</prematch></decoder>')('x');
    expect(event).toMatchObject({
      decoder: undefined,
      decoderFacts: undefined,
      decoderType: 'syslog',
    });
  });

  it('is the first one, even if nothing below it takes the event', () => {
    const decode = decoding(`
      <decoder name="one"><prematch>a</prematch></decoder>
      <decoder name="one-x"><parent>one</parent><prematch>x</prematch><regex>(x)</regex><order>id</order></decoder>
      <decoder name="two"><prematch>ab</prematch><regex>(b)</regex><order>id</order></decoder>`);
    expect(decode('ab')).toMatchObject({ name: 'one', fields: {} });
    expect(decode('abx')).toMatchObject({ name: 'one', fields: { id: 'x' } });
  });

  it('remembers programs, but not more than it may', () => {
    const decode = decoding(`
      <decoder name="even"><program_name>0$</program_name></decoder>
      <decoder name="any"><program_name/></decoder>`);
    for (let i = 0; i < 10_000; i++) {
      expect(decode('x', `p${i}`).name).toBe(i % 10 === 0 ? 'even' : 'any');
    }
    expect(decode('x', 'p0').name).toBe('even');
  });

  it('gives the type and facts of the one that took it', () => {
    const decode = decoding(`
      <decoder name="web"><prematch>^w</prematch><type>web-log</type></decoder>
      <decoder name="web-own"><parent>web</parent><prematch>own</prematch><use_own_name>true</use_own_name><type>squid</type></decoder>
      <decoder name="web-child"><parent>web</parent><prematch>child</prematch><fts>name</fts><regex>(c)</regex><order>id</order></decoder>`);
    expect(decode('w').event).toMatchObject({
      decoder: 'web',
      decoderType: 'web-log',
      decoderParent: undefined,
    });
    expect(decode('w own').event).toMatchObject({
      decoder: 'web-own',
      decoderType: 'squid',
      decoderParent: 'web',
    });
    expect(decode('w child').event).toMatchObject({
      decoder: 'web',
      decoderType: 'syslog',
      decoderFacts: { name: 'web', parent: 'web', fts: ['name'] },
    });
  });
});

describe('children', () => {
  it.each<Row>([
    ['p first 1', undefined, 'p', { id: '1' }],
    ['p second 2', undefined, 'p', { url: '2' }],
    ['p third', undefined, 'p', { status: 'third' }], // The one without prematch takes the rest.
    ['p fourth 4', undefined, 'p', { status: 'fourth' }], // What stands behind it is out of reach.
    ['p', undefined, 'p', {}],
    ['p first', undefined, 'p', {}], // Taken by prematch, though its regex does not match.
  ])(
    '%j',
    expectRows(`
      <decoder name="p"><prematch>^p</prematch></decoder>
      <decoder name="p-1"><parent>p</parent><prematch>first</prematch><regex>(\\d)</regex><order>id</order></decoder>
      <decoder name="p-2"><parent>p</parent><prematch>second</prematch><regex>(\\d)</regex><order>url</order></decoder>
      <decoder name="p-3"><parent>p</parent><regex>^p (\\w+)</regex><order>status</order></decoder>
      <decoder name="p-4"><parent>p</parent><prematch>fourth</prematch><regex>(\\d)</regex><order>data</order></decoder>`),
  );

  it('keep their parent from running its own regex', () => {
    const decode = decoding(`
      <decoder name="p"><prematch>^p</prematch><regex>(\\d)</regex><order>id</order></decoder>
      <decoder name="p-1"><parent>p</parent><prematch>never</prematch></decoder>`);
    expect(decode('p 1')).toMatchObject({ name: 'p', fields: {} });
  });

  it('without prematch are chosen only once their regex matches', () => {
    const decode = decoding(`
      <decoder name="p"><prematch>^p</prematch></decoder>
      <decoder name="own"><parent>p</parent><use_own_name>true</use_own_name><regex>(\\d)</regex><order>id</order></decoder>`);
    expect(decode('p 1').name).toBe('own');
    expect(decode('p x').name).toBe('p');
  });

  it('with a plugin run it', () => {
    const decode = decoding(`
      <decoder name="pf"><program_name>^pf$</program_name></decoder>
      <decoder name="pf-x"><parent>pf</parent><type>firewall</type><plugin_decoder>PF_Decoder</plugin_decoder></decoder>`);
    const { event, fields } = decode(
      'rule 1/(match) block in on em0: 10.0.0.1.7 > 10.0.0.2.80: x',
      'pf',
    );
    expect(event.decoderType).toBe('firewall');
    expect(fields).toMatchObject({ action: 'block', srcip: '10.0.0.1', dstport: '80' });
  });
});

describe('where a regex begins', () => {
  const parent = '<decoder name="p"><prematch>^p=\\d+ </prematch></decoder>';
  it.each<[name: string, child: string, log: string, fields: Fields]>([
    ['the log', '<regex>(\\d+)</regex>', 'p=1 a=2', { id: '1' }],
    ['after the parent', '<regex offset="after_parent">(\\d+)</regex>', 'p=1 a=2', { id: '2' }],
    [
      'after the parent, at its start',
      '<regex offset="after_parent">^(\\w)</regex>',
      'p=1 a=2',
      { id: 'a' },
    ],
    [
      'after the prematch',
      '<prematch>b=</prematch><regex offset="after_prematch">(\\w)</regex>',
      'p=1 a=2 b=3',
      { id: '3' },
    ],
    [
      'after a prematch after the parent',
      '<prematch offset="after_parent">^\\w=</prematch><regex offset="after_prematch">^(\\w)</regex>',
      'p=1 a=2',
      { id: '2' },
    ],
    [
      'after the parent despite a prematch',
      '<prematch>b=</prematch><regex offset="after_parent">(\\d)</regex>',
      'p=1 a=2 b=3',
      { id: '2' },
    ],
    [
      'a prematch that is only in the parent',
      '<prematch offset="after_parent">p=</prematch><regex>(\\d)</regex>',
      'p=1 a=2',
      {},
    ],
    [
      'PCRE2',
      '<prematch_pcre2 offset="after_parent">\\w=</prematch_pcre2><pcre2 offset="after_prematch">^(\\d)</pcre2>',
      'p=1 a=2',
      { id: '2' },
    ],
    [
      'at the end',
      '<prematch>2$</prematch><regex offset="after_prematch">(\\w*)</regex>',
      'p=1 a=2',
      { id: '' },
    ],
    [
      'after an empty prematch',
      '<prematch>z*|x|\\d*</prematch><regex offset="after_prematch">(\\d)</regex>',
      'p=1 a=2',
      { id: '1' },
    ],
  ])('%s', (_, body, log, fields) => {
    const text = `${parent}<decoder name="c"><parent>p</parent>${body}<order>id</order></decoder>`;
    expect(decoding(text)(log).fields).toEqual(fields);
  });

  it('is behind its own prematch for a decoder without parent', () => {
    const decode = decoding(
      '<decoder name="t"><prematch>^\\d+ </prematch><regex offset="after_prematch">(\\d+)</regex><order>id</order></decoder>',
    );
    expect(decode('12 34').fields).toEqual({ id: '34' });
  });

  it('is the start of the log where the parent has only a program', () => {
    const decode = decoding(`
      <decoder name="p"><program_name>^p$</program_name></decoder>
      <decoder name="c"><parent>p</parent><regex offset="after_parent">^(\\w+)</regex><order>id</order></decoder>`);
    expect(decode('one two', 'p').fields).toEqual({ id: 'one' });
  });
});

describe('chains', () => {
  const worked = `
    <decoder name="d"><program_name>^d</program_name></decoder>
    <decoder name="d-x"><parent>d</parent><prematch>^ev </prematch><regex offset="after_prematch">^u=(\\w+)</regex><order>user</order></decoder>
    <decoder name="d-x"><parent>d</parent><regex offset="after_regex">ip=(\\S+)</regex><order>srcip</order></decoder>`;
  it.each<Row>([
    ['ev u=bob zz ip=1.2.3.4', 'd', 'd', { dstuser: 'bob', srcip: '1.2.3.4' }],
    ['ev q ip=1.2.3.4', 'd', 'd', { srcip: '1.2.3.4' }], // The second begins behind the prematch.
    ['ev u=bob', 'd', 'd', { dstuser: 'bob' }],
    ['ip=1.2.3.4 ev ', 'd', 'd', {}],
    ['u=bob ip=1.2.3.4', 'd', 'd', {}],
    ['ev u=bob ip=1.2.3.4', 'e', undefined, {}],
  ])('%j', expectRows(worked));

  it.each<Row>([
    ['x a1 b2 c3', undefined, 'p', { id: '1', url: '2', status: '3' }],
    ['x a1 c3 b2', undefined, 'p', { id: '1', url: '2' }], // Each begins behind the one before.
    ['x c3 b2 a1', undefined, 'p', { id: '1', status: '3' }], // Or, if that failed, where they all do.
    ['x b2 c3', undefined, 'p', { url: '2', status: '3' }],
    ['y a9', undefined, 'p', { data: '9' }],
    ['x', undefined, 'p', {}],
  ])(
    'of three: %j',
    expectRows(`
      <decoder name="p"><prematch>^x|^y</prematch></decoder>
      <decoder name="c"><parent>p</parent><prematch>^x</prematch><regex>a(\\d)</regex><order>id</order></decoder>
      <decoder name="c"><parent>p</parent><regex offset="after_regex">b(\\d)</regex><order>url</order></decoder>
      <decoder name="c"><parent>p</parent><regex offset="after_regex">c(\\d)</regex><order>status</order></decoder>
      <decoder name="o"><parent>p</parent><prematch>^y</prematch><regex>(\\d)</regex><order>data</order></decoder>`),
  );

  it('a later member overwrites what an earlier one set', () => {
    const decode = decoding(`
      <decoder name="p"><prematch>^p</prematch></decoder>
      <decoder name="c"><parent>p</parent><regex>a(\\d)</regex><order>id</order></decoder>
      <decoder name="c"><parent>p</parent><regex>b(\\d)</regex><order>id</order></decoder>`);
    expect(decode('p a1 b2')).toMatchObject({
      fields: { id: '2' },
      trace: [
        { label: 'id', value: '1' },
        { label: 'id', value: '2' },
      ],
    });
  });

  it('go on with the next sibling, whatever its name', () => {
    const decode = decoding(`
      <decoder name="p"><prematch>^p</prematch></decoder>
      <decoder name="c"><parent>p</parent><regex>a(\\d)</regex><order>id</order></decoder>
      <decoder name="x"><parent>p</parent><regex>b(\\d)</regex><order>url</order></decoder>
      <decoder name="c"><parent>p</parent><regex>c(\\d)</regex><order>status</order></decoder>`);
    expect(decode('p a1 b2 c3').fields).toEqual({ id: '1', url: '2' });
  });

  it('name dynamic fields by their own order', () => {
    const decode = decoding(`
      <decoder name="p"><prematch>^p</prematch></decoder>
      <decoder name="c"><parent>p</parent><regex>a(\\d)</regex><order>first</order></decoder>
      <decoder name="c"><parent>p</parent><regex>b(\\d)</regex><order>second</order></decoder>`);
    expect(decode('p a1 b2').fields).toEqual({ first: '1', second: '2' });
  });
});

describe('captures', () => {
  function fieldsOf(regex: string, order: string, log: string): Fields {
    const body = `<prematch>^</prematch><regex>${regex}</regex><order>${order}</order>`;
    return decoding(`<decoder name="t">${body}</decoder>`)(log).fields;
  }
  it.each<[regex: string, order: string, log: string, fields: Fields]>([
    ['(\\w+) (\\w+)', 'srcip,dstip', 'a b', { srcip: 'a', dstip: 'b' }],
    ['(\\w+) (\\w+) (\\w+)', 'srcip,dstip', 'a b c', { srcip: 'a', dstip: 'b' }], // More than words.
    ['(\\w+)', 'srcip,dstip', 'a', { srcip: 'a' }], // Fewer.
    ['no captures', 'srcip', 'no captures', {}],
    ['(x)|(\\w+) (\\d+)', 'user,id', 'user 12', { dstuser: 'user', id: '12' }], // Those unset fall out.
    ['a=(\\w*),b=(\\w*)', 'user,id', 'a=,b=1', { dstuser: '', id: '1' }], // Empty ones count.
    ['(\\w+) (\\w+)', 'user,dstuser', 'a b', { dstuser: 'b' }],
    ['(\\w+) (\\w+)', 'user,srcuser', 'a b', { dstuser: 'a', srcuser: 'b' }],
    ['(\\w+) (\\w+)', 'data,extra_data', 'a b', { data: 'b' }],
    ['(\\w+)', 'system_name', 'a', { systemname: 'a' }],
    ['(\\w+)', 'the_filename_here', 'a', { filename: 'a' }],
    ['(\\w+) (\\w+)', 'Color, deep.name', 'a b', { Color: 'a', 'deep.name': 'b' }],
    ['(\\w+) (\\w+)', 'x,x', 'a b', { x: 'b' }],
    ['(\\S+)', 'url', 'caf\xe9', { url: 'caf\xe9' }],
    ['(\\S+)', 'url', 'caf\xc3\xa9', { url: 'caf\xc3\xa9' }],
    ['(KEY)', 'id', 'a Key', { id: 'Key' }],
  ])('%s to %s of %j', (regex, order, log, fields) => {
    expect(fieldsOf(regex, order, log)).toEqual(fields);
  });

  it('are traced with the labels of the log tester', () => {
    const decode = decoding(
      '<decoder name="t"><prematch>^</prematch><regex>(\\w) (\\w) (\\w) (\\w)</regex><order>protocol, data, system_name, my color</order></decoder>',
    );
    expect(decode('a b c d').trace).toEqual([
      { label: 'proto', value: 'a' },
      { label: 'extra_data', value: 'b' },
      { label: 'system_name', value: 'c' },
      { label: 'my color', value: 'd' },
    ]);
  });

  it('are 64 at most', () => {
    const names = Array.from({ length: 70 }, (_, i) => `f${i}`);
    const body = `<prematch>^</prematch><regex>${'(a)'.repeat(70)}</regex><order>${names.join(',')}</order>`;
    const { fields } = decoding(`<decoder name="t">${body}</decoder>`)('a'.repeat(70));
    expect(Object.keys(fields)).toEqual(names.slice(0, 64));
  });
});
