import { nearest } from '../../../base/index.ts';
import type { XmlElement } from '../../../xml/index.ts';
import type { Report, RuleDraft, RuleFlag } from '../../draft.ts';
import type { RuleOption } from '../../option.ts';
import { checkAttributes } from '../../option.ts';

const ofWazuh: readonly RuleFlag[] = ['no_full_log', 'no_counter'];

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
      const names = draft.dialect === 'wazuh' ? [...known, ...ofWazuh] : known;
      // Wazuh's files list several, with commas between them.
      const isWazuh = draft.dialect === 'wazuh';
      const words = isWazuh
        ? element.content.split(',').map((one) => one.trim())
        : [element.content];
      for (const word of words) setFlag(word, names, element, draft, report);
    }
  },
};

function setFlag(
  word: string,
  names: readonly RuleFlag[],
  element: XmlElement,
  draft: RuleDraft,
  report: Report,
): void {
  const flag = names.find((one) => one === word);
  if (flag === undefined) {
    const close = nearest(word, names);
    const hint = close === undefined ? '' : `, did you mean ${close}?`;
    report('RULE_FLAG_UNKNOWN', element.contentAt, `unknown option ${word}${hint}`);
    return;
  }
  const opposite = opposites[flag];
  if (opposite !== undefined) draft.flags.delete(opposite);
  draft.flags.add(flag);
}
