import { describe, expect, it } from 'vitest';
import type { LogRecord } from '../event/index.ts';
import { Event } from '../event/index.ts';
import { parseXml } from '../xml/index.ts';
import { DecoderMachine } from './decode.ts';
import { loadDecoders } from './load-decoders.ts';
import { predecode } from './predecode.ts';

function load(text: string) {
  const { elements } = parseXml(text, 'd.xml');
  return loadDecoders(elements, { orderSize: 256, dialectOf: () => 'wazuh' });
}

function decode(text: string, log: string, program?: string): Event {
  const { tree, diagnostics } = load(text);
  expect(diagnostics).toEqual([]);
  const event = new Event(0, '1', 'x', log);
  event.programName = program;
  event.ascii = true;
  new DecoderMachine(tree).decode(event, undefined);
  return event;
}

const top = '<decoder name="d"><prematch>^d </prematch></decoder>';
const json = '<plugin_decoder>JSON_Decoder</plugin_decoder>';

describe('decoders of the Wazuh dialect', () => {
  it.each([
    ['<prematch type="pcre2">^d\\d</prematch>', 'd1', true],
    ['<prematch type="pcre2">^D\\d</prematch>', 'd1', false],
    ['<prematch type="pcre2">(?i)^D\\d</prematch>', 'd1', true],
    ['<prematch type="osmatch">^d|x</prematch>', 'ax', true],
    ['<prematch type="OSREGEX">^\\d+</prematch>', '12', true],
    ['<prematch>^D\\d</prematch>', 'd1', true],
    ['<prematch type="osregex">(?i)d</prematch><prematch type="pcre2">1</prematch>', 'D1', true],
  ])('%s on %s: %s', (prematch, log, taken) => {
    expect(decode(`<decoder name="d">${prematch}</decoder>`, log).decoder).toBe(
      taken ? 'd' : undefined,
    );
  });

  it('keep data and extra_data apart, and take lists over lines', () => {
    const order = '<order>data,\n  extra_data,\n  user, my.field</order>';
    const event = decode(
      `${top}<decoder name="c"><parent>d</parent><regex>(\\w+) (\\w+) (\\w+) (\\w+)$</regex>${order}</decoder>`,
      'd a b c d',
    );

    expect([event.data, event.extraData, event.dstuser]).toEqual(['a', 'b', 'c']);
    expect(event.dynamic?.get('my.field')).toBe('d');
  });

  it('stay the one that the prematch chose', () => {
    const child =
      '<decoder name="c"><parent>d</parent><use_own_name>true</use_own_name>' +
      '<regex>(\\d+)</regex><order>id</order></decoder>';

    expect(decode(top + child, 'd 12')).toMatchObject({ decoder: 'd', id: '12' });
  });

  it('try an alternative when the one before is nowhere', () => {
    const child =
      '<decoder name="c"><parent>d</parent><regex>k=(\\d+);|(\\.*)$</regex><order>id</order></decoder>';

    expect(decode(top + child, 'd x k=12; y').id).toBe('12');
    expect(decode(top + child, 'd x y').id).toBe('');
  });

  it('read JSON from where they are told, and go on behind it', () => {
    const decoders = `<decoder name="d"><prematch>^d \\d+ </prematch></decoder>
      <decoder name="c"><parent>d</parent>${json.replace('>', ' offset="after_parent">')}</decoder>
      <decoder name="c"><parent>d</parent><regex>^d (\\d+)</regex><order>status</order></decoder>`;
    const event = decode(decoders, 'd 7 {"id":"5","a":{"b":true}} rest');

    expect([event.id, event.status, event.dynamic?.get('a.b')]).toEqual(['5', '7', 'true']);
  });

  it.each([
    ['<json_null_field>discard</json_null_field>', '{"a":null}', undefined],
    ['<json_null_field>string</json_null_field>', '{"a":null}', 'null'],
    ['<json_array_structure>csv</json_array_structure>', '{"a":[1,2]}', '1,2'],
    ['<json_array_structure>array</json_array_structure>', '{"a":[1,2]}', '[1, 2]'],
  ])('take %s', (setting, log, value) => {
    const decoder = `<decoder name="d"><prematch>^{</prematch>${json}${setting}</decoder>`;
    expect(decode(decoder, log).dynamic?.get('a')).toBe(value);
  });

  it('compare the words of <fts> whole', () => {
    const decoder = (fts: string) =>
      `<decoder name="d"><prematch>d</prematch><regex>(d)</regex><order>id</order><fts>${fts}</fts></decoder>`;

    expect(decode(decoder('name, srcuser, dstuser'), 'd').decoderFacts?.fts).toEqual([
      'name',
      'srcuser',
      'user',
    ]);
    expect(load(decoder('my_user')).diagnostics.map(({ code }) => code)).toEqual([
      'DECODER_FTS_UNKNOWN',
    ]);
  });

  it.each([
    ['<prematch type="glob">x</prematch>', 'DECODER_TYPE_UNKNOWN'],
    ['<prematch>x</prematch><json_null_field>drop</json_null_field>', 'DECODER_JSON_SETTING'],
    [
      '<prematch>x</prematch><plugin_decoder offset="after_regex">PF_Decoder</plugin_decoder>',
      'DECODER_OFFSET_UNKNOWN',
    ],
    ['<prematch>x</prematch><plugin_decoder>JSON</plugin_decoder>', 'DECODER_PLUGIN_UNKNOWN'],
  ])('refuse %s', (body, code) => {
    const found = load(`<decoder name="d">${body}</decoder>`).diagnostics.map((one) => one.code);
    expect(found).toEqual([code]);
  });
});

describe('pre-decoding for the Wazuh dialect', () => {
  const read = (text: string): Event | undefined => {
    const record: LogRecord = { queue: '1', location: 'x', text, timeMs: 0, origin: undefined };
    return predecode(record, 'here', 'wazuh');
  };

  it.each([
    ['Jan  5 10:00:00 host prog[1]:text', 'host', 'prog', 'text'],
    ['Jan  5 10:00:00 host prog[1]:', 'host', 'prog', ''],
    ['Jan  5 10:00:00 host prog[1]: text', 'host', 'prog', 'text'],
    ['2026-01-05T10:00:00Z host prog: text', 'host', 'prog', 'text'],
    ['2026-01-05T10:00:00.1234567Z host prog: text', 'host', 'prog', 'text'],
    ['2026-01-05T10:00:00+01:00 host prog[1]: te\txt', 'host', 'prog', 'te\txt'],
    [
      '2026-01-05T10:00:00Zhost prog: text',
      'here',
      undefined,
      '2026-01-05T10:00:00Zhost prog: text',
    ],
    ['2026-01-05T10:00:00.', 'here', undefined, '2026-01-05T10:00:00.'],
  ])('%j', (text, hostname, programName, log) => {
    expect(read(text)).toMatchObject({ hostname, programName, log });
  });

  it('leaves control characters where they are, but no NUL could hide anything', () => {
    expect(read('a\tb\x01c')?.fullLog).toBe('a\tb\x01c');
  });

  it('is used when every decoder is of that dialect', () => {
    const two = parseXml(`${top}<decoder name="e"><prematch>e</prematch></decoder>`, 'd').elements;
    const dialect = (ofWazuh: number): string =>
      loadDecoders(two, {
        orderSize: 8,
        dialectOf: (root) => (two.indexOf(root) < ofWazuh ? 'wazuh' : 'ossec'),
      }).tree.dialect;

    expect([0, 1, 2].map(dialect)).toEqual(['ossec', 'ossec', 'wazuh']);
  });
});
