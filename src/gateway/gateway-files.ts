import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TlsOptions } from 'node:tls';
import { latin1, type Diagnostic } from '../base/index.ts';
import { localfileSection } from '../collect/index.ts';
import {
  authSection,
  blocksOf,
  coreSections,
  parseConfig,
  parseInternalOptions,
  remoteSection,
  tocsinSection,
  valuesOf,
  type AuthValues,
  type ConfigFile,
  type InternalOptions,
  type RemoteValues,
} from '../config/index.ts';
import { KeyFile } from '../fleet/index.ts';
import type { AgentEntry } from '../wire/index.ts';
import { checkEnrolment } from './enrolment.ts';
import type { AccountNames } from './give-up-root.ts';
import { readTlsFiles } from './syslog/tls-files.ts';

/** Most `<remote>` blocks. */
const portsMax = 16;

/** What the files of a home ask of the gateway. */
export interface GatewayFiles {
  readonly ports: readonly RemoteValues[];
  readonly agents: readonly AgentEntry[];
  /** How agents enrol; undefined where they cannot. */
  readonly auth: AuthValues | undefined;
  readonly internal: InternalOptions;
  /** Whom the gateway becomes when root starts it. */
  readonly account: AccountNames;
  /** Of the ports with protocol tls. */
  readonly tls: ReadonlyMap<RemoteValues, TlsOptions>;
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads configuration and keys; all problems of all files are told at once. */
export function readGatewayFiles(home: string): GatewayFiles {
  const problems: Diagnostic[] = [];
  const conf = readText(home, 'etc/ossec.conf', problems);
  const sections = [...coreSections, localfileSection];
  const { config, diagnostics } = parseConfig(conf === undefined ? [] : [conf], sections);
  const inner = parseInternalOptions([
    ...optionalText(home, 'etc/internal_options.conf'),
    ...optionalText(home, 'etc/local_internal_options.conf'),
  ]);
  const ports = blocksOf(config, remoteSection);
  const keys = readKeys(home, ports);
  const tls = new Map<RemoteValues, TlsOptions>();
  for (const one of ports) {
    const found = readTlsFiles(home, one);
    problems.push(...found.diagnostics);
    if (found.options !== undefined) tls.set(one, found.options);
  }
  const auth = valuesOf(config, authSection);
  const { gatewayUser: user, gatewayGroup: group } = valuesOf(config, tocsinSection);
  return {
    ports,
    agents: keys.agents,
    auth,
    account: { user, group },
    internal: inner.options,
    tls,
    diagnostics: [
      ...problems,
      ...diagnostics,
      ...checkPorts(ports),
      ...(auth === undefined ? [] : checkEnrolment(home, auth)),
      ...inner.diagnostics,
      ...keys.diagnostics,
    ],
  };
}

/** A server of syslog alone has no business with keys. */
function readKeys(home: string, ports: readonly RemoteValues[]) {
  const file = new KeyFile(home);
  const none = { agents: [], diagnostics: [] as readonly Diagnostic[] };
  if (ports.every(({ connection }) => connection !== 'secure')) return none;
  try {
    return file.read();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { agents: [], diagnostics: [problem('KEYS_UNREADABLE', file.path, message)] };
  }
}

function checkPorts(ports: readonly RemoteValues[]): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  const allowed = ports.some((one) => one.allowed.length > 0);
  for (const { connection, at } of ports) {
    if (connection !== 'syslog' || allowed || at === undefined) continue;
    const message = '<remote> with connection syslog needs allowed-ips: nobody could send';
    found.push({ severity: 'error', code: 'CONFIG_MISSING_OPTION', at, message });
  }
  const extra = ports[portsMax]?.at;
  if (extra !== undefined) {
    const message = `there are more than ${portsMax} <remote> blocks`;
    found.push({ severity: 'error', code: 'CONFIG_BAD_VALUE', at: extra, message });
  }
  return found;
}

function readText(home: string, name: string, problems: Diagnostic[]): ConfigFile | undefined {
  const path = join(home, name);
  try {
    return { path, text: latin1(readFileSync(path)) };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    problems.push(problem('CONFIG_UNREADABLE', path, message));
    return undefined;
  }
}

function problem(code: string, file: string, message: string): Diagnostic {
  return { severity: 'error', code, at: { file, line: 1, column: 1 }, message };
}

/** Files that need not be there: everything in them has a default. */
function optionalText(home: string, name: string): readonly ConfigFile[] {
  const found = readText(home, name, []);
  return found === undefined ? [] : [found];
}
