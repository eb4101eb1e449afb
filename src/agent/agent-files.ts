import type { Diagnostic } from '../base/index.ts';
import { clientSection, syscheckSection, valuesOf, type ClientValues } from '../config/index.ts';
import { FleetError, KeyFile, readServerPins, serverPinPath } from '../fleet/index.ts';
import type { AgentEntry } from '../wire/index.ts';
import { readCentralConfig, type CentralConfig } from './central-config.ts';
import { agentSections, readGuardFiles, type GuardFiles } from './guard-files.ts';
import { systemText } from './orders/index.ts';

/** What the files of an agent's home say. */
export interface AgentFiles extends GuardFiles {
  readonly client: ClientValues;
  /** Undefined where there is no key, which is among the diagnostics. */
  readonly agent: AgentEntry | undefined;
  readonly protocol: 'durable' | 'udp';
  /** What the server wants; the sources above have it in them already. */
  readonly central: CentralConfig;
}

/** Reads what people wrote about this agent; `watch` names files that are read as well. */
export function readAgentFiles(home: string, watch: readonly string[]): AgentFiles {
  const { agent, diagnostics } = readOwnKey(home);
  const { central, ...guard } = readGuardFiles(home, watch, (own, internal) => {
    const { profile: profiles } = valuesOf(own, clientSection);
    return readCentralConfig(
      home,
      { name: agent?.name ?? '', os: systemText(), profiles },
      {
        sections: agentSections,
        remoteCommands: internal.get('logcollector.remote_commands') === 1,
      },
    );
  });
  const client = valuesOf(guard.config, clientSection);
  const pins = readPins(home);
  const automatic = pins.isThere ? 'durable' : 'udp';
  return {
    ...guard,
    client,
    agent,
    central,
    protocol: client.protocol === 'auto' ? automatic : client.protocol,
    diagnostics: [
      ...guard.diagnostics,
      ...hybrid(guard),
      ...ofServer(guard),
      ...diagnostics,
      ...pins.diagnostics,
    ],
  };
}

/** What a change of a file is, the server decides: here these options say nothing. */
function ofServer({ config }: GuardFiles): readonly Diagnostic[] {
  const message = 'auto_ignore and alert_new_files have no effect here: they belong to the server';
  return valuesOf(config, syscheckSection).ofServer.map((at) => {
    return { severity: 'warning', code: 'CONFIG_NO_EFFECT', at, message };
  });
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

/** Whether the agent knows its server by a key: then it speaks the protocol that checks it. */
function readPins(home: string) {
  const none: readonly Diagnostic[] = [];
  try {
    return { isThere: readServerPins(home).length > 0, diagnostics: none };
  } catch (error) {
    if (!(error instanceof FleetError)) throw error;
    const at = { file: serverPinPath(home), line: 1, column: 1 };
    const reason = error.cause instanceof Error ? error.cause.message : error.message;
    const problem = { severity: 'error' as const, code: error.code, at, message: reason };
    return { isThere: false, diagnostics: [problem] };
  }
}
