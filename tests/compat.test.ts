import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { hasShared, sharedFolder, sharedJson, whyNoShared } from './support/shared.ts';
import { fromUtf8, latin1, toUtf8 } from '../src/base/index.ts';
import { defaultEngineOptions, buildEngine } from '../src/engine/index.ts';
import type { EngineSources, RuleEngine } from '../src/engine/index.ts';
import { inStockOrder } from '../src/server/ruleset/stock-order.ts';

interface Case {
  readonly section: string;
  readonly log: string;
  readonly expect: {
    readonly program: string | null;
    readonly decoder: string | null;
    readonly fields: Readonly<Record<string, string>>;
    readonly rule: number | null;
    readonly level: number | null;
    readonly alert: boolean;
  };
}

const folder = join(sharedFolder, 'compat', 'ossec');

function sources(): EngineSources {
  const read = (path: string) => ({ path, text: latin1(readFileSync(join(folder, path))) });
  const rules = inStockOrder(readdirSync(join(folder, 'rules')));
  return {
    decoders: [read('etc/decoder.xml')],
    rules: rules.map((name) => read(`rules/${name}`)),
    lists: [],
  };
}

function answer(engine: RuleEngine | undefined, log: string): Case['expect'] {
  const assignments: { label: string; value: string }[] = [];
  const timeMs = new Date(2026, 10, 24, 12, 0, 0).getTime();
  const record = { queue: '1', location: 'stdin', text: fromUtf8(log), timeMs, origin: undefined };
  const verdict = engine?.process(record, { assignments, rules: undefined });
  return {
    program: verdict?.event.programName ?? null,
    decoder: verdict?.event.decoder ?? null,
    fields: Object.fromEntries(assignments.map((one) => [one.label, toUtf8(one.value)])),
    rule: verdict?.rule?.id ?? null,
    level: verdict?.rule?.level ?? null,
    alert: verdict?.alert ?? false,
  };
}

describe.skipIf(!hasShared)(`a stock rule set (skipped when ${whyNoShared})`, () => {
  const cases = hasShared ? (sharedJson('compat/ossec/tests.json') as readonly Case[]) : [];
  const loaded = hasShared ? sources() : { decoders: [], rules: [], lists: [] };
  const options = { ...defaultEngineOptions, mode: 'tester' } as const;

  it('loads without a diagnostic', () => {
    expect(buildEngine(loaded, options).diagnostics).toEqual([]);
  });

  const { engine } = hasShared ? buildEngine(loaded, options) : { engine: undefined };
  const fresh = structuredClone(engine?.snapshot());

  it.each(cases)('$section: $log', ({ log, expect: expected }) => {
    if (fresh !== undefined) engine?.restore(structuredClone(fresh));
    // The measured answers hold the printed text for no decoder.
    const decoder = expected.decoder === '(null)' ? null : expected.decoder;
    expect(answer(engine, log)).toEqual({ ...expected, decoder });
  });
});
