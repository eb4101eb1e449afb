import { readFileSync } from 'node:fs';

/** Ticks a second of the kernel's counters, on every Linux that Node runs on. */
const ticksPerSecond = 100;

export interface ProcessStat {
  readonly userSeconds: number;
  readonly systemSeconds: number;
  /** Largest resident size so far. */
  readonly peakBytes: number;
  readonly residentBytes: number;
}

/** Reads what `/proc` tells; the name between brackets may hold anything. */
export function parseStat(stat: string, status: string): ProcessStat {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const kilobytes = (name: string): number =>
    Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1] ?? 0);
  return {
    userSeconds: Number(fields[11]) / ticksPerSecond,
    systemSeconds: Number(fields[12]) / ticksPerSecond,
    peakBytes: kilobytes('VmHWM') * 1024,
    residentBytes: kilobytes('VmRSS') * 1024,
  };
}

export function processStat(pid: number): ProcessStat {
  const read = (name: string): string => readFileSync(`/proc/${pid}/${name}`, 'latin1');
  return parseStat(read('stat'), read('status'));
}
