import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Diagnostic } from '../../base/index.ts';
import { parseConfig, rulesetSection, rulesSection, valuesOf } from '../../config/index.ts';
import { resolveSources } from './resolve.ts';
import { isWazuhHome } from './wazuh-home.ts';

function newHome(...paths: readonly string[]): string {
  const home = mkdtempSync(join(tmpdir(), 'tocsin-wazuh-'));
  for (const path of paths) {
    mkdirSync(dirname(join(home, path)), { recursive: true });
    writeFileSync(join(home, path), '');
  }
  return home;
}

function resolved(home: string, ruleset = '', rules = '') {
  const text = `<ossec_config><rules>${rules}</rules><ruleset>${ruleset}</ruleset></ossec_config>`;
  const { config } = parseConfig([{ path: 'c', text }], [rulesSection, rulesetSection]);
  const sources = [rulesSection, rulesetSection].flatMap((one) => valuesOf(config, one).sources);
  const problems: Diagnostic[] = [];
  const found = resolveSources(home, sources, (one) => problems.push(one));
  return {
    problems: problems.map(({ code }) => code),
    decoders: found.decoders.map(({ path }) => path.slice(home.length + 1)),
    rules: found.rules.map(({ path, usual }) => `${path.slice(home.length + 1)} ${usual}`),
    lists: found.lists.map(({ name, path }) => `${name} ${basename(path)}`),
  };
}

const layout = [
  'ruleset/decoders/0005-a.xml',
  'ruleset/rules/0010-a.xml',
  'ruleset/rules/0020-b.xml',
  'ruleset/rules/readme.txt',
  'etc/decoders/local_decoder.xml',
  'etc/rules/local_rules.xml',
  'etc/lists/keys',
  'etc/lists/keys.cdb',
  'etc/lists/amazon/sources',
];

describe('a home in the layout of Wazuh', () => {
  it.each([
    [['etc/decoders/a.xml'], true],
    [['decoders/a.xml', 'rules/a.xml'], true],
    [['ruleset/decoders/a.xml', 'rules/local_rules.xml'], false],
    [['etc/decoder.xml', 'etc/decoders/a.xml'], false],
    [['rules/a.xml'], false],
  ])('with %j: %s', (paths, expected) => {
    expect(isWazuhHome(newHome(...paths))).toBe(expected);
  });

  it('loads what is shipped, then what is its own', () => {
    const { lists, ...found } = resolved(newHome(...layout));
    expect([...lists].sort()).toEqual(['etc/lists/amazon/sources sources', 'etc/lists/keys keys']);
    expect(found).toEqual({
      problems: [],
      decoders: ['ruleset/decoders/0005-a.xml', 'etc/decoders/local_decoder.xml'],
      rules: [
        'ruleset/rules/0010-a.xml wazuh',
        'ruleset/rules/0020-b.xml wazuh',
        'etc/rules/local_rules.xml wazuh',
      ],
    });
  });

  it('without any rule is told', () => {
    expect(resolved(newHome('etc/decoders/a.xml')).problems).toEqual(['RULES_FOLDER_UNREADABLE']);
  });
});

describe('<ruleset>', () => {
  it.each([
    ['<rule_dir>ruleset/rules</rule_dir>', ['0010-a.xml', '0020-b.xml']],
    ['<rule_dir pattern="b.xml$">ruleset/rules</rule_dir>', ['0020-b.xml']],
    ['<rule_include>ruleset/rules/0020-b.xml</rule_include>', ['0020-b.xml']],
    ['<rule_dir>ruleset/rules</rule_dir><rule_exclude>0010-a.xml</rule_exclude>', ['0020-b.xml']],
    [
      '<rule_exclude>ruleset/rules/0020-b.xml</rule_exclude><rule_dir>ruleset/rules</rule_dir>',
      ['0010-a.xml'],
    ],
    [
      '<rule_dir>ruleset/rules</rule_dir><decoder_exclude>0010-a.xml</decoder_exclude>',
      ['0010-a.xml', '0020-b.xml'],
    ],
  ])('%s loads %j', (ruleset, names) => {
    const { rules, problems } = resolved(newHome(...layout), ruleset);
    expect(problems).toEqual([]);
    expect(rules).toEqual(names.map((name) => `ruleset/rules/${name} wazuh`));
  });

  it('excludes decoders, and names lists as rules do', () => {
    const found = resolved(
      newHome(...layout),
      `<decoder_dir>ruleset/decoders</decoder_dir><decoder_dir>etc/decoders</decoder_dir>
       <decoder_exclude>ruleset/decoders/0005-a.xml</decoder_exclude><list>etc/lists/keys</list>`,
    );
    expect(found.decoders).toEqual(['etc/decoders/local_decoder.xml']);
    expect(found.lists).toEqual(['etc/lists/keys keys']);
  });

  it('stands beside <rules>, whose files are of OSSEC unless they show', () => {
    const home = newHome(...layout, 'rules/local_rules.xml');
    const { rules } = resolved(
      home,
      '<rule_dir>etc/rules</rule_dir>',
      '<include>local_rules.xml</include>',
    );
    expect(rules).toEqual(['rules/local_rules.xml ossec', 'etc/rules/local_rules.xml wazuh']);
  });

  it.each([
    ['<rule_dir>none</rule_dir>', 'RULES_FOLDER_UNREADABLE'],
    ['<rule_dir pattern="(">ruleset/rules</rule_dir>', 'RULES_PATTERN_BAD'],
  ])('%s is told', (ruleset, code) => {
    expect(resolved(newHome(...layout), ruleset).problems).toContain(code);
  });
});
