import { readFileSync } from 'node:fs';
import type { Tally } from '../wire/index.ts';
import { agentTalliesPath } from './agent-files.ts';

/** What an agent told last. */
export interface ToldTally extends Tally {
  /** The spool that it is about: part of the streams in the ledger. */
  readonly spool: string;
  readonly atMs: number;
}

/** What the agents of a home told last, by id; our own file, so its content is taken as it is. */
export function readAgentTallies(home: string): ReadonlyMap<string, ToldTally> {
  try {
    const text = readFileSync(agentTalliesPath(home), 'utf8');
    return new Map(Object.entries(JSON.parse(text) as Readonly<Record<string, ToldTally>>));
  } catch {
    return new Map(); // Nobody told anything yet, or half of it is being written.
  }
}
