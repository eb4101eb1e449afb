import { toUtf8 } from '../../base/index.ts';
import type { RuleFacts, Verdict } from '../../event/index.ts';
import { formatAlertRecord } from '../../outputs/index.ts';

/** One field as a decoder assigned it. */
export interface Assigned {
  readonly label: string;
  readonly value: string;
}

/** What is printed of each record; answers '' for nothing. */
export interface Report {
  readonly wantsFields: boolean;
  line(n: number, verdict: Verdict | undefined, fields: readonly Assigned[]): string;
  /** What is printed at the end. */
  end(): string;
}

function text(bytes: string | undefined): string | null {
  return bytes === undefined ? null : toUtf8(bytes);
}

/** One JSON object a record, in order. */
export function jsonReport(): Report {
  return {
    wantsFields: true,
    line(n, verdict, fields) {
      const event = verdict?.event;
      const answer = {
        n,
        program: text(event?.programName),
        decoder: text(event?.decoder),
        fields: Object.fromEntries(fields.map((one) => [toUtf8(one.label), toUtf8(one.value)])),
        rule: verdict?.rule?.id ?? null,
        level: verdict?.rule?.level ?? null,
        alert: verdict?.alert ?? false,
      };
      return `${JSON.stringify(answer)}\n`;
    },
    end: () => '',
  };
}

/** Alerts as the alert file has them. Bytes go out as they came in. */
export function alertReport(): Report {
  let count = 0;
  return {
    wantsFields: false,
    line(_n, verdict) {
      if (verdict?.alert !== true) return '';
      count++;
      const id = `${Math.floor(verdict.event.timeMs / 1000)}.${count}`;
      return formatAlertRecord(verdict, id);
    },
    end: () => '',
  };
}

interface Counted {
  readonly facts: RuleFacts;
  count: number;
  alerts: number;
}

/** Figures of a whole run. */
export interface RunFigures {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly peakMegabytes: number;
}

/** Counts per rule, most frequent first, and the speed. */
export function summaryReport(figures: () => RunFigures): Report {
  const rules = new Map<number, Counted>();
  let events = 0;
  let alerts = 0;
  return {
    wantsFields: false,
    line(_n, verdict) {
      events++;
      const facts = verdict?.rule;
      if (verdict?.alert === true) alerts++;
      if (facts === undefined) return '';
      const counted = rules.get(facts.id) ?? { facts, count: 0, alerts: 0 };
      counted.count++;
      if (verdict?.alert === true) counted.alerts++;
      rules.set(facts.id, counted);
      return '';
    },
    end: () => summaryText([...rules.values()], { events, alerts }, figures()),
  };
}

function summaryText(
  rules: readonly Counted[],
  totals: { readonly events: number; readonly alerts: number },
  figures: RunFigures,
): string {
  const { events, alerts } = totals;
  const rows = [...rules].sort((a, b) => b.count - a.count || a.facts.id - b.facts.id);
  const matched = rows.reduce((sum, row) => sum + row.count, 0);
  const lines = ['   count   alerts    rule  level  description'];
  for (const { facts, count, alerts: written } of rows) {
    const numbers = [
      String(count).padStart(8),
      String(written).padStart(8),
      String(facts.id).padStart(7),
      String(facts.level).padStart(6),
    ];
    lines.push(`${numbers.join(' ')}  ${facts.description}`);
  }
  lines.push(`${String(events - matched).padStart(8)}        0       -      -  no rule`);
  const rate = figures.seconds > 0 ? Math.round(events / figures.seconds) : events;
  const cpu = events > 0 ? (figures.cpuSeconds * 1e6) / events : 0;
  lines.push(
    '',
    `${events} events, ${alerts} alerts in ${figures.seconds.toFixed(2)} s: ` +
      `${rate} events/s, ${cpu.toFixed(2)} µs of CPU an event, ` +
      `peak memory ${Math.round(figures.peakMegabytes)} MB`,
    '',
  );
  // Descriptions are bytes; the micro sign has to be written as bytes too.
  return lines.join('\n').replace('µ', '\xc2\xb5');
}
