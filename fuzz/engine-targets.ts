import type { Random } from '../bench/corpus/random.ts';
import type { EngineSources, RuleEngine, SourceFile } from '../src/engine/index.ts';
import { buildEngine, defaultEngineOptions } from '../src/engine/index.ts';
import { parseCdbText } from '../src/rules/index.ts';
import { mutated } from './mutate.ts';
import { patternWords, xmlWords } from './reader-targets.ts';
import { elementsOf, logLines, shippedFiles } from './samples.ts';
import type { FuzzTarget } from './target.ts';
import { partMark } from './target.ts';

const decoders = shippedFiles('decoders');
const rules = shippedFiles('rules');
const base = rules.slice(0, 1);
/** Few, because each input loads them anew. */
const someDecoders = decoders.filter(({ path }) => /sshd|su-sudo|web-access/.test(path));
const dialectMarks = ['', '<decoder name="w"><regex type="pcre2">a</regex></decoder>'];

const decoderWords: readonly string[] = [
  ...xmlWords,
  ...patternWords,
  ...(
    '<parent>sshd</parent>|<prematch>|</prematch>|<regex offset="after_parent">|</regex>|' +
    '<order>srcip, user</order>|<fts>name, user</fts>|<accumulate />|<use_own_name>true</use_own_name>|' +
    '<plugin_decoder>JSON_Decoder</plugin_decoder>|<plugin_decoder>PF_Decoder</plugin_decoder>|' +
    '<type>web-log</type>|<program_name>^sshd</program_name>|offset="after_regex"|<pcre2>'
  ).split('|'),
];

const ruleWords: readonly string[] = [
  ...xmlWords,
  ...patternWords,
  ...(
    '<if_sid>1</if_sid>|<if_matched_sid>100</if_matched_sid>|frequency="3"|timeframe="60"|' +
    'ignore="60"|overwrite="yes"|noalert="1"|<same_source_ip />|<different_url />|<if_fts />|' +
    '<check_diff />|<if_level>3</if_level>|<if_group>syslog</if_group>|<field name="a">b</field>|' +
    '<list field="srcip" lookup="address_match_key">lists/a</list>|<time>6 pm - 8 am</time>|' +
    '<weekday>weekends</weekday>|<if_matched_group>syslog</if_matched_group>|<same_user />|' +
    '<options>no_log</options>|<not_same_id />|<global_frequency />|<same_field>a</same_field>|' +
    '<srcip>10.0.0.0/8</srcip>|<srcport>22</srcport>|<action>x</action>|negate="yes"'
  ).split('|'),
];

/** A list that the rules of a run may name. */
const list: SourceFile = { path: 'lists/a', text: '10.0.0.1:a\n10.:b\nroot:c\n' };

function run(engine: RuleEngine, lines: readonly string[]): void {
  let timeMs = 1_795_507_200_000;
  for (const text of lines) {
    timeMs += 1000;
    const queue = text.startsWith('8:') || text.startsWith('9:') ? text.charAt(0) : '1';
    engine.process({ queue, location: '/var/log/a', text, timeMs, origin: undefined });
    engine.process({ queue, location: '/var/log/b', text, timeMs, origin: undefined });
  }
}

function someLines(random: Random, words: readonly string[]): readonly string[] {
  const count = 1 + random.number(6);
  return Array.from({ length: count }, () => mutated(random.pick(logLines), random, words));
}

function build(sources: EngineSources): RuleEngine | undefined {
  const { engine, diagnostics } = buildEngine(sources, { ...defaultEngineOptions, mode: 'tester' });
  for (const { message } of diagnostics) {
    if (message === '') throw new Error('a diagnostic without a message');
  }
  return engine;
}

export const decoderTarget: FuzzTarget = {
  name: 'decoders',
  make: (random) => {
    const text = mutated(elementsOf(decoders, 'decoder', random), random, decoderWords);
    return [random.pick(dialectMarks) + text, ...someLines(random, patternWords)].join(partMark);
  },
  run: (input) => {
    const [text = '', ...lines] = input.split(partMark);
    const engine = build({ decoders: [{ path: 'd.xml', text }], rules: base, lists: [] });
    if (engine !== undefined) run(engine, lines);
  },
};

export const ruleTarget: FuzzTarget = {
  name: 'rules',
  make: (random) => {
    const inner = elementsOf(rules, 'rule', random);
    const text = inner.includes('<group') ? inner : `<group name="syslog,">${inner}</group>`;
    return [mutated(text, random, ruleWords), ...someLines(random, ruleWords)].join(partMark);
  },
  run: (input) => {
    const [text = '', ...lines] = input.split(partMark);
    const sources = {
      decoders: someDecoders,
      rules: [...base, { path: 'r.xml', text }],
      lists: [list],
    };
    const engine = build(sources);
    if (engine === undefined) return;
    run(engine, [...lines, ...lines]);
    const snapshot = engine.snapshot();
    build(sources)?.restore(structuredClone(snapshot));
  },
};

export const listTarget: FuzzTarget = {
  name: 'lists',
  make: (random) => {
    const words = ['10.', '10.0.0.1:', ':', '"', '"a:b":"c"', '###', '\r\n', '\n', 'fe80::1:x'];
    return mutated(list.text.repeat(1 + random.number(5)), random, words);
  },
  run: (input) => {
    for (const dialect of ['ossec', 'wazuh'] as const) {
      const { size } = parseCdbText(input, dialect);
      if (size > input.split('\n').length) throw new Error(`${size} entries`);
    }
    const kinds = 'match_key not_match_key match_key_value address_match_key'.split(' ');
    const text = kinds
      .map(
        (lookup, i) => `<rule id="${100 + i}" level="3"><if_sid>1</if_sid>
        <list field="srcip" lookup="${lookup}" check_value="a">lists/a</list>
        <description>d</description></rule>`,
      )
      .join('');
    const group = `<group name="x,">${text}</group>`;
    const lists = [{ ...list, text: input }];
    const engine = build({
      decoders: someDecoders,
      rules: [...base, { path: 'r.xml', text: group }],
      lists,
    });
    if (engine !== undefined) run(engine, logLines.slice(0, 20));
  },
};

let shipped: RuleEngine | undefined;

/** One engine for all lines: its memory is what must stay bounded. */
function shippedEngine(): RuleEngine {
  shipped ??= build({ decoders, rules, lists: [] });
  if (shipped === undefined) throw new Error('the shipped rule set does not load');
  return shipped;
}

const internals: readonly string[] = [
  '8:0:33188:0:0:0:d41d8cd98f00b204e9800998ecf8427e:da39a3ee5e6b4b0d3255bfef95601890afd80709 /etc/a',
  "9:Process '12' hidden from /proc. Possible kernel level rootkit.",
  "9:File '/tmp/a' is owned by root and has written permissions to anyone.",
];

export const logTarget: FuzzTarget = {
  name: 'logs',
  make: (random) => {
    const line = random.number(10) === 0 ? random.pick(internals) : random.pick(logLines);
    const long = random.number(50) === 0 ? line + line.repeat(300) : line;
    return mutated(long, random, patternWords);
  },
  run: (input) => {
    run(shippedEngine(), [input]);
  },
};
