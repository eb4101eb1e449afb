import { randomBytes } from 'node:crypto';
import {
  agentEntry,
  agentId,
  isAgentName,
  keyChanceBytes,
  keyLineText,
  makeKey,
  parseAgentAddress,
  removedLine,
  type AgentEntry,
  type ClientKeys,
} from '../wire/index.ts';
import { lastHeardMs, retireAgentFiles } from './agent-files.ts';
import type { KeyEdit, KeyFile } from './key-file.ts';

/** Most agents of a server. */
export const agentsMax = 65_536;
/** New ids follow the highest one up to here; ids above were given by hand. */
const idSearchMax = agentsMax + 32_512;

export interface NewAgent {
  readonly name: string;
  readonly address: string;
  /** The next free one when absent. */
  readonly id?: string | undefined;
  /** An agent of the same address that was not heard for so long gives way. */
  readonly replaceAfterSeconds?: number | undefined;
  /** Several agents may have one address: for lists that somebody else checked. */
  readonly mayShareAddress?: boolean;
}

export type AddOutcome =
  | { readonly kind: 'added'; readonly agent: AgentEntry; readonly replaced?: AgentEntry }
  | { readonly kind: AddProblem; readonly agent?: AgentEntry };

export type AddProblem =
  | 'bad-name'
  | 'name-taken'
  | 'bad-address'
  | 'address-taken'
  | 'bad-id'
  | 'id-taken'
  | 'full';

export interface Place {
  readonly home: string;
  readonly nowMs: number;
}

/** Adds an agent with a new key; what speaks against it is the answer. */
export function addAgent(file: KeyFile, agent: NewAgent, place: Place): Promise<AddOutcome> {
  return file.edit((keys): KeyEdit<AddOutcome> => {
    const problem = addProblem(keys, agent, place);
    if (problem !== undefined) return { result: problem };
    const id = agent.id === undefined ? nextId(keys) : agentId(agent.id);
    if (id === undefined) return { result: { kind: 'full' } };
    const { name, address } = agent;
    const key = makeKey(id, name, address, randomBytes(keyChanceBytes));
    const entry = agentEntry(id, name, address, key);
    if (entry === undefined) return { result: { kind: 'bad-address' } };
    const replaced = sameAddress(keys, agent);
    if (replaced !== undefined) retireAgentFiles(place.home, replaced, place.nowMs);
    const lines = [...linesWithout(keys, replaced?.id), keyLineText(entry)];
    const result: AddOutcome = { kind: 'added', agent: entry, ...(replaced && { replaced }) };
    return { lines, result };
  });
}

export type RefusedAdd = Exclude<AddOutcome, { readonly kind: 'added' }>;

/** What speaks against adding the agent; undefined for nothing. */
export function addProblem(
  keys: ClientKeys,
  agent: NewAgent,
  place: Place,
): RefusedAdd | undefined {
  const { name, address, id } = agent;
  if (!isAgentName(name)) return { kind: 'bad-name' };
  const twin = keys.agents.find((one) => one.name === name);
  if (twin !== undefined) return { kind: 'name-taken', agent: twin };
  if (parseAgentAddress(address) === undefined) return { kind: 'bad-address' };
  const same = sameAddress(keys, agent);
  if (same !== undefined && !givesWay(same, agent, place)) {
    return { kind: 'address-taken', agent: same };
  }
  if (id !== undefined) {
    const wanted = agentId(id);
    if (wanted === undefined || Number(wanted) === 0) return { kind: 'bad-id' };
    if (usedIds(keys).has(wanted)) return { kind: 'id-taken' };
  }
  return keys.agents.length >= agentsMax ? { kind: 'full' } : undefined;
}

/** Networks and `any` may repeat; of single addresses each names one agent. */
function sameAddress(keys: ClientKeys, agent: NewAgent): AgentEntry | undefined {
  if (agent.mayShareAddress === true) return undefined;
  if (parseAgentAddress(agent.address)?.isFixed !== true) return undefined;
  const ip = agent.address.replace(/\/.*$/, '').toLowerCase();
  return keys.agents.find((one) => one.isFixed && one.ip.toLowerCase() === ip);
}

/** Whether an agent was silent for so long that another may take its place. */
export function givesWay(
  old: AgentEntry,
  { replaceAfterSeconds }: Pick<NewAgent, 'replaceAfterSeconds'>,
  { home, nowMs }: Place,
): boolean {
  if (replaceAfterSeconds === undefined) return false;
  const heardMs = lastHeardMs(home, old);
  return heardMs === undefined || nowMs - heardMs >= replaceAfterSeconds * 1000;
}

/** Ids of agents and of removed ones, as the tools write them. */
export function usedIds(keys: ClientKeys): ReadonlySet<string> {
  const used = new Set<string>();
  for (const line of keys.lines) {
    if (line.kind === 'agent') used.add(agentId(line.entry.id) ?? line.entry.id);
    if (line.kind === 'removed') used.add(agentId(line.id) ?? line.id);
  }
  return used;
}

/** The id behind the highest one; ids of removed agents are not given again. */
export function nextId(keys: ClientKeys): string | undefined {
  let highest = 0;
  for (const id of usedIds(keys)) {
    const value = /^\d{1,8}$/.test(id) ? Number(id) : 0;
    if (value <= idSearchMax) highest = Math.max(highest, value);
  }
  return highest >= idSearchMax ? undefined : agentId(String(highest + 1));
}

/** The lines of the file with marks in the place of the agents that go. */
export function linesWithout(
  keys: ClientKeys,
  ...ids: readonly (string | undefined)[]
): readonly string[] {
  return keys.lines.map((line) => {
    if (line.kind !== 'agent' || !ids.includes(line.entry.id)) return line.text;
    return removedLine(line.entry.id);
  });
}

/** The agent of that id, however many zeros it was written with. */
export function findAgent(keys: ClientKeys, id: string): AgentEntry | undefined {
  const wanted = agentId(id);
  return keys.agents.find((one) => one.id === id) ?? keys.agents.find((one) => one.id === wanted);
}

/** Takes an agent out of the file and its state out of the queue; undefined for an unknown id. */
export function removeAgent(
  file: KeyFile,
  id: string,
  { home, nowMs }: Place,
): Promise<AgentEntry | undefined> {
  return file.edit((keys): KeyEdit<AgentEntry | undefined> => {
    const agent = findAgent(keys, id);
    if (agent === undefined) return { result: undefined };
    retireAgentFiles(home, agent, nowMs);
    return { lines: linesWithout(keys, agent.id), result: agent };
  });
}

/** Writes another key for an agent; false for one that is not there any more. */
export function replaceKey(file: KeyFile, { id, key }: AgentEntry): Promise<boolean> {
  return file.edit((keys): KeyEdit<boolean> => {
    const lines = keys.lines.map((line) => {
      const isIt = line.kind === 'agent' && line.entry.id === id;
      return isIt ? keyLineText({ ...line.entry, key }) : line.text;
    });
    const isThere = keys.agents.some((one) => one.id === id);
    return isThere ? { lines, result: true } : { result: false };
  });
}

/** Makes `agent` the only line: an agent knows no key but its own. */
export async function setOwnKey(file: KeyFile, agent: AgentEntry): Promise<void> {
  await file.edit(() => ({ lines: [keyLineText(agent)], result: undefined }));
}
