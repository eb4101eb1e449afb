import { threadCpuUsage } from 'node:process';

/**
 * Milliseconds of processor time that a piece of work takes on this thread. Whatever else the
 * machine does meanwhile does not count.
 */
export function cpuMs(work: () => void): number {
  const before = threadCpuUsage();
  work();
  const { user, system } = threadCpuUsage(before);
  return (user + system) / 1000;
}

const tries = 3;

/**
 * For bounds on time in which other processes have a part: a busy machine may hold up one try, but
 * what is too slow by itself is so each time. Answers the least milliseconds of a few tries, and
 * stops trying at the first that takes less than `enoughMs`.
 */
export async function fastest(enoughMs: number, attempt: () => Promise<number>): Promise<number> {
  let least = Infinity;
  for (let i = 0; i < tries && least >= enoughMs; i++) least = Math.min(least, await attempt());
  return least;
}
