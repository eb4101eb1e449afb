import { basename, join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { formatDiagnostic, toUtf8 } from '../../src/base/index.ts';
import { describeDifference, parseCaseFile, runCase } from '../../src/cli/test/index.ts';
import { buildEngine, defaultEngineOptions } from '../../src/engine/index.ts';
import { filesOf, rulesetFolder, shippedRuleset } from './load-ruleset.ts';

// The hours of the cases are those of this zone.
vi.stubEnv('TZ', 'UTC');

const sources = shippedRuleset();
const cases = filesOf(join(import.meta.dirname, 'optional'), '.case');

describe.each(
  filesOf(join(rulesetFolder, 'optional'), '.xml').map((file) => ({
    file,
    name: basename(file.path, '.xml'),
  })),
)('the optional file $name', ({ file, name }) => {
  const built = buildEngine({ ...sources, rules: [...sources.rules, file] }, defaultEngineOptions);

  it('loads without a remark beside the shipped set', () => {
    expect(built.diagnostics.map(formatDiagnostic)).toEqual([]);
  });

  it('does what its cases say', () => {
    const text = toUtf8(cases.find(({ path }) => basename(path, '.case') === name)?.text ?? '');
    const parsed = parseCaseFile(text, `${name}.case`);
    expect(parsed.problems).toEqual([]);
    expect(parsed.cases.length).toBeGreaterThan(0);
    for (const ruleCase of parsed.cases) {
      const { engine } = buildEngine(
        { ...sources, rules: [...sources.rules, file] },
        defaultEngineOptions,
      );
      if (engine === undefined) throw new Error('it does not load');
      expect(runCase(engine, ruleCase).failures.map(describeDifference)).toEqual([]);
    }
  });
});
