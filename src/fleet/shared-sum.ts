import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { mergedName, noSum, unmergeFiles } from '../wire/index.ts';
import { agentDetails, type AgentInfo } from './agent-info.ts';

const emptySum = hash('md5', '', 'hex');

/** What a server pushes to its agents, by sums in MD5. */
export interface SharedSums {
  /** Of all files in one. */
  readonly merged: string;
  /** Of `agent.conf`; undefined where there is none. */
  readonly config: string | undefined;
}

/** Undefined where a server pushes nothing. */
export function sharedSums(home: string): SharedSums | undefined {
  let content: Buffer;
  try {
    content = readFileSync(join(home, 'etc', 'shared', mergedName));
  } catch {
    return undefined; // Not there before the gateway ran.
  }
  const config = unmergeFiles(content).find(({ name }) => name === 'agent.conf');
  return {
    merged: hash('md5', content, 'hex'),
    config: config === undefined ? undefined : hash('md5', config.content, 'hex'),
  };
}

/**
 * Whether an agent has the files that the server pushes, and its `agent.conf` in use; undefined
 * where it did not say.
 */
export function isSynced(info: AgentInfo, sums: SharedSums | undefined): boolean | undefined {
  const has = info.details.get(agentDetails.shared);
  if (has === undefined || sums === undefined) return undefined;
  // Who has no file lacks none where there are none.
  if (has === noSum && sums.merged === emptySum) return true;
  return has === sums.merged && (sums.config === undefined || sums.config === info.configMd5);
}
