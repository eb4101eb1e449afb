import type { XmlElement } from '../../../xml/index.ts';
import type { Report, RuleDraft } from '../../draft.ts';
import { phases } from '../../draft.ts';
import type { RuleOption } from '../../option.ts';
import { joined } from '../../option.ts';
import { patternAttributes, typedPattern } from '../../typed-pattern.ts';

/** Equal to the text, unless the element names a language for it. */
function actionTest(
  element: XmlElement,
  draft: RuleDraft,
  report: Report,
): ((action: string) => boolean) | undefined {
  const attributes = patternAttributes(element, draft, report);
  const { language, negated } = attributes;
  const wanted = element.content;
  if (language === undefined) return (action) => (action === wanted) !== negated;
  const found = typedPattern(element, language, attributes, draft, report);
  return found && ((action) => found.pattern.test(action, false) !== found.negated);
}

export const action: RuleOption = {
  summary: 'The exact action of the event, case-sensitive; firewall actions are normalised first.',
  elements: ['action'],
  read(elements, draft, report) {
    const element = joined(elements, 'action');
    if (element === undefined) return;
    const test = actionTest(element, draft, report);
    if (test === undefined) return;
    draft.conditions.set('action', {
      key: 'action',
      phase: phases.action,
      fixed: false,
      family: 'plain',
      replaceable: true,
      test: ({ action }) => action !== undefined && test(action),
      shows: ({ action }) => action,
    });
  },
};
