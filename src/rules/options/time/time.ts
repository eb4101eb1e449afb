import { phases } from '../../draft.ts';
import type { RuleOption } from '../../option.ts';
import { checkAttributes, joined } from '../../option.ts';

/** A daily span in minutes since midnight, both ends inside. */
export interface TimeRange {
  readonly from: number;
  readonly to: number;
  readonly negated: boolean;
}

const grammar =
  /^ *(!?) *(\d{1,2})(?::(\d{2}))? *([ap]m)? *- *(\d{1,2})(?::(\d{2}))? *([ap]m)? *$/i;

function minutes(hour = '', minute = '0', half = ''): number | undefined {
  // `12 am` is noon here as in the reference; rules in the field are written for it.
  const hours = Number(hour) + (half.toLowerCase() === 'pm' && hour !== '12' ? 12 : 0);
  const rest = Number(minute);
  return hours > 23 || rest > 59 ? undefined : hours * 60 + rest;
}

/** Reads `[!] T1 - T2`. A span over midnight is the negation of the rest of the day. */
export function parseTimeRange(text: string): TimeRange | undefined {
  const found = grammar.exec(text);
  if (found === null) return undefined;
  const from = minutes(found[2], found[3], found[4]);
  const to = minutes(found[5], found[6], found[7]);
  if (from === undefined || to === undefined) return undefined;
  if (from > to) return { from: to, to: from, negated: true };
  return { from, to, negated: found[1] === '!' };
}

export const time: RuleOption = {
  summary: 'Time of day of receipt, e.g. "6 pm - 8:30 am" or "!9-17"; local time, inclusive.',
  elements: ['time'],
  read(elements, draft, report) {
    const element = joined(elements, 'time');
    if (element === undefined) return;
    checkAttributes(element, [], report);
    const range = parseTimeRange(element.content);
    if (range === undefined) {
      const message = `"${element.content}" is no time range such as "6 pm - 8:30 am"`;
      report('RULE_TIME_BAD', element.contentAt, message);
      return;
    }
    draft.conditions.set('time', {
      key: 'time',
      phase: phases.time,
      fixed: false,
      family: 'extra',
      replaceable: true,
      test(event) {
        const date = new Date(event.timeMs);
        const now = date.getHours() * 60 + date.getMinutes();
        return (now >= range.from && now <= range.to) !== range.negated;
      },
    });
  },
};
