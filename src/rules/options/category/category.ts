import { nearest } from '../../../base/index.ts';
import type { DecoderType } from '../../../event/index.ts';
import type { RuleOption } from '../../option.ts';
import { checkAttributes } from '../../option.ts';

const known: readonly DecoderType[] = [
  'firewall',
  'ids',
  'syslog',
  'web-log',
  'squid',
  'windows',
  'ossec',
];

export const category: RuleOption = {
  summary: `The kind of decoder whose events the rule sees: ${known.join(', ')}.`,
  elements: ['category'],
  read(elements, draft, report) {
    for (const element of elements) {
      checkAttributes(element, [], report);
      const found = known.find((one) => one === element.content);
      if (found === undefined) {
        const close = nearest(element.content, known);
        const hint = close === undefined ? '' : `, did you mean ${close}?`;
        const message = `unknown category ${element.content}${hint}`;
        report('RULE_CATEGORY_UNKNOWN', element.contentAt, message);
      } else {
        draft.category = found;
      }
    }
  },
};
