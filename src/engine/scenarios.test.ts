import { describe, expect, it } from 'vitest';
import { hasShared, sharedJson, whyNoShared } from '../../tests/support/shared.ts';
import { fromUtf8, hasErrors, toUtf8 } from '../base/index.ts';
import type { EngineOptions } from './index.ts';
import { buildEngine, defaultEngineOptions } from './index.ts';

interface Expected {
  readonly decoder: string | null;
  readonly fields: Readonly<Record<string, string>>;
  readonly rule: number | null;
  readonly level: number | null;
  readonly alert: boolean;
}

interface Scenario {
  readonly name: string;
  readonly rules?: string;
  readonly decoders?: string;
  readonly lists?: Readonly<Record<string, string>>;
  readonly events?: readonly (string | number)[];
  readonly expected?: readonly Expected[];
  readonly load_error?: boolean;
}

const roots = ['syslog', 'firewall', 'ids', 'web-log', 'squid', 'windows', 'ossec']
  .map(
    (category, i) =>
      `<rule id="${i + 1}" level="0" noalert="1"><category>${category}</category>` +
      `<description>root</description></rule>`,
  )
  .join('');
const rootGroup = `<group name="roots,">${roots}</group>`;
const neverDecoders =
  '<decoder name="never1"><program_name>^never-ever$</program_name></decoder>' +
  '<decoder name="never2"><prematch>^never ever \\d+ </prematch></decoder>';

function scenarios(): readonly Scenario[] {
  if (!hasShared) return [];
  const all = sharedJson('spec/vectors/scenarios.json') as { scenarios: readonly Scenario[] };
  return all.scenarios;
}

/** Where the specification asks for better than the reference: the answer of a sane engine. */
const fixed: ReadonlyMap<string, readonly number[]> = new Map([
  ['three lists in one rule: only the last two are tested', [200, 200]],
]);

function build(scenario: Scenario, options: Partial<EngineOptions>) {
  const lists = Object.entries(scenario.lists ?? {});
  return buildEngine(
    {
      decoders: [
        { path: 'never.xml', text: neverDecoders },
        { path: 'decoder.xml', text: fromUtf8(scenario.decoders ?? '') },
      ],
      rules: [
        { path: 'roots.xml', text: rootGroup },
        { path: 'rules.xml', text: fromUtf8(scenario.rules ?? '') },
      ],
      lists: lists.map(([path, text]) => ({ path, text: fromUtf8(text) })),
    },
    { ...defaultEngineOptions, mode: 'tester', ...options },
  );
}

function replay(scenario: Scenario, options: Partial<EngineOptions>): readonly Expected[] {
  const { engine, diagnostics } = build(scenario, options);
  expect(diagnostics).toEqual([]);
  let timeMs = new Date(2026, 10, 24, 4, 0, 0).getTime();
  const answers: Expected[] = [];
  for (const line of scenario.events ?? []) {
    if (typeof line === 'number') {
      timeMs += line * 1000;
      continue;
    }
    if (line.length < 2) continue;
    const assignments: { label: string; value: string }[] = [];
    const record = { queue: '1', location: 'stdin', text: fromUtf8(line), timeMs };
    const trace = { assignments, rules: undefined };
    const verdict = engine?.process({ ...record, origin: undefined }, trace);
    answers.push({
      decoder: verdict?.event.decoder ?? null,
      // The vectors were read from printed lines, where a label with a newline does not show.
      fields: Object.fromEntries(
        assignments
          .filter((one) => !one.label.includes('\n'))
          .map((one) => [one.label, toUtf8(one.value)]),
      ),
      rule: verdict?.rule?.id ?? null,
      level: verdict?.rule?.level ?? null,
      alert: verdict?.alert ?? false,
    });
  }
  return answers;
}

describe.skipIf(!hasShared)(`scenarios of the reference (skipped when ${whyNoShared})`, () => {
  it.each(scenarios())('$name', (scenario) => {
    if (scenario.load_error === true) {
      expect(hasErrors(build(scenario, {}).diagnostics)).toBe(true);
      return;
    }
    const answers = replay(scenario, { correlation: 'reference' });
    const better = fixed.get(scenario.name);
    if (better === undefined) expect(answers).toEqual(scenario.expected);
    else expect(answers.map((one) => one.rule)).toEqual(better);
  });
});
