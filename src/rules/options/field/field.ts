import type { Event } from '../../../event/index.ts';
import type { Pattern } from '../../../pattern/index.ts';
import { compilePattern } from '../../../pattern/index.ts';
import { sameName } from '../../../xml/index.ts';
import { phases } from '../../draft.ts';
import type { RuleOption } from '../../option.ts';

interface FieldTest {
  readonly name: string;
  readonly pattern: Pattern;
}

function valueOf(event: Event, name: string): string | undefined {
  const { dynamic } = event;
  if (dynamic === undefined) return undefined;
  const exact = dynamic.get(name);
  if (exact !== undefined) return exact;
  for (const [key, value] of dynamic) if (sameName(key, name)) return value;
  return undefined;
}

export const field: RuleOption = {
  summary: 'An OS_Regex on a dynamic field of the decoder, named by the attribute `name`.',
  elements: ['field'],
  read(elements, draft, report) {
    const tests: FieldTest[] = [];
    for (const element of elements) {
      const [first, second] = element.attributes;
      if (first === undefined || !sameName(first.name, 'name') || second !== undefined) {
        const at = second?.at ?? element.at;
        report('RULE_FIELD_NAME', at, '<field> takes exactly the attribute name in this dialect');
        continue;
      }
      const result = compilePattern('osregex', element.content);
      if (result.ok) tests.push({ name: first.value, pattern: result.pattern });
      else report('RULE_PATTERN_BAD', element.contentAt, `<field>: ${result.problem.reason}`);
    }
    draft.conditions.set('field', {
      key: 'field',
      phase: phases.field,
      fixed: false,
      family: 'plain',
      replaceable: false,
      test(event) {
        for (const { name, pattern } of tests) {
          const value = valueOf(event, name);
          if (value === undefined || !pattern.test(value, event.ascii)) return false;
        }
        return true;
      },
    });
  },
};
