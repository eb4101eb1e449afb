import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { mergedName } from '../wire/index.ts';
import { agentDetails, type AgentInfo } from './agent-info.ts';

/** MD5 of the shared files that a server pushes; undefined where it pushes none. */
export function sharedSum(home: string): string | undefined {
  try {
    return hash('md5', readFileSync(join(home, 'etc', 'shared', mergedName)), 'hex');
  } catch {
    return undefined; // Not there before the gateway ran.
  }
}

/** Whether an agent has the files that the server pushes; undefined where it did not say. */
export function isSynced(info: AgentInfo, sum: string | undefined): boolean | undefined {
  const has = info.details.get(agentDetails.shared);
  return has === undefined || sum === undefined ? undefined : has === sum;
}
