import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inStockOrder } from './stock-order.ts';

describe('inStockOrder', () => {
  it.each<[string, readonly string[], readonly string[]]>([
    ['nothing', [], []],
    [
      'known files, whatever order they come in',
      ['sshd_rules.xml', 'ossec_rules.xml', 'rules_config.xml', 'pam_rules.xml'],
      ['rules_config.xml', 'pam_rules.xml', 'sshd_rules.xml', 'ossec_rules.xml'],
    ],
    [
      'others sorted, between the known and the attacks',
      ['z_rules.xml', 'local_rules.xml', 'a_rules.xml', 'attack_rules.xml', 'ossec_rules.xml'],
      ['ossec_rules.xml', 'a_rules.xml', 'z_rules.xml', 'attack_rules.xml', 'local_rules.xml'],
    ],
    [
      'local rules last',
      ['local_rules.xml', 'attack_rules.xml'],
      ['attack_rules.xml', 'local_rules.xml'],
    ],
    [
      'no policy: that is asked for by name',
      ['policy_rules.xml', 'web_rules.xml'],
      ['web_rules.xml'],
    ],
    [
      'names in another case are other files',
      ['PAM_rules.xml', 'web_rules.xml'],
      ['web_rules.xml', 'PAM_rules.xml'],
    ],
  ])('%s', (_, names, expected) => {
    expect(inStockOrder(names)).toEqual(expected);
  });

  it('keeps every name once, in an order that does not depend on theirs', () => {
    const name = fc.constantFrom(
      'a.xml',
      'b.xml',
      'sshd_rules.xml',
      'web_rules.xml',
      'local_rules.xml',
    );
    fc.assert(
      fc.property(fc.uniqueArray(name), (names) => {
        const ordered = inStockOrder(names);
        expect([...ordered].sort()).toEqual([...names].sort());
        expect(inStockOrder(names.toReversed())).toEqual(ordered);
      }),
    );
  });
});
