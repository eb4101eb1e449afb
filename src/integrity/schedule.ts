import type { SyscheckValues } from '../config/index.ts';

type Times = Pick<SyscheckValues, 'frequencySeconds' | 'scanTime' | 'scanDays' | 'scanOnStart'>;

const dayMs = 24 * 60 * 60 * 1000;

/** When the next scan is due, in milliseconds since the epoch, local time. */
export class Schedule {
  readonly #times: Times;

  constructor(times: Times) {
    this.#times = times;
  }

  first(nowMs: number): number {
    return this.#times.scanOnStart ? nowMs : this.next(nowMs);
  }

  /** `endMs`: when the last scan ended. With a time or days there is at most one scan a day. */
  next(endMs: number): number {
    const { frequencySeconds, scanTime, scanDays } = this.#times;
    if (scanTime === undefined && scanDays === undefined) return endMs + frequencySeconds * 1000;
    for (let ahead = 0; ahead <= 8; ahead++) {
      const day = new Date(endMs + ahead * dayMs);
      const due = new Date(day.getFullYear(), day.getMonth(), day.getDate());
      due.setMinutes(scanTime ?? 0);
      const isWanted = scanDays === undefined || scanDays[due.getDay()] === true;
      if (isWanted && due.getTime() > endMs) return due.getTime();
    }
    return endMs + dayMs;
  }
}
