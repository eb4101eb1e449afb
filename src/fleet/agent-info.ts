import { readFileSync, statSync } from 'node:fs';
import { latin1 } from '../base/index.ts';
import { parseKeepalive } from '../wire/index.ts';
import { agentInfoPath, type AgentName } from './agent-files.ts';

/** What a server knows of an agent that reported once. */
export interface AgentInfo {
  /** When it was last heard, milliseconds since the epoch. */
  readonly heardMs: number;
  /** Its system and host, as it says; empty where it said nothing. */
  readonly os: string;
  /** Product and version. */
  readonly version: string;
  /** MD5 of the `agent.conf` that it has. */
  readonly configMd5: string | undefined;
  /** Lines `name:value` behind the first: the cipher, and what Tocsin adds. */
  readonly details: ReadonlyMap<string, string>;
}

/** Names of lines that Tocsin adds to the two of OSSEC. */
export const agentDetails = {
  cipher: 'crypto_method',
  /** MD5 of the shared files in one that the agent has, or x. */
  shared: 'shared_sum',
  /** Bytes that wait on the agent's disk. */
  spool: 'spool_bytes',
  /** Age of the oldest record that waits there, in seconds. */
  lag: 'lag_seconds',
} as const;

/** The text of `queue/agent-info/NAME-IP`: the first line of a keepalive, then details. */
export function agentInfoText(title: string, details: ReadonlyMap<string, string>): string {
  const lines = [...details].map(([name, value]) => `${name}:${value.replaceAll(/[\r\n]/g, ' ')}`);
  return [title, ...lines, ''].join('\n');
}

/** Undefined for an agent that never reported, or whose file cannot be read. */
export function readAgentInfo(home: string, agent: AgentName): AgentInfo | undefined {
  const path = agentInfoPath(home, agent);
  let text: string;
  let heardMs: number;
  try {
    heardMs = statSync(path).mtimeMs;
    text = latin1(readFileSync(path));
  } catch {
    return undefined;
  }
  const [title = '', ...rest] = text.split('\n');
  const { system, configMd5 } = parseKeepalive(`#!-${title}`);
  const cut = system.lastIndexOf(' - ');
  const details = rest.flatMap((line): readonly [string, string][] => {
    const colon = line.indexOf(':');
    return colon > 0 ? [[line.slice(0, colon), line.slice(colon + 1)]] : [];
  });
  return {
    heardMs,
    os: cut < 0 ? system : system.slice(0, cut),
    version: cut < 0 ? '' : system.slice(cut + 3),
    configMd5,
    details: new Map(details),
  };
}
