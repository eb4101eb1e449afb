import { phases } from '../../draft.ts';
import type { RuleOption } from '../../option.ts';
import { checkAttributes, joined } from '../../option.ts';

const names = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
const working = [1, 2, 3, 4, 5];

/** Reads a list of day names; answers undefined when a word is none. Sunday is 0. */
export function parseWeekdays(text: string): ReadonlySet<number> | undefined {
  const days = new Set<number>();
  const words = text
    .toLowerCase()
    .split(/[ ,]+/)
    .filter((word) => word !== '');
  for (const word of words) {
    const day = names.findIndex((name) => word === name || word === name.slice(0, 3));
    const group = word === 'weekdays' ? working : word === 'weekends' ? [0, 6] : [day];
    if (group.includes(-1)) return undefined;
    for (const one of group) days.add(one);
  }
  return days.size === 0 ? undefined : days;
}

export const weekday: RuleOption = {
  summary: 'Days of receipt: names, three-letter names, "weekdays" or "weekends".',
  elements: ['weekday'],
  read(elements, draft, report) {
    const element = joined(elements, 'weekday');
    if (element === undefined) return;
    checkAttributes(element, [], report);
    const days = parseWeekdays(element.content);
    if (days === undefined) {
      report('RULE_WEEKDAY_BAD', element.contentAt, `"${element.content}" is no list of days`);
      return;
    }
    draft.conditions.set('weekday', {
      key: 'weekday',
      phase: phases.weekday,
      fixed: false,
      family: 'extra',
      replaceable: true,
      test: (event) => days.has(new Date(event.timeMs).getDay()),
    });
  },
};
