import type { InternalOptions, SyscheckValues } from '../config/index.ts';
import type { Pace, ScanOrder } from './scan-messages.ts';

/** Pauses are at least this long: shorter ones cost more than they spare. */
const pauseMs = 10;

/**
 * What a configuration asks of the scanning thread; undefined where nothing is to be checked. The
 * home's own queues and logs change all the time and are left out.
 */
export function scanOrder(
  home: string,
  values: SyscheckValues,
  internal: InternalOptions,
): ScanOrder | undefined {
  if (values.disabled || values.folders.length === 0) return undefined;
  const own = ['queue', 'logs', 'stats', 'var', 'tmp'].map((name) => `${home}/${name}/`);
  return {
    folders: values.folders,
    ignore: [...values.ignore, ...own.map((text) => ({ text, isPattern: false }))],
    nodiff: values.nodiff,
    skipNfs: values.skipNfs,
    frequencySeconds: values.frequencySeconds,
    scanTime: values.scanTime,
    scanDays: values.scanDays,
    scanOnStart: values.scanOnStart,
    pace: paceOf(values.scanRate, internal),
    diffFolder: `${home}/queue/diff/local`,
    pathsFile: `${home}/queue/syscheck/.known-paths`,
  };
}

function paceOf(scanRate: number, internal: InternalOptions): Pace {
  if (internal.isGiven('syscheck.sleep') || internal.isGiven('syscheck.sleep_after')) {
    const pause = internal.get('syscheck.sleep') * 1000;
    return { files: pause === 0 ? 0 : internal.get('syscheck.sleep_after'), pauseMs: pause };
  }
  if (scanRate === 0) return { files: 0, pauseMs: 0 };
  return { files: Math.max(1, Math.round((scanRate * pauseMs) / 1000)), pauseMs };
}
