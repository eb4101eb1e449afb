import { mkdir, readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Statistics } from '../engine/index.ts';
import { dayParts } from '../outputs/index.ts';
import { SharedFile } from './state-files.ts';

const hours = 24;
const weekdays = 7;
const hourly = 'stats/hourly-average';
const weekly = 'stats/weekly-average';
/** A day has at most 24 lines a rule; what is larger is no such file. */
const numberMax = 999_999_999;

async function numberIn(path: string): Promise<number> {
  const text = await readFile(path, 'latin1').catch(() => '');
  const found = /^\s*(\d{1,9})\s*$/.exec(text)?.[1];
  return found === undefined ? 0 : Math.min(Number(found), numberMax);
}

function averagesIn(folder: string): Promise<number[]> {
  const names = Array.from({ length: hours + 1 }, (_, hour) => join(folder, String(hour)));
  return Promise.all(names.map(numberIn));
}

/** Takes over the averages in `stats/` of a home, as OSSEC or an earlier run left them. */
export async function learnFromFiles(home: string, into: Statistics | undefined): Promise<void> {
  if (into === undefined) return;
  const days = Array.from({ length: weekdays }, (_, day) => join(home, weekly, String(day)));
  const ofWeek = await Promise.all(days.map(averagesIn));
  const ofDay = await averagesIn(join(home, hourly));
  if ([ofDay, ...ofWeek].some((one) => one.some((value) => value > 0))) {
    into.learnFrom(ofDay, ofWeek);
  }
}

async function isEmptied(folder: string): Promise<boolean> {
  const names = await readdir(folder).catch(() => undefined);
  return names?.length === 0;
}

/**
 * Forgets averages whose files were all taken out of their folder: so clear_stats, and whoever does
 * it by hand, takes effect at the next start although the snapshot knows them still.
 */
export async function forgetCleared(home: string, known: Statistics | undefined): Promise<void> {
  if (known === undefined) return;
  const state = known.snapshot();
  const days = state.weekly.map((_, day) => join(home, weekly, String(day)));
  const ofWeek = await Promise.all(days.map(isEmptied));
  const ofDay = await isEmptied(join(home, hourly));
  if (!ofDay && !ofWeek.includes(true)) return;
  known.learnFrom(
    ofDay ? [] : state.hourly,
    state.weekly.map((one, day) => (ofWeek[day] === true ? [] : one)),
  );
}

/** Path of a day's totals below the home. */
function totalsPath(day: string): string {
  const { year, month, day: date } = dayParts(day);
  return `stats/totals/${year}/${month}/ossec-totals-${date}.log`;
}

/**
 * Writes averages and totals where OSSEC's users look for them. The snapshot holds the truth, so
 * files that a full disk refuses are written later.
 */
export class StatisticsFiles {
  readonly #home: string;
  readonly #files = new Map<string, SharedFile>();
  #of: Statistics | undefined;
  #revision = -1;

  constructor(home: string) {
    this.#home = home;
  }

  /** Writes what changed since the last call. */
  async update(statistics: Statistics | undefined): Promise<void> {
    if (statistics === undefined) return;
    if (statistics === this.#of && statistics.revision === this.#revision) return;
    this.#of = statistics;
    this.#revision = statistics.revision;
    const state = statistics.snapshot();
    await this.#writeAverages(hourly, state.hourly);
    for (const [day, averages] of state.weekly.entries()) {
      await this.#writeAverages(`${weekly}/${day}`, averages);
    }
    for (const { day, text } of state.reports) await this.#write(totalsPath(day), text);
  }

  async #writeAverages(folder: string, averages: readonly number[]): Promise<void> {
    for (const [hour, average] of averages.entries()) {
      if (average > 0) await this.#write(`${folder}/${hour}`, String(average));
    }
  }

  async #write(name: string, text: string): Promise<void> {
    const path = join(this.#home, name);
    let file = this.#files.get(path);
    if (file === undefined) {
      file = new SharedFile(path);
      this.#files.set(path, file);
      await mkdir(dirname(path), { recursive: true, mode: 0o750 }).catch(() => undefined);
    }
    await file.update(text);
  }
}
