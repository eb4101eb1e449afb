/** The parts of one entry of an alert log that its one-line form repeats. */
interface AlertEntry {
  readonly location: string;
  readonly rule: string;
  readonly level: string;
  readonly comment: string;
  readonly srcip: string | undefined;
  readonly user: string | undefined;
  readonly log: string;
}

const dateAndLocation = /^\d{4} \w{3} [ \d]\d \d\d:\d\d:\d\d (?<location>.*)$/s;
const ruleLine = /^Rule: (?<rule>\d+) \(level (?<level>\d+)\) -> '(?<comment>.*)'$/s;
const fieldLine = /^(?<name>Src IP|Src Port|Src Location|Dst IP|Dst Port|Dst Location|User): /;

function parseEntry(lines: readonly string[]): AlertEntry | undefined {
  const location = dateAndLocation.exec(lines[1] ?? '')?.groups?.['location'];
  const { rule, level, comment } = ruleLine.exec(lines[2] ?? '')?.groups ?? {};
  if (location === undefined || rule === undefined) return undefined;
  const fields = new Map<string, string>();
  let next = 3;
  for (; next < lines.length; next++) {
    const line = lines[next] ?? '';
    const name = fieldLine.exec(line)?.groups?.['name'];
    if (name === undefined || fields.has(name)) break;
    fields.set(name, line.slice(name.length + 2));
  }
  return {
    location,
    rule,
    level: level ?? '0',
    comment: comment ?? '',
    srcip: fields.get('Src IP'),
    user: fields.get('User'),
    log: lines.slice(next).join(' '),
  };
}

/** One line for an alert entry of several; undefined for text that is no entry. */
export function alertText(lines: readonly string[]): string | undefined {
  const entry = parseEntry(lines);
  if (entry === undefined) return undefined;
  const { level, rule, comment, location, srcip, user, log } = entry;
  const from = srcip === undefined ? '' : ` srcip: ${srcip};`;
  const who = user === undefined ? '' : ` user: ${user};`;
  return (
    `ossec: Alert Level: ${level}; Rule: ${rule} - ${comment}; ` +
    `Location: ${location};${from}${who}  ${log}`
  );
}
