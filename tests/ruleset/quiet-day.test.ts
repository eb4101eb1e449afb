import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fromUtf8 } from '../../src/base/index.ts';
import { buildEngine, defaultEngineOptions } from '../../src/engine/index.ts';
import { shippedRuleset } from './load-ruleset.ts';

/** From this level on the default configuration sends mail. */
const mailLevel = 7;
const startMs = Date.UTC(2024, 0, 5, 6, 0, 0);

/** Two ordinary days of one machine: the second has nothing that is seen for the first time. */
function twoDays(file: string) {
  const log = readFileSync(join(import.meta.dirname, file), 'utf8');
  const lines = log.split('\n').filter((line) => line !== '');
  const { engine } = buildEngine(shippedRuleset(), defaultEngineOptions);
  const alerts: { readonly id: number; readonly level: number; readonly line: string }[] = [];
  for (const [index, line] of [...lines, ...lines].entries()) {
    const record = { queue: '1', location: 'day', text: fromUtf8(line), origin: undefined };
    const verdict = engine?.process({ ...record, timeMs: startMs + index * 60_000 });
    if (verdict?.alert === true && verdict.rule !== undefined)
      alerts.push({ id: verdict.rule.id, level: verdict.rule.level, line });
  }
  return { alerts, count: lines.length * 2 };
}

describe('a day on which nothing happens', () => {
  it.each([
    'quiet-day.log',
    'quiet-day-services.log',
    'quiet-day-network.log',
    'quiet-day-more.log',
  ])('sends no mail: %s', (file) => {
    const { alerts } = twoDays(file);

    expect(alerts.filter(({ level }) => level >= mailLevel)).toEqual([]);
  });

  it('leaves four lines of five without an alert', () => {
    const { alerts, count } = twoDays('quiet-day.log');

    expect(alerts.length).toBeGreaterThan(0);
    expect(alerts.length / count).toBeLessThan(0.2);
  });
});
