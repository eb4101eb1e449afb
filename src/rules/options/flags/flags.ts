import { nearest } from '../../../base/index.ts';
import type { RuleFlag } from '../../draft.ts';
import type { RuleOption } from '../../option.ts';
import { checkAttributes } from '../../option.ts';

const known: readonly RuleFlag[] = [
  'alert_by_email',
  'no_email_alert',
  'log_alert',
  'no_log',
  'no_ar',
];

/** Each flag's opposite: the later one of the two holds. */
const opposites: Partial<Record<RuleFlag, RuleFlag>> = {
  alert_by_email: 'no_email_alert',
  no_email_alert: 'alert_by_email',
  log_alert: 'no_log',
  no_log: 'log_alert',
};

export const options: RuleOption = {
  summary: `Flags: ${known.join(', ')}.`,
  elements: ['options'],
  read(elements, draft, report) {
    for (const element of elements) {
      checkAttributes(element, [], report);
      const flag = known.find((one) => one === element.content);
      if (flag === undefined) {
        const close = nearest(element.content, known);
        const hint = close === undefined ? '' : `, did you mean ${close}?`;
        report('RULE_FLAG_UNKNOWN', element.contentAt, `unknown option ${element.content}${hint}`);
        continue;
      }
      const opposite = opposites[flag];
      if (opposite !== undefined) draft.flags.delete(opposite);
      draft.flags.add(flag);
    }
  },
};
