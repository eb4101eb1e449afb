import type { Event } from '../../../event/index.ts';
import type { XmlElement } from '../../../xml/index.ts';
import { attribute, sameName } from '../../../xml/index.ts';
import type { Report, RuleDraft } from '../../draft.ts';
import { phases } from '../../draft.ts';
import type { RuleOption } from '../../option.ts';
import type { TypedPattern } from '../../typed-pattern.ts';
import { patternAttributes, typedPattern } from '../../typed-pattern.ts';

interface FieldTest extends TypedPattern {
  readonly name: string;
}

/** Fields that have elements of their own: rules of the Wazuh dialect must use these. */
const staticNames = new Set(
  (
    'srcip dstip srcgeoip dstgeoip srcport dstport user srcuser dstuser url id data extra_data ' +
    'status protocol system_name action'
  ).split(' '),
);

function valueOf(event: Event, name: string): string | undefined {
  const { dynamic } = event;
  if (dynamic === undefined) return undefined;
  const exact = dynamic.get(name);
  if (exact !== undefined || event.decoderFacts?.exactNames === true) return exact;
  for (const [key, value] of dynamic) if (sameName(key, name)) return value;
  return undefined;
}

const plain = { language: undefined, negated: false };

function readOssec(element: XmlElement, draft: RuleDraft, report: Report): FieldTest | undefined {
  const [first, second] = element.attributes;
  if (first === undefined || !sameName(first.name, 'name') || second !== undefined) {
    const at = second?.at ?? element.at;
    report('RULE_FIELD_NAME', at, '<field> takes exactly the attribute name in this dialect');
    return undefined;
  }
  const found = typedPattern(element, 'osregex', plain, draft, report);
  return found && { name: first.value, ...found };
}

function readWazuh(element: XmlElement, draft: RuleDraft, report: Report): FieldTest | undefined {
  const attributes = patternAttributes(element, draft, report, ['name']);
  const name = attribute(element, 'name');
  if (name === undefined || name === '') {
    report('RULE_FIELD_NAME', element.at, '<field> needs the attribute name');
    return undefined;
  }
  if (staticNames.has(name)) {
    report('RULE_FIELD_NAME', element.at, `the field ${name} has an element of its own`);
    return undefined;
  }
  const found = typedPattern(element, 'osregex', attributes, draft, report);
  return found && { name, ...found };
}

export const field: RuleOption = {
  summary: 'An OS_Regex on a dynamic field of the decoder, named by the attribute `name`.',
  elements: ['field'],
  read(elements, draft, report) {
    const readOne = draft.dialect === 'wazuh' ? readWazuh : readOssec;
    const tests = elements
      .map((element) => readOne(element, draft, report))
      .filter((test) => test !== undefined);
    draft.conditions.set('field', {
      key: 'field',
      phase: phases.field,
      fixed: false,
      family: 'plain',
      replaceable: false,
      shows: (event) =>
        tests.map(({ name }) => `${name}=${valueOf(event, name) ?? '(unset)'}`).join(' '),
      test(event) {
        for (const { name, pattern, negated } of tests) {
          const value = valueOf(event, name);
          if (value === undefined || pattern.test(value, event.ascii) === negated) return false;
        }
        return true;
      },
    });
  },
};
