import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fromUtf8, latin1 } from '../src/base/index.ts';
import type { EngineSources, RuleEngine } from '../src/engine/index.ts';
import { buildEngine, defaultEngineOptions } from '../src/engine/index.ts';
import { readRuleset } from '../src/server/ruleset/index.ts';
import { attribute, childrenNamed, parseXml } from '../src/xml/index.ts';
import type { XmlElement } from '../src/xml/index.ts';
import { hasShared, sharedFolder, sharedJson, whyNoShared } from './support/shared.ts';

interface Case {
  readonly file: string;
  readonly section: string;
  readonly log: string;
  readonly expect: { readonly rule: string; readonly level: string; readonly decoder: string };
  readonly negate: boolean;
}

const folder = join(sharedFolder, 'compat', 'wazuh');
const options = { ...defaultEngineOptions, mode: 'tester' } as const;

/** The set, and behind it the decoders and rules that were made to try the language. */
function sources(): EngineSources {
  const at = { file: 'ossec.conf', line: 1, column: 1 };
  const entry = (kind: 'decoder_dir' | 'rule_dir', path: string) => {
    return { kind, path, pattern: undefined, at, isWazuh: true };
  };
  const list = (path: string) =>
    ({ kind: 'list', path, pattern: undefined, at, isWazuh: true }) as const;
  const { texts, diagnostics } = readRuleset(folder, [
    entry('decoder_dir', 'decoders'),
    entry('decoder_dir', 'testing/decoders'),
    entry('rule_dir', 'rules'),
    entry('rule_dir', 'testing/rules'),
    list('lists/audit-keys'),
    list('lists/security-eventchannel'),
    list('lists/amazon/aws-eventnames'),
    list('lists/amazon/aws-sources'),
  ]);
  expect(diagnostics).toEqual([]);
  return texts;
}

function answer(engine: RuleEngine, log: string): Case['expect'] {
  const timeMs = new Date(2026, 10, 24, 12, 0, 0).getTime();
  const record = { queue: '1', location: 'stdin', text: fromUtf8(log), timeMs, origin: undefined };
  const { rule, event } = engine.process(record) ?? {};
  return {
    rule: String(rule?.id ?? null),
    level: String(rule?.level ?? null),
    decoder: String(event?.decoder ?? null),
  };
}

function rulesOf({ rules }: EngineSources): ReadonlyMap<string, XmlElement> {
  const all = rules.flatMap(({ path, text }) => parseXml(text, path).elements);
  return new Map(
    all.flatMap((group) =>
      childrenNamed(group, 'rule').map((rule) => [attribute(rule, 'id') ?? '', rule] as const),
    ),
  );
}

/** Why one line on a fresh engine can't bring this rule with what is in the folder. */
function impossible(rule: XmlElement | undefined): string | undefined {
  const names = rule?.children.map(({ name }) => name) ?? [];
  if (names.some((name) => /^(?:src|dst)geoip$/.test(name))) return 'needs a GeoIP database';
  const needed = Number(attribute(rule as XmlElement, 'frequency') ?? 0);
  return needed > 1 ? `counts ${needed} events` : undefined;
}

describe.skipIf(!hasShared)(`a Wazuh rule set (skipped when ${whyNoShared})`, () => {
  const cases = hasShared ? (sharedJson('compat/wazuh/tests.json') as readonly Case[]) : [];
  const loaded = hasShared ? sources() : { decoders: [], rules: [], lists: [] };
  const { engine, diagnostics } = buildEngine(loaded, options);
  const fresh = structuredClone(engine?.snapshot());
  const rules = rulesOf(loaded);

  it('loads, and only leaves out what hangs nowhere or asks for what is not in the folder', () => {
    expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect([...new Set(diagnostics.map(({ code }) => code))].sort()).toEqual([
      'RULE_DECODER_UNKNOWN',
      'RULE_LIST_UNKNOWN',
      'RULE_PARENT_UNKNOWN',
      ...(diagnostics.some(({ code }) => code === 'RULE_PATTERN_NOT_LINEAR')
        ? ['RULE_PATTERN_NOT_LINEAR']
        : []),
    ]);
  });

  function play(log: string): Case['expect'] {
    if (engine === undefined || fresh === undefined) throw new Error('the set does not load');
    engine.restore(structuredClone(fresh));
    return answer(engine, log);
  }

  it.each(cases.filter(({ negate }) => negate))('is not $expect: $log', ({ log, expect: not }) => {
    expect(play(log)).not.toEqual(not);
  });

  const stated = cases.filter(({ negate }) => !negate);
  const possible = stated.filter((one) => impossible(rules.get(one.expect.rule)) === undefined);
  it.each(possible)('$section: $log', ({ log, expect: expected }) => {
    expect(play(log)).toEqual(expected);
  });

  it('cannot give these answers to a single line', () => {
    const others = stated.filter((one) => !possible.includes(one));
    const answered = others.filter((one) => play(one.log).rule === one.expect.rule);

    expect(answered).toEqual([]);
    expect(others.length).toBeLessThanOrEqual(16);
  });

  it('gives them to as many lines as the rule counts, where equal ones count', () => {
    const counted = stated.filter(({ expect: { rule } }) => {
      const children = rules.get(rule)?.children ?? [];
      return children.some(({ name }) => /^same_(?!\w*geoip)/.test(name));
    });
    for (const { log, expect: expected } of counted) {
      play(log);
      const needed = Number(attribute(rules.get(expected.rule) as XmlElement, 'frequency'));
      const answers = Array.from({ length: needed - 1 }, () => answer(engine as RuleEngine, log));
      expect(answers.at(-1)).toEqual(expected);
    }
    expect(counted.length).toBeGreaterThan(0);
  });
});

describe.skipIf(!hasShared)('its folder as a home', () => {
  it('is loaded without a configuration', () => {
    const { texts, diagnostics } = readRuleset(folder, []);

    expect(diagnostics).toEqual([]);
    expect(texts.decoders.length).toBeGreaterThan(90);
    expect(texts.rules.every(({ usual }) => usual === 'wazuh')).toBe(true);
    expect(texts.lists.map(({ path }) => path)).toContain('etc/lists/amazon/aws-sources');
    expect(buildEngine(texts, options).engine?.ruleCount).toBeGreaterThan(3000);
    expect(latin1(readFileSync(join(folder, 'lists/audit-keys')))).toBe(
      texts.lists.find(({ path }) => path === 'etc/lists/audit-keys')?.text,
    );
  });
});
