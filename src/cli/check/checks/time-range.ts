import { childrenNamed } from '../../../xml/index.ts';
import type { Finding } from '../finding.ts';
import { differs } from '../finding.ts';
import type { Check } from '../scope.ts';
import { running, textOf } from '../scope.ts';

const span = /^ *! *(\d{1,2})(?::(\d{2}))? *([ap]m)? *- *(\d{1,2})(?::(\d{2}))? *([ap]m)? *$/i;

/** Times of day that mean something else than they say. */
export const timeRange: Check = ({ rules }) =>
  running(rules).flatMap(({ id, element }) => {
    const text = textOf(element, 'time') ?? '';
    const at = childrenNamed(element, 'time')[0]?.contentAt ?? element.at;
    const found: Finding[] = [];
    const ends = span.exec(text);
    if (ends !== null && minutes(ends.slice(1, 4)) > minutes(ends.slice(4, 7))) {
      const message = `rule ${id}: a span over midnight loses its "!", so "${text.trim()}" holds within the span`;
      found.push(differs('CHECK_TIME_NEGATION_LOST', at, message));
    }
    if (/\b12(?::\d\d)? *am/i.test(text)) {
      const message = `rule ${id}: 12 am is noon, as in OSSEC; midnight is 0:00`;
      found.push(differs('CHECK_TIME_NOON', at, message));
    }
    return found;
  });

function minutes([hour = '', minute = '0', half = '']: readonly (string | undefined)[]): number {
  const isAfternoon = half.toLowerCase() === 'pm' && hour !== '12';
  return (Number(hour) + (isAfternoon ? 12 : 0)) * 60 + Number(minute);
}
