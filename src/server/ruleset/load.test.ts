import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { limits } from '../../base/index.ts';
import type { GeoDatabases, RuleSource } from '../../config/index.ts';
import {
  alertsSection,
  coreSections,
  globalSection,
  parseConfig,
  parseInternalOptions,
  rulesSection,
  syscheckSection,
  tocsinSection,
  valuesOf,
} from '../../config/index.ts';
import { defaultEngineOptions } from '../../engine/index.ts';
import { engineOptions, loadRuleset, shortHostname } from './index.ts';

let home = '';

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'tocsin-ruleset-'));
});

afterEach(() => {
  rmSync(home, { recursive: true, force: true });
});

function put(path: string, text: string): void {
  const file = join(home, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text, 'latin1');
}

const root = '<rule id="1" level="0" noalert="1"><category>syslog</category></rule>';
const file = (id: number, body = '<match>x</match>'): string =>
  `<group name="g,"><rule id="${id}" level="3">${body}</rule></group>`;

function configured(rules: string): readonly RuleSource[] {
  const text = `<ossec_config>\n<rules>\n${rules}\n</rules>\n</ossec_config>`;
  const { config, diagnostics } = parseConfig([{ path: 'ossec.conf', text }], coreSections, {
    unavailable: 'warning',
  });
  expect(diagnostics).toEqual([]);
  return valuesOf(config, rulesSection).sources;
}

const noDatabases = { any: undefined, v4: undefined, v6: undefined };

function load(rules?: string, databases: GeoDatabases = noDatabases) {
  const sources = rules === undefined ? [] : configured(rules);
  const { engine, diagnostics } = loadRuleset(home, sources, defaultEngineOptions, databases);
  return {
    engine,
    problems: diagnostics.map(({ code, at }) => {
      const place = at.file.replace(`${home}/`, '').replace(home, '.');
      return `${place}:${at.line}:${at.column} ${code}`;
    }),
    messages: diagnostics.map(({ message }) => message),
  };
}

describe('configured files', () => {
  beforeEach(() => {
    put('etc/decoder.xml', '<decoder name="d"><prematch>^d</prematch></decoder>');
    put('rules/root.xml', `<group name="r,">${root}</group>`);
  });

  it('are loaded in their order, whatever their kind of element', () => {
    put('rules/b.xml', file(100));
    put('rules/a.xml', file(101, '<if_sid>100</if_sid>'));
    const right = load('<include>root.xml</include><rule>b.xml</rule><include>a.xml</include>');
    expect(right.problems).toEqual([]);
    expect(right.engine?.ruleCount).toBe(3);
    const wrong = load(
      '<include>root.xml</include><include>a.xml</include><include>b.xml</include>',
    );
    expect(wrong.problems).toEqual(['rules/a.xml:1:51 RULE_PARENT_UNKNOWN']);
    expect(wrong.engine).toBeUndefined();
  });

  it('without a slash are in rules/, with one below the home', () => {
    put('other/c.xml', file(100));
    put('rules/sub/d.xml', file(101));
    const { engine, problems } = load(
      '<include>root.xml</include><include>other/c.xml</include><include>rules/sub/d.xml</include>',
    );
    expect(problems).toEqual([]);
    expect(engine?.ruleCount).toBe(3);
  });

  it('may have absolute paths', () => {
    put('elsewhere/c.xml', file(100));
    const absolute = join(home, 'elsewhere/c.xml');
    expect(
      load(`<include>root.xml</include><include>${absolute}</include>`).engine?.ruleCount,
    ).toBe(2);
  });

  it('may have names of other alphabets', () => {
    put('r\u00e8gles/\u00e9t\u00e9.xml', file(100));
    const include = Buffer.from('<include>r\u00e8gles/\u00e9t\u00e9.xml</include>').toString(
      'latin1',
    );
    const { engine, problems } = load(`<include>root.xml</include>${include}`);
    expect(problems).toEqual([]);
    expect(engine?.ruleCount).toBe(2);
  });

  it('that are missing are told where they stand in the configuration', () => {
    const { engine, problems, messages } = load(
      '<include>root.xml</include>\n<include>gone.xml</include>\n<decoder>etc/no.xml</decoder>',
    );
    expect(engine).toBeUndefined();
    expect(problems).toEqual([
      'ossec.conf:4:1 RULES_FILE_UNREADABLE',
      'ossec.conf:5:1 RULES_FILE_UNREADABLE',
    ]);
    expect(messages.every((one) => one.endsWith("can't be read (ENOENT)"))).toBe(true);
  });

  it('that are folders or too large are told', () => {
    mkdirSync(join(home, 'rules/folder.xml'));
    put('rules/large.xml', '');
    truncateSync(join(home, 'rules/large.xml'), limits.configFileBytes + 1);
    expect(load('<include>folder.xml</include>\n<include>large.xml</include>').problems).toEqual([
      'ossec.conf:3:1 RULES_FILE_UNREADABLE',
      'ossec.conf:4:1 RULES_FILE_TOO_BIG',
    ]);
  });

  it('that are missing and rules that are wrong are told at once', () => {
    put('rules/bad.xml', file(100, '<mach>x</mach>'));
    const { problems } = load(
      '<include>gone.xml</include><include>root.xml</include><include>bad.xml</include>',
    );
    expect(problems).toEqual([
      'ossec.conf:3:1 RULES_FILE_UNREADABLE',
      'rules/bad.xml:1:43 RULE_ELEMENT_UNKNOWN',
    ]);
  });
});

