import type { StatisticsLimits } from './averages.ts';
import { alertsADayMax, learned, usualMost } from './averages.ts';
import type { CalendarHour } from './calendar.ts';
import { calendarHour, leaves } from './calendar.ts';
import type { FiredRule, HourCounts } from './totals.ts';
import { dayLines, hourLines, noCounts } from './totals.ts';

const weekdayNames = [
  'Sunday',
  'Monday',
  'Tuesday',
  'Wednesday',
  'Thursday',
  'Friday',
  'Saturday',
] as const;
const hours = 24;

/** Averages of the hours of a day, and behind them the number of days they were learned from. */
export type Averages = readonly number[];

/** The lines written for a day. */
export interface DayReport {
  /** `2026-11-26` */
  readonly day: string;
  readonly text: string;
}

/** Everything that is counted and learned, in a shape that can be cloned. */
export interface StatisticsState {
  readonly hourly: Averages;
  /** By day of the week, Sunday first. */
  readonly weekly: readonly Averages[];
  readonly current: CalendarHour | undefined;
  readonly counts: readonly number[];
  readonly inHour: HourCounts;
  readonly alertsToday: number;
  readonly alertedInHour: boolean;
  /** Of the day under way, and of the one before it. */
  readonly reports: readonly DayReport[];
}

function zeros(): number[] {
  return Array.from({ length: hours + 1 }, () => 0);
}

/**
 * Counts events by hour, learns what is usual for an hour of the day and of the week, and says when
 * there are many more. Pure: hours pass with the times of the events.
 */
export class Statistics {
  readonly #limits: StatisticsLimits;
  #hourly = zeros();
  #weekly = weekdayNames.map(zeros);
  #current: CalendarHour | undefined;
  #counts = zeros();
  #inHour = noCounts();
  #alertsToday = 0;
  #alertedInHour = false;
  #reports: DayReport[] = [];
  /** Rises with each change of what `state` says about averages and reports. */
  revision = 0;

  constructor(limits: StatisticsLimits) {
    this.#limits = limits;
  }

  /**
   * To be called before an event is counted: tells whether another hour begins with it, and then
   * closes the one before. `fired` are the rules that won events in it.
   */
  passTo(timeMs: number, fired: () => readonly FiredRule[]): boolean {
    const before = this.#current;
    if (before !== undefined && !leaves(before, timeMs)) return false;
    const next = calendarHour(timeMs);
    this.#current = next;
    if (before === undefined) return false;
    this.#report(before.day, hourLines(before.hour, this.#inHour, fired()));
    this.#inHour = noCounts();
    this.#alertedInHour = false;
    if (next.day !== before.day) this.#closeDay(before);
    this.revision++;
    return true;
  }

  /** Counts an event; answers the text of an alert when there are unusually many. */
  count(): string | undefined {
    const { hour = 0, weekday = 0 } = this.#current ?? {};
    this.#inHour.events++;
    const count = (this.#counts[hour] ?? 0) + 1;
    this.#counts[hour] = count;
    const days = this.#hourly[hours] ?? 0;
    if (days <= 2 || this.#alertedInHour || this.#alertsToday >= alertsADayMax) return undefined;
    const text =
      this.#excess(this.#hourly, hour, count, '') ??
      this.#excess(this.#weekly[weekday] ?? [], hour, count, ` on ${weekdayNames[weekday] ?? ''}`);
    if (text === undefined) return undefined;
    this.#alertedInHour = true;
    this.#alertsToday++;
    return text;
  }

  countMatch(): void {
    this.#inHour.matches++;
  }

  countIntegrity(): void {
    this.#inHour.integrity++;
  }

  countFirewall(): void {
    this.#inHour.firewall++;
  }

  #excess(averages: Averages, hour: number, count: number, day: string): string | undefined {
    const average = averages[hour] ?? 0;
    if ((averages[hours] ?? 0) <= 2) return undefined;
    if (count <= average || count <= usualMost(average, this.#limits)) return undefined;
    const between = `between ${hour}:00 and ${hour + 1}:00${day}`;
    return `The average number of logs ${between} is ${average}. We reached ${count}.`;
  }

  #closeDay({ day, weekday }: CalendarHour): void {
    const counts = this.#counts.slice(0, hours);
    this.#report(day, dayLines(counts));
    this.#hourly = this.#learn(this.#hourly, counts);
    const ofDay = this.#weekly[weekday];
    if (ofDay !== undefined) this.#weekly[weekday] = this.#learn(ofDay, counts);
    this.#counts = zeros();
    this.#alertsToday = 0;
  }

  #learn(averages: Averages, counts: readonly number[]): number[] {
    const days = averages[hours] ?? 0;
    const fresh = counts.map((count, hour) =>
      learned(count, averages[hour] ?? 0, days, this.#alertsToday),
    );
    return [...fresh, days + 1];
  }

  #report(day: string, text: string): void {
    const last = this.#reports.at(-1);
    if (last?.day === day)
      this.#reports[this.#reports.length - 1] = { day, text: last.text + text };
    else this.#reports = [...this.#reports.slice(-1), { day, text }];
  }

  /** Takes over averages that were learned elsewhere. */
  learnFrom(hourly: Averages, weekly: readonly Averages[]): void {
    this.#hourly = zeros().map((_, hour) => hourly[hour] ?? 0);
    this.#weekly = weekdayNames.map((_, day) => zeros().map((_, hour) => weekly[day]?.[hour] ?? 0));
    this.revision++;
  }

  snapshot(): StatisticsState {
    return {
      hourly: this.#hourly,
      weekly: this.#weekly,
      current: this.#current,
      counts: this.#counts,
      inHour: this.#inHour,
      alertsToday: this.#alertsToday,
      alertedInHour: this.#alertedInHour,
      reports: this.#reports,
    };
  }

  restore(state: StatisticsState): void {
    this.#hourly = [...state.hourly];
    this.#weekly = state.weekly.map((one) => [...one]);
    this.#current = state.current;
    this.#counts = [...state.counts];
    this.#inHour = { ...state.inHour };
    this.#alertsToday = state.alertsToday;
    this.#alertedInHour = state.alertedInHour;
    this.#reports = [...state.reports];
    this.revision++;
  }
}
