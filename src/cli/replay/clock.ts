import { UsageError } from '../contract.ts';
import { claimedTime } from './log-clock.ts';

/** Gives the time at which a record counts as received, milliseconds since the epoch. */
export type RecordClock = (text: string) => number;

/** Reads `--clock`: `log`, `receipt` or `fixed:EPOCH`. */
export function recordClock(option: string, now: () => number): RecordClock {
  if (option === 'receipt') return now;
  if (option === 'log') {
    let last = now();
    return (text) => {
      last = claimedTime(text, now()) ?? last;
      return last;
    };
  }
  const fixed = /^fixed:(\d{1,11})$/.exec(option);
  if (fixed === null) {
    throw new UsageError(`--clock is log, receipt or fixed:EPOCH, not ${JSON.stringify(option)}`);
  }
  const timeMs = Number(fixed[1]) * 1000;
  return () => timeMs;
}