describe('configured folders', () => {
  beforeEach(() => {
    put('etc/decoder.xml', '<decoder name="d"><prematch>^d</prematch></decoder>');
    put('rules/00.xml', `<group name="r,">${root}</group>`);
  });

  it('give their files sorted', () => {
    put('rules/20.xml', file(101, '<if_sid>100</if_sid>'));
    put('rules/10.xml', file(100));
    put('rules/notes.txt', 'no rules');
    put('rules/30.xml.bak', 'no rules');
    const { engine, problems } = load('<rule_dir>rules</rule_dir>');
    expect(problems).toEqual([]);
    expect(engine?.ruleCount).toBe(3);
  });

  it('skip what is listed already', () => {
    put('rules/10.xml', file(100));
    const { engine, problems } = load(
      '<include>00.xml</include><include>10.xml</include><rule_dir>rules/</rule_dir><rule_dir>./rules</rule_dir>',
    );
    expect(problems).toEqual([]);
    expect(engine?.ruleCount).toBe(2);
  });

  it('skip what is listed by an absolute path with other slashes', () => {
    const include = `<include>${home}//rules/./00.xml</include>`;
    const { problems } = load(`${include}<rule_dir>rules</rule_dir>`);
    expect(problems).toEqual([]);
  });

  it('give the files that match their pattern', () => {
    put('rules/own_rules.conf', file(100));
    put('rules/10.xml', file(101));
    const { engine, problems } = load(
      '<include>00.xml</include><rule_dir pattern="own_\\w+.conf$">rules</rule_dir>',
    );
    expect(problems).toEqual([]);
    expect([engine?.rule(100)?.id, engine?.rule(101)?.id]).toEqual([100, undefined]);
  });

  it('give decoders too', () => {
    put('more/b.xml', '<decoder name="b"><prematch>^b</prematch></decoder>');
    put('more/a.xml', '<decoder name="a"><prematch>^a</prematch></decoder>');
    const { engine, problems } = load(
      '<decoder_dir>more</decoder_dir><decoder>etc/decoder.xml</decoder><include>00.xml</include>',
    );
    expect(problems).toEqual([]);
    expect(engine?.decoderCount).toBe(3);
  });

  it.each([
    ['a missing folder', '<rule_dir>gone</rule_dir>', 'RULES_FOLDER_UNREADABLE'],
    ['a file', '<rule_dir>rules/00.xml</rule_dir>', 'RULES_FOLDER_UNREADABLE'],
    ['a bad pattern', '<rule_dir pattern="a\\x">rules</rule_dir>', 'RULES_PATTERN_BAD'],
  ])('%s is told where it stands', (_, entry, code) => {
    expect(load(`<include>00.xml</include>\n${entry}`).problems).toEqual([
      `ossec.conf:4:1 ${code}`,
    ]);
  });

  it('without a file that matches are no problem', () => {
    mkdirSync(join(home, 'empty'));
    expect(load('<include>00.xml</include><rule_dir>empty</rule_dir>').problems).toEqual([]);
  });
});

