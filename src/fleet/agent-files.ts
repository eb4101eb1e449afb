import { linkSync, mkdirSync, rmSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import type { AgentEntry } from '../wire/index.ts';
import { isErrno } from './fleet-error.ts';

/** What names of files are made of: an agent as it stands in `client.keys`. */
export type AgentName = Pick<AgentEntry, 'id' | 'name' | 'ip'>;

function safe(text: string): string {
  return text.replaceAll('/', '-');
}

/** `NAME-IP`, under which OSSEC keeps what it knows of an agent. */
export function agentFileName({ name, ip }: Pick<AgentEntry, 'name' | 'ip'>): string {
  return safe(`${name}-${ip}`);
}

/** Its modification time is when the agent was last heard. */
export function agentInfoPath(home: string, agent: AgentName): string {
  return join(home, 'queue', 'agent-info', agentFileName(agent));
}

/** The last counter that was accepted from the agent. */
export function ridsPath(home: string, id: string): string {
  return join(home, 'queue', 'rids', safe(id));
}

/** Keys that agents were given and have not used yet. */
export function nextKeysPath(home: string): string {
  return join(home, 'queue', 'rids', 'next-keys');
}

/** What agents told of their sources. */
export function agentTalliesPath(home: string): string {
  return join(home, 'var', 'run', 'agent-tallies.json');
}

/** How far the journal has what agents sent in the durable protocol. */
export function durablePlacesPath(home: string): string {
  return join(home, 'queue', 'rids', 'durable');
}

/** Files below a home that belong to one agent, with the names that a backup gives them. */
function ownFiles(home: string, agent: AgentName): readonly (readonly [string, string])[] {
  const place = safe(`(${agent.name}) ${agent.ip}->`);
  const below = (...parts: readonly string[]): string => join(home, 'queue', ...parts);
  return [
    ['agent-info', agentInfoPath(home, agent)],
    ['syscheck', below('syscheck', `${place}syscheck`)],
    ['syscheck.cpt', below('syscheck', `.${place}syscheck.cpt`)],
    ['syscheck-registry', below('syscheck', `${place}syscheck-registry`)],
    ['syscheck-registry.cpt', below('syscheck', `.${place}syscheck-registry.cpt`)],
    ['rootcheck', below('rootcheck', `${place}rootcheck`)],
  ];
}

/**
 * Keeps the files of an agent in `backup/agents` and takes them out of the queue; also its
 * counter, so that an agent of the same id begins anew. `nowMs` names the folder.
 */
export function retireAgentFiles(home: string, agent: AgentName, nowMs: number): void {
  const files = ownFiles(home, agent).filter(([, path]) => exists(path));
  if (files.length > 0) {
    const folder = join(home, 'backup', 'agents', `${agentFileName(agent)}-${stamp(nowMs)}`);
    mkdirSync(folder, { recursive: true, mode: 0o750 });
    for (const [name, path] of files) link(path, join(folder, name));
  }
  for (const [, path] of files) rmSync(path, { force: true });
  rmSync(ridsPath(home, agent.id), { force: true });
}

function exists(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}

/** Twice within one second the second one replaces nothing. */
function link(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch (error) {
    if (!isErrno(error, 'EEXIST') && !isErrno(error, 'ENOENT')) throw error;
  }
}

/** `YYYY-MM-DD-HHMMSS` in local time. */
function stamp(timeMs: number): string {
  const at = new Date(timeMs);
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return `${day}-${two(at.getHours())}${two(at.getMinutes())}${two(at.getSeconds())}`;
}

/** When the agent was last heard, milliseconds since the epoch; undefined for never. */
export function lastHeardMs(home: string, agent: AgentName): number | undefined {
  return statSync(agentInfoPath(home, agent), { throwIfNoEntry: false })?.mtimeMs;
}

/** Marks the agent as heard at `nowMs` without changing what is known of it. */
export function touchAgentInfo(home: string, agent: AgentName, nowMs: number): void {
  utimesSync(agentInfoPath(home, agent), nowMs / 1000, nowMs / 1000);
}
