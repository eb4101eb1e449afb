import { phases } from '../../draft.ts';
import type { RuleOption } from '../../option.ts';
import { checkAttributes, joined } from '../../option.ts';

export const action: RuleOption = {
  summary: 'The exact action of the event, case-sensitive; firewall actions are normalised first.',
  elements: ['action'],
  read(elements, draft, report) {
    const element = joined(elements, 'action');
    if (element === undefined) return;
    checkAttributes(element, [], report);
    const wanted = element.content;
    draft.conditions.set('action', {
      key: 'action',
      phase: phases.action,
      fixed: false,
      family: 'plain',
      replaceable: true,
      test: (event) => event.action === wanted,
    });
  },
};