describe('lists', () => {
  const rules = (name: string): string => file(100, `<list field="id">${name}</list>`);
  beforeEach(() => {
    put(
      'etc/decoder.xml',
      '<decoder name="d"><prematch>^id </prematch><regex>^id (\\w+)</regex><order>id</order></decoder>',
    );
    put('rules/root.xml', `<group name="r,">${root}</group>`);
    put('rules/ids', 'a:1\n');
    put('lists/ids', 'a:1\n');
  });

  function alerts(list: string, name: string): boolean | undefined {
    put('rules/r.xml', rules(name));
    const { engine, problems } = load(`<include>root.xml</include><include>r.xml</include>${list}`);
    expect(problems).toEqual([]);
    const base = { queue: '1', location: 'x', timeMs: 1_700_000_000_000, origin: undefined };
    return engine?.process({ ...base, text: 'id a' })?.alert;
  }

  it.each([
    ['<list>lists/ids</list>', 'lists/ids', true],
    ['<list>lists/ids.cdb</list>', 'lists/ids', true],
    ['<list>lists/ids</list>', 'lists/ids.cdb', true],
    ['<list>ids</list>', 'ids', true],
    ['<list>ids</list>', 'rules/ids', false],
    ['', 'lists/ids', false],
  ])('%s asked as %s: %j', (list, name, expected) => {
    expect(alerts(list, name)).toBe(expected);
  });

  it('that are missing are told', () => {
    expect(load('<include>root.xml</include>\n<list>lists/gone</list>').problems).toEqual([
      'ossec.conf:4:1 RULES_FILE_UNREADABLE',
    ]);
  });
});

describe('a stock installation', () => {
  it('loads its decoders and rules in the order they need', () => {
    put('etc/decoder.xml', '<decoder name="d"><prematch>^d</prematch></decoder>');
    put('etc/local_decoder.xml', '<decoder name="l"><prematch>^l</prematch></decoder>');
    put('rules/rules_config.xml', `<group name="r,">${root}</group>`);
    put('rules/local_rules.xml', file(103, '<if_sid>102</if_sid>'));
    put('rules/attack_rules.xml', file(102, '<if_sid>101</if_sid>'));
    put('rules/ossec_rules.xml', file(100));
    put('rules/aaa_rules.xml', file(101, '<if_sid>100</if_sid>'));
    put('rules/policy_rules.xml', 'not loaded <');
    const { engine, problems } = load();
    expect(problems).toEqual([]);
    expect([engine?.ruleCount, engine?.decoderCount]).toEqual([5, 2]);
  });

  it('needs no local decoders', () => {
    put('etc/decoder.xml', '<decoder name="d"><prematch>^d</prematch></decoder>');
    put('rules/rules_config.xml', `<group name="r,">${root}</group>`);
    expect(load().problems).toEqual([]);
  });

  it('without decoders or rules is told', () => {
    expect(load().problems).toEqual([
      'rules:1:1 RULES_FOLDER_UNREADABLE',
      'etc/decoder.xml:1:1 RULES_FILE_UNREADABLE',
    ]);
  });

  it('takes the stock decoders where only rules are configured', () => {
    put('etc/decoder.xml', '<decoder name="d"><prematch>^d</prematch></decoder>');
    put('rules/root.xml', `<group name="r,">${root}</group>`);
    expect(load('<include>root.xml</include>').engine?.decoderCount).toBe(1);
  });
});

describe('engineOptions', () => {
  it('are what the configuration says', () => {
    const text =
      '<ossec_config><alerts><email_alert_level>9</email_alert_level><log_alert_level>4</log_alert_level></alerts>' +
      '<global><memory_size>4096</memory_size></global>' +
      '<syscheck><alert_new_files>yes</alert_new_files><ignore>/tmp</ignore></syscheck>' +
      '</ossec_config>';
    const { config } = parseConfig([{ path: 'c', text }], coreSections, { unavailable: 'warning' });
    const internal =
      'analysisd.default_timeframe=120\nanalysisd.log_fw=0\nanalysisd.fts_list_size=64\n';
    const settings = {
      global: valuesOf(config, globalSection),
      alerts: valuesOf(config, alertsSection),
      tocsin: valuesOf(config, tocsinSection),
      syscheck: valuesOf(config, syscheckSection),
      internal: parseInternalOptions([{ path: 'i', text: internal }]).options,
    };
    expect(engineOptions(settings, 'tester')).toEqual({
      ...defaultEngineOptions,
      mode: 'tester',
      hostname: shortHostname(),
      mailLevel: 9,
      logLevel: 4,
      memorySize: 4096,
      defaultTimeframe: 120,
      logFirewall: false,
      ftsListSize: 64,
      integrity: {
        autoIgnore: true,
        alertNewFiles: true,
        ignore: [{ text: '/tmp', isPattern: false }],
      },
    });
  });

  it('name this machine by the first part of its name', () => {
    expect(hostname().startsWith(shortHostname())).toBe(true);
    expect(shortHostname()).not.toContain('.');
  });
});
