import { describe, expect, it } from 'vitest';
import { buildEngine, defaultEngineOptions } from '../../src/engine/index.ts';
import { shippedRuleset } from './load-ruleset.ts';

const denied =
  '%ASA-4-106023: Deny tcp src outside:192.0.2.1/4242 dst inside:198.51.100.1/23 by access-group "x"';

/** The rule and the action that a denied packet comes to. */
function verdictOn(text: string, logFirewall: boolean) {
  const { engine } = buildEngine(shippedRuleset(), { ...defaultEngineOptions, logFirewall });
  const verdict = engine?.process({
    queue: '1',
    location: 'fw',
    text,
    timeMs: 1_767_607_200_000,
    origin: undefined,
  });
  return [verdict?.rule?.id, verdict?.rule?.level, verdict?.event.action];
}

describe('a packet that a firewall denied', () => {
  it('counts as dropped while the firewall log is written', () => {
    expect(verdictOn(denied, true)).toEqual([4101, 5, 'DROP']);
  });

  it('keeps the word of its maker where no firewall log is wanted', () => {
    expect(verdictOn(denied, false)).toEqual([4102, 5, 'Deny']);
  });
});
