import type { Diagnostic } from '../base/index.ts';
import { clientSection, valuesOf, type ClientValues } from '../config/index.ts';
import { KeyFile } from '../fleet/index.ts';
import type { AgentEntry } from '../wire/index.ts';
import { readGuardFiles, type GuardFiles } from './guard-files.ts';

/** What the files of an agent's home say. */
export interface AgentFiles extends GuardFiles {
  readonly client: ClientValues;
  /** Undefined where there is no key, which is among the diagnostics. */
  readonly agent: AgentEntry | undefined;
}

/** Reads what people wrote about this agent; `watch` names files that are read as well. */
export function readAgentFiles(home: string, watch: readonly string[]): AgentFiles {
  const guard = readGuardFiles(home, watch);
  const client = valuesOf(guard.config, clientSection);
  const { agent, diagnostics } = readOwnKey(home);
  return {
    ...guard,
    client,
    agent,
    diagnostics: [
      ...guard.diagnostics,
      ...hybrid(guard),
      ...durable(guard, client),
      ...diagnostics,
    ],
  };
}

function durable({ config }: GuardFiles, { protocol }: ClientValues): readonly Diagnostic[] {
  const at = config.blocks.get('client')?.[0]?.at;
  if (at === undefined || protocol !== 'durable') return [];
  const message = 'the protocol durable is not available: this version has no client for it';
  return [{ severity: 'error', code: 'CONFIG_NOT_AVAILABLE', at, message }];
}

/** A server has analysis and needs no other server. */
function hybrid({ config }: GuardFiles): readonly Diagnostic[] {
  const at = config.blocks.get('remote')?.[0]?.at;
  if (at === undefined || !config.blocks.has('client')) return [];
  const message = '<remote> makes a server and <client> an agent: a home is one of them';
  return [{ severity: 'error', code: 'CONFIG_CONFLICT', at, message }];
}

function readOwnKey(home: string): {
  readonly agent: AgentEntry | undefined;
  readonly diagnostics: readonly Diagnostic[];
} {
  const file = new KeyFile(home);
  const at = { file: file.path, line: 1, column: 1 };
  try {
    const { agents, diagnostics } = file.read();
    const [agent] = agents;
    if (agent !== undefined || diagnostics.length > 0) return { agent, diagnostics };
    const message = 'this agent has no key yet: import the one that the server gave it';
    return { agent, diagnostics: [{ severity: 'error', code: 'KEYS_NONE', at, message }] };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return {
      agent: undefined,
      diagnostics: [{ severity: 'error', code: 'KEYS_UNREADABLE', at, message }],
    };
  }
}
