import { Script } from 'node:vm';

/** CPU time; longer than any honest log needs, and short enough for the next one to wait. */
export const searchMillisecondsMax = 20;

/** On a busy machine a search may wait longer than it runs: then it is given more time. */
const attemptsMax = 6;

/** Where the script finds what to run; scripts see nothing but globals. */
const place = Symbol.for('tocsin.pattern');
const script = new Script("globalThis[Symbol.for('tocsin.pattern')]()");

let stopped = 0;

/** How many searches were ended because they took too long. */
export function stoppedSearches(): number {
  return stopped;
}

/**
 * Runs a pattern that no engine of V8 can run in linear time, for a bounded time; one that is not
 * done by then has found nothing. Starting the watch costs a third of a millisecond.
 */
export function boundedExec(expression: RegExp, subject: string): RegExpExecArray | null {
  let found: RegExpExecArray | null = null;
  const search = (): void => {
    found = expression.exec(subject);
  };
  for (let attempt = 0; attempt < attemptsMax; attempt++) {
    const before = process.cpuUsage();
    if (finishes(search, searchMillisecondsMax * 2 ** attempt)) return found;
    const { user, system } = process.cpuUsage(before);
    if (user + system > searchMillisecondsMax * 900) break;
  }
  stopped++;
  return null;
}

/** Whether the work was done within the time by the wall's clock. */
function finishes(work: () => void, timeout: number): boolean {
  Reflect.set(globalThis, place, work);
  try {
    script.runInThisContext({ timeout, displayErrors: false });
    return true;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error;
    return false;
  } finally {
    Reflect.deleteProperty(globalThis, place);
  }
}
