import type { WatchedSource } from '../../agent/index.ts';
import type { StatsMessage } from '../../server/index.ts';
import type { ReadyMessage } from '../../supervisor/index.ts';
import { alertJson, alertText, type ConsoleAlert } from './alert-text.ts';
import { paint } from './paint.ts';
import { safeText } from './safe-text.ts';
import type { Screen } from './screen.ts';
import { ShownAlerts } from './shown-alerts.ts';
import { changesText, firstAlertHint, sourcesText } from './sources-text.ts';

export interface ConsoleOptions {
  /** Notes and the status line. */
  readonly notes: Screen;
  /** Alerts; the same screen unless they go to a program. */
  readonly alerts: Screen;
  readonly json: boolean;
  readonly colours: boolean;
  /** Lowest level shown; undefined leaves it to the configuration. */
  readonly level: number | undefined;
  readonly watch: readonly string[];
  /** This home reports to a server, which raises the alerts. */
  readonly isAgent?: boolean;
}

const agentHint = 'This is an agent: alerts appear on its server.';

/** What `tocsin start` shows of the running parts. */
export class Console {
  readonly #options: ConsoleOptions;
  #sources: readonly WatchedSource[] | undefined;
  #stats: StatsMessage | undefined;
  /** Counts go on from run to run; the first ones are those of earlier runs. */
  #earlier = { analysed: 0, alerts: 0 };
  readonly #shownAlerts = new ShownAlerts();
  #shown = 0;
  #level: number;

  constructor(options: ConsoleOptions) {
    this.#options = options;
    this.#level = options.level ?? 0;
  }

  ready({ summary, consoleLevel }: ReadyMessage): void {
    if (summary !== undefined) this.note(summary);
    this.#level = this.#options.level ?? consoleLevel ?? this.#level;
  }

  note(text: string): void {
    this.#options.notes.print(text);
  }

  problem(text: string): void {
    this.note(paint(safeText(text), 'red', this.#options.colours));
  }

  alert(alert: ConsoleAlert): void {
    const { json, colours, alerts } = this.#options;
    if (alert.level < this.#level || !this.#shownAlerts.add(alert.id)) return;
    this.#shown++;
    alerts.print(json ? alertJson(alert) : alertText(alert, colours));
  }

  sources(sources: readonly WatchedSource[]): void {
    const before = this.#sources;
    this.#sources = sources;
    if (before !== undefined) {
      for (const line of changesText(before, sources)) this.note(line);
    } else {
      for (const line of sourcesText(sources)) this.note(line);
      const { watch, isAgent } = this.#options;
      this.note(isAgent === true ? agentHint : firstAlertHint(sources, watch));
      this.note('Ctrl-C stops everything.');
    }
    this.#redraw();
  }

  stats(stats: StatsMessage): void {
    const before = this.#stats;
    this.#stats = stats;
    if (before === undefined) this.#earlier = { analysed: stats.analysed, alerts: stats.alerts };
    if (stats.paused && before?.paused !== true) {
      this.problem('The disk is full: analysis waits for room and goes on by itself.');
    }
    const untold = stats.untold - (before?.untold ?? 0);
    if (untold > 0)
      this.note(`${untold} more alerts at once; logs/alerts/alerts.log has them all.`);
    this.#redraw();
  }

  /** The last line; the status line is gone then. */
  end(ranMs: number): void {
    this.#options.notes.end();
    this.note(this.#summary(ranMs));
  }

  #summary(ranMs: number): string {
    if (this.#options.isAgent === true) return `Stopped after ${duration(ranMs)}.`;
    const { analysed, alerts } = this.#counts();
    const shown = this.#shown === alerts ? '' : ` (${this.#shown} shown)`;
    return `Stopped after ${duration(ranMs)}: ${count(analysed, 'event')}, ${count(alerts, 'alert')}${shown}.`;
  }

  /** Since this start. */
  #counts(): { readonly analysed: number; readonly alerts: number } {
    const { analysed, alerts } = this.#stats ?? this.#earlier;
    return { analysed: analysed - this.#earlier.analysed, alerts: alerts - this.#earlier.alerts };
  }

  #redraw(): void {
    const { eventsPerSecond = 0, gaps = 0, lagBytes = 0 } = this.#stats ?? {};
    const { alerts } = this.#counts();
    const sources = this.#sources ?? [];
    const broken = sources.filter(({ state }) => state === 'unreadable' || state === 'failed');
    const watching = sources.filter(({ state }) => state === 'watching');
    const parts = [
      `${count(Math.round(eventsPerSecond), 'event')}/s`,
      count(alerts, 'alert'),
      count(watching.length, 'source'),
      ...(broken.length === 0 ? [] : [`${broken.length} unreadable`]),
      ...(gaps === 0 ? [] : [count(gaps, 'gap')]),
      ...(lagBytes < 1_000_000 ? [] : [`${Math.round(lagBytes / 1_000_000)} MB waiting`]),
    ];
    this.#options.notes.status(parts.join(' | '));
  }
}

function count(value: number, noun: string): string {
  return `${value} ${noun}${value === 1 ? '' : 's'}`;
}

/** Coarse: seconds below two minutes, minutes below two hours, then hours. */
export function duration(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 120) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 120 ? `${minutes} min` : `${Math.round(minutes / 60)} h`;
}
