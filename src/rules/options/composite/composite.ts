import type { Dialect, Pattern } from '../../../pattern/index.ts';
import { compilePattern } from '../../../pattern/index.ts';
import type { XmlElement } from '../../../xml/index.ts';
import { sameName } from '../../../xml/index.ts';
import type { ComparedField, Report, RuleDraft, Sited } from '../../draft.ts';
import { wazuhComparison, wazuhComparisons } from './wazuh-comparisons.ts';
import type { RuleOption } from '../../option.ts';
import { checkAttributes, joined, parseCount } from '../../option.ts';

export const ifMatchedSid: RuleOption = {
  summary: 'Composite: counts earlier events whose final rule was this id.',
  elements: ['if_matched_sid'],
  read(elements, draft, report) {
    const element = elements.at(-1);
    if (element === undefined) return;
    for (const one of elements) checkAttributes(one, [], report);
    const value = parseCount(element.content);
    if (value === undefined) {
      const message = `if_matched_sid takes one rule id, not "${element.content}"`;
      report('RULE_ID_BAD', element.contentAt, message);
    } else {
      draft.matchedSid = { value, at: element.contentAt };
    }
  },
};

function pattern(
  elements: readonly XmlElement[],
  name: string,
  dialect: Dialect,
  report: Report,
): Sited<Pattern> | undefined {
  const element = joined(elements, name);
  if (element === undefined) return undefined;
  checkAttributes(element, [], report);
  const result = compilePattern(dialect, element.content);
  if (result.ok) return { value: result.pattern, at: element.contentAt };
  report('RULE_PATTERN_BAD', element.contentAt, `<${name}>: ${result.problem.reason}`);
  return undefined;
}

export const ifMatchedGroup: RuleOption = {
  summary: 'Composite: counts earlier events of rules whose groups match.',
  elements: ['if_matched_group'],
  read(elements, draft, report) {
    draft.matchedGroup = pattern(elements, 'if_matched_group', 'osmatch', report);
  },
};

export const ifMatchedRegex: RuleOption = {
  summary: 'Composite: counts earlier alerting events whose log matches.',
  elements: ['if_matched_regex'],
  read(elements, draft, report) {
    draft.matchedRegex = pattern(elements, 'if_matched_regex', 'osregex', report);
  },
};

const same: Readonly<Record<string, ComparedField>> = {
  same_source_ip: 'srcip',
  same_src_port: 'srcport',
  same_dst_port: 'dstport',
  same_user: 'dstuser',
  same_location: 'hostname',
  same_id: 'id',
};

const different: Readonly<Record<string, ComparedField | 'none'>> = {
  different_url: 'url',
  different_srcgeoip: 'srcgeoip',
  // Accepted without effect, as in the reference: rules that use it count every event.
  different_srcip: 'none',
};

/** These only take back a `same_*` that stands before them. */
const clearing: Readonly<Record<string, ComparedField>> = {
  not_same_source_ip: 'srcip',
  not_same_user: 'dstuser',
  not_same_id: 'id',
  not_same_agent: 'hostname',
};

function lookUp<T>(table: Readonly<Record<string, T>>, name: string): T | undefined {
  const key = Object.keys(table).find((one) => sameName(one, name));
  return key === undefined ? undefined : table[key];
}

const ofOssec = [...Object.keys(same), ...Object.keys(different), ...Object.keys(clearing)];

export const comparisons: RuleOption = {
  summary: 'Composite: which fields of the earlier events must be equal, or differ.',
  elements: ofOssec,
  exact: ['same_id', 'different_url', 'different_srcip', 'different_srcgeoip', 'not_same_id'],
  read(elements, draft, report) {
    for (const element of elements) {
      checkAttributes(element, [], report);
      if (draft.dialect === 'wazuh') compareAsWazuh(element, draft, report);
      else compareAsOssec(element, draft);
    }
  },
};

function compareAsOssec(element: XmlElement, draft: RuleDraft): void {
  const equal = lookUp(same, element.name);
  const unequal = lookUp(different, element.name);
  const cleared = lookUp(clearing, element.name);
  if (equal !== undefined) draft.same.add(equal);
  if (unequal !== undefined && unequal !== 'none') draft.different.add(unequal);
  if (equal !== undefined || unequal !== undefined) draft.comparesEvents = true;
  if (cleared !== undefined) draft.same.delete(cleared);
}

function compareAsWazuh(element: XmlElement, draft: RuleDraft, report: Report): void {
  const found = wazuhComparison(element.name);
  if (found === undefined) return;
  draft.comparesEvents = true;
  if (found.field === 'agent') {
    // Composites count events of one agent unless they ask for all of them.
    if (found.how === 'different') draft.globalFrequency = true;
    return;
  }
  const field = found.field === 'dynamic' ? dynamicName(element, report) : found.field;
  if (field !== undefined) draft[found.how].add(field);
}

function dynamicName(element: XmlElement, report: Report): ComparedField | undefined {
  const name = element.content.trim();
  if (name !== '') return `$${name}`;
  report('RULE_FIELD_NAME', element.contentAt, `<${element.name}> names no field`);
  return undefined;
}

const moreOfWazuh = wazuhComparisons.filter((name) => !ofOssec.includes(name));

export const moreComparisons: RuleOption = {
  summary: 'Wazuh dialect: the same for all fields; a `_field` element names a dynamic one.',
  elements: moreOfWazuh,
  read(elements, draft, report) {
    for (const element of elements) {
      checkAttributes(element, [], report);
      if (draft.dialect === 'wazuh') compareAsWazuh(element, draft, report);
      else report('RULE_ELEMENT_DIALECT', element.at, ofOtherDialect(element));
    }
  },
};

export const globalFrequency: RuleOption = {
  summary: 'Wazuh dialect: the composite counts events of all agents together.',
  elements: ['global_frequency'],
  read(elements, draft, report) {
    for (const element of elements) {
      checkAttributes(element, [], report);
      if (draft.dialect === 'ossec')
        report('RULE_ELEMENT_DIALECT', element.at, ofOtherDialect(element));
      draft.globalFrequency = true;
    }
  },
};

function ofOtherDialect({ name }: XmlElement): string {
  return `<${name}> belongs to the Wazuh dialect, and this file is of OSSEC's`;
}
