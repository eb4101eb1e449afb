import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { latin1 } from '../src/base/index.ts';
import type { EngineOptions, EngineSources } from '../src/engine/index.ts';
import { buildEngine, defaultEngineOptions } from '../src/engine/index.ts';
import { inStockOrder } from '../src/server/ruleset/stock-order.ts';
import { hasShared, sharedFolder, whyNoShared } from './support/shared.ts';
import { shippedRuleset } from './ruleset/load-ruleset.ts';

function stock(): EngineSources {
  const folder = join(sharedFolder, 'compat', 'ossec');
  const read = (path: string) => ({ path, text: latin1(readFileSync(join(folder, path))) });
  const rules = inStockOrder(readdirSync(join(folder, 'rules'))).map((name) =>
    read(`rules/${name}`),
  );
  return { decoders: [read('etc/decoder.xml')], rules, lists: [] };
}

/**
 * How many of the attackers were told as guessing passwords: rule 5712, or in our set sometimes a
 * rule about the account that all of them try, when that is due at the same event.
 */
function attack(sources: EngineSources, attackers: number, more: Partial<EngineOptions> = {}) {
  const { engine } = buildEngine(sources, { ...defaultEngineOptions, ...more });
  if (engine === undefined) throw new Error('the rules do not load');
  const alarmed = new Set<string>();
  let n = 0;
  for (let round = 0; round < 20; round++) {
    for (let attacker = 0; attacker < attackers; attacker++) {
      const address = `10.${attacker >> 16}.${(attacker >> 8) & 255}.${attacker & 255}`;
      const text =
        `Nov 24 10:00:00 web sshd[${n++}]: Failed password for invalid user x from ${address} ` +
        `port ${1024 + (n % 60_000)} ssh2`;
      const timeMs = 1_764_000_000_000 + Math.floor(n / attackers) * 1000;
      const record = { queue: '1', location: '/var/log/auth.log', text, timeMs, origin: undefined };
      const verdict = engine.process(record);
      const isGuessing = (verdict?.rule?.frequency ?? 0) > 0;
      if (isGuessing) alarmed.add(verdict?.event.srcip ?? '');
    }
  }
  return { alarmed: alarmed.size, counters: engine.counters() };
}

const ours = 'the shipped rule set';
const sets: readonly (readonly [string, () => EngineSources, boolean])[] = [
  [ours, shippedRuleset, true],
  [`a stock rule set (skipped when ${whyNoShared})`, stock, hasShared],
];

describe.each(sets)('attackers that take turns, with %s', (name, sources, there) => {
  it.skipIf(!there)('are each found, 60 with 20 tries', () => {
    expect(attack(sources(), 60).alarmed).toBe(60);
  });

  it.skipIf(!there)('hide each other where OSSEC counts', () => {
    expect(attack(sources(), 60, { correlation: 'reference' }).alarmed).toBeLessThan(60);
  });

  it.skipIf(!there)('are each found within the bound of memory, 10,000 with 20 tries', () => {
    const { alarmed, counters } = attack(sources(), 10_000);

    // Our set also counts tries for one account: an event that this took part in counts no more.
    expect(alarmed).toBeGreaterThan(name === ours ? 9000 : 9999);
    expect(counters).toMatchObject({ correlation_evicted: 0 });
    expect(counters['correlation_kept']).toBeLessThanOrEqual(defaultEngineOptions.exactEventsMax);
  });

  it.skipIf(!there)('beyond the bound are forgotten, and counted', () => {
    const { counters } = attack(sources(), 3000, { exactEventsMax: 5000 });

    expect(counters['correlation_kept']).toBeLessThanOrEqual(5000);
    expect(counters['correlation_evicted']).toBeGreaterThan(0);
  });
});
