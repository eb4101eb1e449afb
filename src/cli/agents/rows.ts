import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  agentDetails,
  agentState,
  isSynced,
  KeyFile,
  readAgentInfo,
  sharedSums,
  type AgentInfo,
} from '../../fleet/index.ts';
import { ledgerPath, type LedgerReport, type SourceTally } from '../../server/index.ts';

/** One agent as it is now. Texts hold one character per byte. */
export interface AgentRow {
  readonly id: string;
  readonly name: string;
  /** As in `client.keys`. */
  readonly address: string;
  readonly state: 'active' | 'silent' | 'never';
  readonly version: string;
  readonly os: string;
  /** The cipher of OSSEC's protocol that it talks with, or `durable`. */
  readonly protocol: string;
  /** Seconds since it was last heard; null for never. */
  readonly silentSeconds: number | null;
  /** Whether it has the shared files; null where nobody knows. */
  readonly synced: boolean | null;
  /** What waits on its disk, and the age of the oldest of it; null where it does not say. */
  readonly spoolBytes: number | null;
  readonly lagSeconds: number | null;
  /** Holes in what came of it, and how many messages or bytes they cover. */
  readonly gaps: number;
  readonly lost: number;
}

const states = { Active: 'active', Disconnected: 'silent', 'Never connected': 'never' } as const;

export function agentRows(home: string, nowMs: number): readonly AgentRow[] {
  const losses = lossesOf(home);
  const sum = sharedSums(home);
  return new KeyFile(home).read().agents.map((agent) => {
    const { id, name, address } = agent;
    const info = readAgentInfo(home, agent);
    const { gaps, lost } = losses.get(id) ?? { gaps: 0, lost: 0 };
    const silent = info === undefined ? null : Math.max(0, nowMs - info.heardMs);
    return {
      id,
      name,
      address,
      state: states[agentState(info, nowMs)],
      version: info?.version ?? '',
      os: info?.os ?? '',
      protocol: info?.details.get(agentDetails.cipher) ?? '',
      silentSeconds: silent === null ? null : Math.round(silent / 1000),
      synced: (info === undefined ? undefined : isSynced(info, sum)) ?? null,
      spoolBytes: numberOf(info, agentDetails.spool),
      lagSeconds: numberOf(info, agentDetails.lag),
      gaps,
      lost,
    };
  });
}

function numberOf(info: AgentInfo | undefined, name: string): number | null {
  const text = info?.details.get(name) ?? '';
  return /^\d{1,15}$/.test(text) ? Number(text) : null;
}

interface Losses {
  gaps: number;
  lost: number;
}

/** From the ledger that analysis writes; nothing before analysis ran. */
function lossesOf(home: string): ReadonlyMap<string, Losses> {
  const found = new Map<string, Losses>();
  for (const { agent, gaps, lost } of sourcesOf(home)) {
    const one = found.get(agent) ?? { gaps: 0, lost: 0 };
    one.gaps += gaps;
    one.lost += lost;
    found.set(agent, one);
  }
  return found;
}

function sourcesOf(home: string): readonly SourceTally[] {
  try {
    return (JSON.parse(readFileSync(join(home, ledgerPath), 'utf8')) as LedgerReport).sources;
  } catch {
    return [];
  }
}
