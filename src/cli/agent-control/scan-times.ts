import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { AgentName } from '../../fleet/index.ts';
import { ctime } from './ctime.ts';

/** When the checks of an agent last began and ended; empty where nobody knows. */
export interface ScanTimes {
  readonly syscheck: string;
  readonly syscheckEnd: string;
  readonly rootcheck: string;
  readonly rootcheckEnd: string;
}

/**
 * From the times of the files that OSSEC's analysis keeps of each agent; of a check that left no
 * file there is nothing to tell. `agent` is undefined for the server itself.
 */
export function scanTimes(home: string, agent: AgentName | undefined): ScanTimes {
  const owner = agent === undefined ? '' : `(${agent.name}) ${agent.ip}->`.replaceAll('/', '-');
  const at = (...names: readonly string[]): string => {
    const found = statSync(join(home, 'queue', ...names), { throwIfNoEntry: false });
    return found === undefined ? '' : ctime(found.mtimeMs);
  };
  return {
    syscheck: at('syscheck', `.${owner}syscheck.cpt`),
    syscheckEnd: at('syscheck', `${owner}syscheck`),
    rootcheck: at('rootcheck', `${owner}rootcheck`),
    rootcheckEnd: '',
  };
}
