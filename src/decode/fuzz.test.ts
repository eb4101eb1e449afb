import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { predecode } from './index.ts';
import { DecoderMachine } from './decode.ts';
import { loadText } from './testing/decoder-bench.ts';

// Whatever decoders people write and whatever logs come in: no exception, no end in sight missed.

const names = fc.constantFrom('a', 'b', 'c', '', 'sshd');
const patterns = fc.oneof(
  fc.constantFrom(
    '',
    'a',
    '^a',
    'a$',
    '^',
    '^$',
    '(a)',
    '(\\w+)',
    '(\\d*)|(x)',
    '\\.+(\\S*)',
    '(a|b|)c',
    'a(?=b)',
    '(.*)(.*)',
    '^(a+)+$',
    '[^a]',
    '(((a)))',
    '(',
    ')',
    '\\',
    '*',
    'a|',
    '|',
    '\xe9',
    '\xc3\xa9',
    '(\\W+)',
    '$BAD',
    '\\<',
  ),
  fc.string({ unit: fc.constantFrom(...'ab()|^$*+?.\\[]{}19,-'.split('')), maxLength: 8 }),
);
const offsets = fc.constantFrom(
  '',
  '',
  '',
  'after_parent',
  'after_prematch',
  'after_regex',
  'nowhere',
);

function element(name: string, content: string, offset = ''): string {
  const attribute = offset === '' ? '' : ` offset="${offset}"`;
  return `<${name}${attribute}>${content}</${name}>`;
}

const children = fc.oneof(
  fc
    .tuple(
      fc.constantFrom(
        'prematch',
        'prematch_pcre2',
        'regex',
        'pcre2',
        'program_name',
        'program_name_pcre2',
      ),
      patterns,
      offsets,
    )
    .map(([name, pattern, offset]) => element(name, pattern.replaceAll('<', '\\<'), offset)),
  names.map((name) => element('parent', name)),
  fc
    .constantFrom('id', 'srcip,user', 'x, y,z', '', ',', 'filename', ' a b', 'id,'.repeat(300))
    .map((words) => element('order', words)),
  fc.constantFrom('name', 'user,id', 'nope', '').map((words) => element('fts', words)),
  fc.constantFrom('ids', 'web-log', 'none', '').map((type) => element('type', type)),
  fc
    .constantFrom(
      'PF_Decoder',
      'SonicWall_Decoder',
      'SymantecWS_Decoder',
      'OSSECAlert_Decoder',
      'x',
    )
    .map((name) => element('plugin_decoder', name)),
  fc.constantFrom(
    '<use_own_name>true</use_own_name>',
    '<accumulate/>',
    '<x/>',
    '<',
    '<!-- -->',
    'text',
  ),
);

/** Decoders that mostly load: a start, and now and then anything else. */
const likely = fc
  .tuple(
    names,
    fc.constantFrom(
      '<prematch>^a|^b|^</prematch>',
      '<program_name/>',
      '<program_name>s</program_name>',
      '<parent>a</parent>',
      '<parent>a</parent><prematch>a</prematch>',
      '<parent>sshd</parent><prematch offset="after_parent">\\.*</prematch>',
    ),
    fc.constantFrom(
      '',
      '<regex>(\\w+)</regex><order>id</order>',
      '<regex offset="after_regex">(\\w)(\\w*)</regex><order>url, x</order>',
      '<pcre2 offset="after_prematch">(.*?)(b+)</pcre2><order>srcip,y</order>',
      '<plugin_decoder>OSSECAlert_Decoder</plugin_decoder>',
    ),
    fc.array(children, { maxLength: 1 }),
  )
  .map(([name, start, work, more]) => {
    return `<decoder name="${name}">${start}${work}${more.join('')}</decoder>`;
  });
const wild = fc
  .tuple(names, fc.array(children, { maxLength: 6 }))
  .map(([name, all]) => `<decoder name="${name}">${all.join('')}</decoder>`);
const files = fc
  .array(fc.oneof({ arbitrary: likely, weight: 4 }, { arbitrary: wild, weight: 1 }), {
    maxLength: 8,
  })
  .map((all) => all.join('\n'));

const logs = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        'Dec 29 10:00:01 ',
        'h ',
        'sshd[1]: ',
        'sshd: ',
        'a',
        'b',
        'aaab',
        ' ',
        ',10=x',
        ') b: ',
        'pri=1 c=2 m=97 ',
        'ossec: Alert Level: 3; Rule: 5 - x; Location: y; ',
        'src=1:2:3 dst=4:5:6 ',
        '\xe9',
        '\xc3\xa9',
        '\0',
      ),
      fc.integer({ min: 0, max: 255 }).map((byte) => String.fromCharCode(byte)),
    ),
    { maxLength: 12 },
  )
  .map((all) => all.join(''));

describe('generated decoders', () => {
  it('load or are refused with places, and read any log', () => {
    let loadedCount = 0;
    let decoded = 0;
    fc.assert(
      fc.property(files, fc.array(logs, { minLength: 1, maxLength: 4 }), (text, texts) => {
        const { tree, diagnostics } = loadText(text);
        for (const { at, code, message } of diagnostics) {
          expect(code).toMatch(/^[A-Z_]+$/);
          expect(message).not.toBe('');
          expect([at.line > 0, at.column > 0, at.file]).toEqual([true, true, 'decoder.xml']);
        }
        loadedCount += tree.count;
        const machine = new DecoderMachine(tree);
        for (const log of texts) {
          const record = { queue: '1', location: 'x', text: log, timeMs: 0, origin: undefined };
          const event = predecode(record, 'manager');
          if (event === undefined) continue;
          machine.decode(event, []);
          if (event.decoder === undefined) continue;
          decoded++;
          expect(tree.names.has(event.decoder)).toBe(true);
          expect(event.fullLog.length).toBeLessThanOrEqual(log.length);
        }
      }),
      { numRuns: 1200 },
    );
    // The generator is worth something only as long as it makes decoders that work.
    expect(loadedCount).toBeGreaterThan(1000);
    expect(decoded).toBeGreaterThan(300);
  });

  it('give the same for the same log, however often', () => {
    fc.assert(
      fc.property(files, logs, fc.array(logs, { maxLength: 4 }), (text, log, between) => {
        const { tree } = loadText(text);
        const machine = new DecoderMachine(tree);
        const once = run(machine, log);
        for (const other of between) run(machine, other);
        expect(run(machine, log)).toEqual(once);
        expect(run(new DecoderMachine(tree), log)).toEqual(once);
      }),
      { numRuns: 300 },
    );
  });
});

function run(machine: DecoderMachine, text: string): unknown {
  const event = predecode({ queue: '1', location: 'x', text, timeMs: 0, origin: undefined }, 'm');
  if (event !== undefined) machine.decode(event, undefined);
  return event;
}
