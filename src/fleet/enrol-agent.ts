import { randomBytes } from 'node:crypto';
import { parseAddress } from '../base/index.ts';
import {
  agentEntry,
  agentId,
  isAgentName,
  keyChanceBytes,
  keyLineText,
  makeKey,
  type AgentEntry,
  type ClientKeys,
} from '../wire/index.ts';
import { retireAgentFiles } from './agent-files.ts';
import { agentsMax, givesWay, linesWithout, usedIds, type Place } from './agents.ts';
import type { KeyEdit, KeyFile } from './key-file.ts';

/** Where the ids of agents that enrol by themselves begin, so that they are told from others. */
const firstId = 1024;
/** A name that is taken gets a number behind it, up to this one. */
const suffixMax = 255;
const nameBytesMax = 128;

/** An agent that asks for a key itself. */
export interface Enrolment {
  readonly name: string;
  /** Where it asks from. */
  readonly source: string;
  /** Whether its key is good for messages from that address alone. */
  readonly isBound: boolean;
  /** An agent of the same name or address that was silent for so long gives way. */
  readonly replaceAfterSeconds: number | undefined;
}

export type Enrolled =
  | { readonly kind: 'added'; readonly agent: AgentEntry; readonly replaced: readonly AgentEntry[] }
  | { readonly kind: 'bad-name' | 'address-taken' | 'full' };

/** Gives an agent a key under OSSEC's conditions; what speaks against it is the answer. */
export function enrolAgent(file: KeyFile, wish: Enrolment, place: Place): Promise<Enrolled> {
  return file.edit((keys): KeyEdit<Enrolled> => {
    if (!isAgentName(wish.name)) return { result: { kind: 'bad-name' } };
    const source = parseAddress(wish.source);
    if (source === undefined) return { result: { kind: 'address-taken' } };
    const same = keys.agents.find(({ isFixed, admits }) => isFixed && admits(source));
    if (same !== undefined && !givesWay(same, wish, place)) {
      return { result: { kind: 'address-taken' } };
    }
    const twin = keys.agents.find(({ name }) => name === wish.name);
    const twinGoes = twin !== undefined && (twin === same || givesWay(twin, wish, place));
    const replaced = [same, twinGoes ? twin : undefined].filter((one) => one !== undefined);
    const name = twin === undefined || twinGoes ? wish.name : freeName(keys, wish.name);
    if (name === undefined) return { result: { kind: 'bad-name' } };
    const id = freeId(keys);
    if (id === undefined) return { result: { kind: 'full' } };
    const address = wish.isBound ? wish.source : 'any';
    const key = makeKey(id, name, address, randomBytes(keyChanceBytes));
    const agent = agentEntry(id, name, address, key);
    if (agent === undefined) return { result: { kind: 'address-taken' } };
    for (const one of new Set(replaced)) retireAgentFiles(place.home, one, place.nowMs);
    const lines = linesWithout(keys, ...replaced.map((one) => one.id));
    const result: Enrolled = { kind: 'added', agent, replaced: [...new Set(replaced)] };
    return { lines: [...lines, keyLineText(agent)], result };
  });
}

function freeName(keys: ClientKeys, name: string): string | undefined {
  const taken = new Set(keys.agents.map((one) => one.name));
  for (let number = 2; number <= suffixMax; number++) {
    const candidate = `${name}${number}`;
    if (candidate.length > nameBytesMax) return undefined;
    if (!taken.has(candidate)) return candidate;
  }
  return undefined;
}

function freeId(keys: ClientKeys): string | undefined {
  const used = usedIds(keys);
  for (let number = firstId; number < firstId + agentsMax; number++) {
    const id = agentId(String(number));
    if (id !== undefined && !used.has(id)) return id;
  }
  return undefined;
}
