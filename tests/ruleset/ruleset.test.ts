import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { formatDiagnostic, toUtf8 } from '../../src/base/index.ts';
import type { EngineOptions } from '../../src/engine/index.ts';
import { describeDifference, parseCaseFile, runCase } from '../../src/cli/test/index.ts';
import { buildEngine, defaultEngineOptions } from '../../src/engine/index.ts';
import { filesOf, ruleIds, rulesetFolder, shippedRuleset } from './load-ruleset.ts';

const sources = shippedRuleset();

const caseFiles = [
  ...filesOf(join(rulesetFolder, 'decoders'), '.case'),
  ...filesOf(join(rulesetFolder, 'rules'), '.case'),
].map(({ path, text }) => ({
  file: basename(path),
  parsed: parseCaseFile(toUtf8(text), basename(path)),
}));

const allCases = caseFiles.flatMap(({ file, parsed }) =>
  parsed.cases.map((ruleCase) => ({ ruleCase, file, title: `${file}: ${ruleCase.name}` })),
);

const reached = new Set<number>();

function freshEngine(correlation: EngineOptions['correlation'], logFirewall = true) {
  const built = buildEngine(sources, { ...defaultEngineOptions, correlation, logFirewall });
  if (built.engine === undefined) throw new Error('the rule set does not load');
  return built.engine;
}

describe('the rule set we ship', () => {
  it('loads without a remark', () => {
    const { diagnostics } = buildEngine(sources, defaultEngineOptions);

    expect(diagnostics.map(formatDiagnostic)).toEqual([]);
  });

  it('has a file of cases beside each file', () => {
    const files = [...sources.decoders, ...sources.rules].map(({ path }) => basename(path));
    const tested = new Set(caseFiles.map(({ file }) => file.replace(/\.case$/, '.xml')));

    expect(files.filter((name) => !tested.has(name))).toEqual([]);
  });

  it('has cases that can be read', () => {
    const problems = caseFiles.flatMap(({ parsed }) => parsed.problems.map(formatDiagnostic));

    expect(problems).toEqual([]);
  });

  const state = freshEngine('exact').snapshot();
  describe.each(['exact', 'reference'] as const)('with %s correlation', (correlation) => {
    const usual = freshEngine(correlation);
    const clean = correlation === 'exact' ? state : usual.snapshot();
    const withoutFirewallLog = freshEngine(correlation, false);

    it.each(allCases)('$title', ({ ruleCase, file }) => {
      const engine = ruleCase.options?.logFirewall === false ? withoutFirewallLog : usual;
      engine.restore(clean);

      const result = runCase(engine, ruleCase);

      for (const id of result.reached) reached.add(id);
      const failures = result.failures.map(
        (one) => `${file}:${one.line} ${describeDifference(one)}`,
      );
      expect(failures).toEqual([]);
    });
  });

  it('has a case for each rule', () => {
    const missing = ruleIds(sources.rules)
      .filter(({ id, noalert }) => !noalert && !reached.has(id))
      .map(({ id, path }) => `${basename(path)} ${id}`);

    expect(missing).toEqual([]);
  });

  it('gives each rule of its own an id in its own range', () => {
    const wrong = ruleIds(sources.rules)
      .map(({ id }) => id)
      .filter((id) => id >= 60_000 && (id < 200_000 || id > 249_999));

    expect(wrong).toEqual([]);
  });
});
