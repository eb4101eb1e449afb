import { Script } from 'node:vm';

/** Longer than any honest log needs, and short enough for the next one to wait. */
export const searchMillisecondsMax = 20;

/** Where the script finds what to run; scripts see nothing but globals. */
const place = Symbol.for('tocsin.pattern');
const script = new Script("globalThis[Symbol.for('tocsin.pattern')]()");
const options = { timeout: searchMillisecondsMax, displayErrors: false };

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
  Reflect.set(globalThis, place, () => {
    found = expression.exec(subject);
  });
  try {
    script.runInThisContext(options);
    return found;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error;
    stopped++;
    return null;
  } finally {
    Reflect.deleteProperty(globalThis, place);
  }
}
