import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readText, root } from '../house/tree.ts';
import { coveragePage, ruleTags } from './coverage.ts';
import { shippedRuleset } from './load-ruleset.ts';

const path = 'docs/ruleset-coverage.md';
const shipped = ruleTags(shippedRuleset().rules);

const text = `<group name="web,">
  <rule id="2" level="5"><match>a</match><description>a</description></rule>
  <rule id="1" level="10">
    <match>b</match>
    <description>b</description>
    <group>attack,pci_dss_6.5,tsc_CC7.2,</group>
    <mitre><id>T1110.001</id><id>T1190</id></mitre>
  </rule>
</group>
<group name="web,">
  <rule id="3" level="6">
    <match>c</match>
    <description>c</description>
    <group>pci_dss_6.5,pci_dss_10.2.4</group>
    <mitre><id>T1190</id></mitre>
  </rule>
</group>`;
const rules = ruleTags([{ path: 'x.xml', text }]);

describe('the page of what the rules cover', () => {
  it('is the one that the rules give', () => {
    const page = coveragePage(shipped);
    if (process.env['UPDATE_REFERENCE'] === '1') writeFileSync(join(root, path), page);
    expect(readText(path)).toBe(page);
  });

  it('names techniques that look like techniques', () => {
    const all = shipped.flatMap(({ techniques }) => techniques);
    expect(all.length).toBeGreaterThan(500);
    expect(all.filter((one) => !/^T\d{4}(?:\.\d{3})?$/.test(one))).toEqual([]);
  });

  it('lists a technique with its rules, levels and a link', () => {
    expect(coveragePage(rules)).toContain(
      '| [T1190](https://attack.mitre.org/techniques/T1190/) | 2 | 6–10 | 1, 3 |\n',
    );
    expect(coveragePage(rules)).toContain('techniques/T1110/001/) | 1 | 10 | 1 |\n');
    expect(coveragePage(rules)).toContain('3 rules, 2 techniques');
  });

  it('lists the requirements of a standard in the order of their numbers', () => {
    expect(coveragePage(rules)).toContain('| 6.5 | 2 | 6–10 | 1, 3 |\n| 10.2.4 | 1 | 6 | 3 |\n');
  });

  it('leaves out a standard that no rule names', () => {
    expect(coveragePage(rules)).toContain('## Trust Services Criteria');
    expect(coveragePage(rules)).not.toContain('GDPR');
  });

  it('shows no more than eight ids', () => {
    const many = Array.from({ length: 9 }, (_, index) => ({
      id: index + 1,
      level: 3,
      techniques: ['T1078'],
      requirements: [],
    }));
    expect(coveragePage(many)).toContain('| 9 | 3 | 1, 2, 3, 4, 5, 6, 7, 8, … |\n');
  });
});

describe('ruleTags', () => {
  it('reads what each rule says about itself', () => {
    expect(rules).toEqual([
      { id: 2, level: 5, techniques: [], requirements: [] },
      {
        id: 1,
        level: 10,
        techniques: ['T1110.001', 'T1190'],
        requirements: ['pci_dss_6.5', 'tsc_CC7.2'],
      },
      { id: 3, level: 6, techniques: ['T1190'], requirements: ['pci_dss_6.5', 'pci_dss_10.2.4'] },
    ]);
  });

  it('finds no rule in a file without any', () => {
    expect(ruleTags([{ path: 'x.xml', text: '<!-- nothing -->' }])).toEqual([]);
  });
});
