import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { ScanMoments } from '../../engine/index.ts';
import type { AgentName } from '../../fleet/index.ts';
import { scansPath } from '../../server/index.ts';
import { ctime } from './ctime.ts';

/** When the checks of an agent last began and ended; empty where nobody knows. */
export interface ScanTimes {
  readonly syscheck: string;
  readonly syscheckEnd: string;
  readonly rootcheck: string;
  readonly rootcheckEnd: string;
}

/**
 * From what analysis writes every few seconds, else from the times of the files that OSSEC's
 * analysis kept of each agent. `agent` is undefined for the server itself.
 */
export function scanTimes(home: string, agent: AgentName | undefined): ScanTimes {
  const owner = agent === undefined ? '' : `(${agent.name}) ${agent.ip}`;
  const told = momentsOf(home, owner);
  const files = agent === undefined ? '' : `${owner.replaceAll('/', '-')}->`;
  const time = (timeMs: number | undefined, ...names: readonly string[]): string => {
    const at =
      timeMs ?? statSync(join(home, 'queue', ...names), { throwIfNoEntry: false })?.mtimeMs;
    return at === undefined ? '' : ctime(at);
  };
  return {
    syscheck: time(told.syscheckStart, 'syscheck', `.${files}syscheck.cpt`),
    syscheckEnd: time(told.syscheckEnd, 'syscheck', `${files}syscheck`),
    rootcheck: time(told.rootcheckStart, 'rootcheck', `${files}rootcheck`),
    rootcheckEnd: told.rootcheckEnd === undefined ? '' : ctime(told.rootcheckEnd),
  };
}

function momentsOf(home: string, owner: string): ScanMoments {
  try {
    const text = readFileSync(join(home, scansPath), 'utf8');
    const all = JSON.parse(text) as Readonly<Record<string, ScanMoments>>;
    return Object.hasOwn(all, owner) ? (all[owner] ?? {}) : {};
  } catch {
    return {}; // Analysis never ran here.
  }
}
