import { hostname, machine, release, type, version } from 'node:os';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { brand } from '../../base/index.ts';
import {
  agentDetails,
  agentState,
  isSynced,
  KeyFile,
  ownerOf,
  readAgentInfo,
  readMaintenance,
  serverOwner,
  sharedSums,
  type AgentState,
  type Maintenance,
} from '../../fleet/index.ts';
import { ctime } from './ctime.ts';
import { scanTimes, type ScanTimes } from './scan-times.ts';

/** The server, one of its agents, or a device without agent, as the tool shows it. */
export interface Subject {
  readonly id: string;
  readonly name: string;
  /** Without its prefix length. */
  readonly ip: string;
  readonly status: AgentState | 'Active/Local' | 'agentless';
  /** Undefined while changes of its files raise alerts. */
  readonly maintenance?: Maintenance | undefined;
}

/** Everything that `-i` shows; times as `ctime` writes them, empty for never. */
export interface Details extends Subject {
  /** With its prefix length, as in `client.keys`. */
  readonly address: string;
  readonly os: string;
  readonly version: string;
  readonly encryption: string;
  readonly lastKeepAlive: string;
  readonly scans: ScanTimes;
  /** Whether it has the files that the server pushes. */
  readonly sharedConfig: 'synced' | 'not synced' | 'unknown';
}

export const serverId = '000';

function server(home: string): Subject {
  return {
    id: serverId,
    name: `${hostname()} (server)`,
    ip: '127.0.0.1',
    status: 'Active/Local',
    maintenance: readMaintenance(home, serverOwner),
  };
}

/** The server first, then its agents in the order of `client.keys`, then devices. */
export function allSubjects(home: string, nowMs: number): readonly Subject[] {
  const agents = new KeyFile(home).read().agents.map((agent) => {
    const { id, name, ip } = agent;
    const status = agentState(readAgentInfo(home, agent), nowMs);
    return { id, name, ip, status, maintenance: readMaintenance(home, ownerOf(agent)) };
  });
  return [server(home), ...agents, ...devices(home)];
}

/** Files `(NAME) ADDRESS` of devices that are checked without an agent. */
function devices(home: string): readonly Subject[] {
  let names: readonly string[];
  try {
    names = readdirSync(join(home, 'queue', 'agentless')).sort();
  } catch {
    return []; // Nothing was ever checked without an agent.
  }
  return names.flatMap((file) => {
    const [, name, ip] = /^\(([^)]+)\) (.+)$/.exec(file) ?? [];
    if (name === undefined || ip === undefined) return [];
    return [{ id: 'na', name, ip, status: 'agentless' as const }];
  });
}

/** Undefined for an id that is none of an agent. */
export function detailsOf(home: string, id: string, nowMs: number): Details | undefined {
  if (Number(id) === 0) return serverDetails(home);
  const agent = new KeyFile(home).read().agents.find((one) => one.id === id);
  if (agent === undefined) return undefined;
  const { name, ip, address } = agent;
  const info = readAgentInfo(home, agent);
  const synced = info === undefined ? undefined : isSynced(info, sharedSums(home));
  return {
    id,
    name,
    ip,
    address:
      address.includes('/') || !agent.isFixed ? address : `${ip}/${ip.includes(':') ? 128 : 32}`,
    status: agentState(info, nowMs),
    os: info?.os ?? '',
    version: info?.version ?? '',
    encryption: info?.details.get(agentDetails.cipher) ?? '',
    lastKeepAlive: info === undefined ? '' : ctime(info.heardMs),
    scans: scanTimes(home, agent),
    maintenance: readMaintenance(home, ownerOf(agent)),
    sharedConfig: synced === undefined ? 'unknown' : synced ? 'synced' : 'not synced',
  };
}

function serverDetails(home: string): Details {
  return {
    ...server(home),
    address: '127.0.0.1',
    os: `${type()} ${hostname()} ${release()} ${version()} ${machine()}`,
    version: `${brand.name} ${brand.version}`,
    encryption: '',
    lastKeepAlive: '',
    scans: scanTimes(home, undefined),
    sharedConfig: 'synced',
  };
}
