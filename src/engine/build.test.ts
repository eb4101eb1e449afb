import { describe, expect, it } from 'vitest';
import { formatDiagnostic } from '../base/index.ts';
import { buildEngine, defaultEngineOptions } from './index.ts';
import { engineOf, record, run, sourcesOf } from './testing/engine-bench.ts';

function diagnose(rules: string, decoders = ''): readonly string[] {
  const { engine, diagnostics } = buildEngine(sourcesOf(rules, decoders), defaultEngineOptions);
  expect(engine === undefined).toBe(diagnostics.length > 0);
  return diagnostics.map((one) => formatDiagnostic(one).split(' ').slice(0, 2).join(' '));
}

const fine = '<rule id="100" level="3"><match>foo</match></rule>';

describe('buildEngine', () => {
  it('has nothing to say about what is right', () => {
    expect(diagnose(fine, '<decoder name="d"><prematch>^d</prematch></decoder>')).toEqual([]);
  });

  it('tells the problems of all files at once, each with its place', () => {
    const found = diagnose(
      '<rule id="100" level="x"><match>a</match></rule>\n<rule id="101" level="1"><tme>1</tme></rule>',
      '<decoder name="d">\n<prematch>a\\n</prematch></decoder>\n<thing></thing>',
    );
    expect(found.filter((one) => one.startsWith('rules.xml'))).toEqual([
      'rules.xml:2:16 RULE_ATTRIBUTE_BAD',
      'rules.xml:3:26 RULE_ELEMENT_UNKNOWN',
    ]);
    expect(found.filter((one) => one.startsWith('decoder.xml')).length).toBeGreaterThanOrEqual(2);
  });

  it('tells of broken XML', () => {
    const found = diagnose('<rule id="100" level="1"><match>a</match></Rule>');
    expect(found[0]).toMatch(/^rules\.xml:\d+:\d+ XML_/);
  });

  it('knows decoders of every file, the built-in ones too', () => {
    const rules =
      '<rule id="100" level="1"><decoded_as>d</decoded_as></rule>' +
      '<rule id="101" level="1"><decoded_as>syscheck_new_entry</decoded_as></rule>';
    expect(diagnose(rules, '<decoder name="d"><prematch>^d</prematch></decoder>')).toEqual([]);
    expect(diagnose(rules)).toEqual(['rules.xml:2:38 RULE_DECODER_UNKNOWN']);
  });

  it('answers an empty set with an engine that finds nothing', () => {
    const built = buildEngine({ decoders: [], rules: [], lists: [] }, defaultEngineOptions);
    expect(built.diagnostics).toEqual([]);
    expect(built.engine?.process(record('foo'))).toMatchObject({ rule: undefined });
  });

  it('keeps variables to their file', () => {
    const own = '<var name="WORD">foo</var>';
    const sources = sourcesOf(fine);
    const file = (path: string, text: string) => ({ path, text });
    const rules = [
      ...sources.rules.slice(0, 1),
      file(
        'a.xml',
        `${own}<group name="a"><rule id="100" level="1"><match>$WORD</match></rule></group>`,
      ),
      file('b.xml', '<group name="b"><rule id="101" level="2"><match>$WORD</match></rule></group>'),
    ];
    const { engine } = buildEngine({ ...sources, rules }, defaultEngineOptions);
    expect(engine?.process(record('foo'))?.rule?.id).toBe(100);
  });
});

describe('options', () => {
  it('levels of mails and logs', () => {
    const engine = engineOf(fine, '', { mailLevel: 3, logLevel: 4 });
    expect(engine.rule(100)).toMatchObject({ mail: true, log: false });
    expect(run(engine, [record('foo')])).toBe('100');
  });

  it('the default timeframe of composites', () => {
    const rules = `${fine}<rule id="101" level="5"><if_matched_sid>100</if_matched_sid></rule>`;
    const records = [record('foo 1', 0), record('foo 2', 10)];
    expect(run(engineOf(rules, '', { defaultTimeframe: 10 }), records)).toBe('100! 101!');
    expect(run(engineOf(rules, '', { defaultTimeframe: 9 }), records)).toBe('100! 100!');
  });

  it('the host name of this machine', () => {
    const engine = engineOf(fine, '', { hostname: 'me' });
    expect(engine.process(record('foo'))?.event.hostname).toBe('me');
  });
});
