import { singleLineFramer } from '../single-line.ts';
import type { Framer, FramerFactory, LineFormat } from '../format.ts';

const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');
/** TAI counts from 1970 with the leap seconds that had passed then. */
const TAI_OFFSET = 2n ** 62n + 10n;

/** Name of the service: the folder that holds `current`. */
function serviceOf(path: string): string {
  return /\/(?<name>[^/]+)\/current$/.exec(path)?.groups?.['name'] ?? 'multilog';
}

function syslogDate(label: string): string {
  const seconds = Number(BigInt(`0x${label.slice(0, 16)}`) - TAI_OFFSET);
  const date = new Date(seconds * 1000);
  if (Number.isNaN(date.getTime())) return 'Jan  1 00:00:00';
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = String(date.getDate()).padStart(2, ' ');
  const clock = [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':');
  return `${months[date.getMonth()]} ${day} ${clock}`;
}

function hasSyslogDate(text: string): boolean {
  return /^[A-Za-z]{3} [ \d]\d \d\d:\d\d:\d\d /.test(text);
}

const framer: FramerFactory = (sink, context): Framer => {
  const service = serviceOf(context.path);
  const lines = singleLineFramer('a', (line) => {
    if (line === '') return undefined;
    if (!/^@[0-9a-f]{24} /i.test(line)) return line;
    const text = line.slice(26);
    if (hasSyslogDate(text)) return text.slice(16);
    return `${syslogDate(line.slice(1, 25))} ${context.hostname} ${service}: ${text}`;
  });
  return lines(sink, context);
};

export const djbMultilog: LineFormat = {
  kind: 'lines',
  summary: 'One record per line of a `NAME/current` file, with a syslog header for its TAI label.',
  prepare: (option) => (option === '' ? framer : undefined),
};
