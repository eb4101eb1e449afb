import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { assert, fromUtf8, latin1, type Diagnostic } from '../base/index.ts';
import { localfileSection, readLocalfiles, type LocalfileConfig } from '../collect/index.ts';
import {
  coreSections,
  parseConfig,
  parseInternalOptions,
  syscheckSection,
  valuesOf,
  withAgentConfig,
  type Config,
  type ConfigFile,
  type InternalOptions,
  type SectionSpec,
} from '../config/index.ts';
import { parseLogFormat } from '../formats/index.ts';
import type { CentralConfig } from './central-config.ts';
import { scanOrder, type ScanOrder } from '../integrity/index.ts';

export interface GuardFiles {
  readonly localfiles: readonly LocalfileConfig[];
  readonly loopTimeoutSeconds: number;
  /** What is to be scanned; undefined for nothing. */
  readonly scan: ScanOrder | undefined;
  readonly config: Config;
  readonly internal: InternalOptions;
  readonly diagnostics: readonly Diagnostic[];
}

/** The sections that this process knows. */
export const agentSections: readonly SectionSpec[] = [...coreSections, localfileSection];

const noCentral: CentralConfig = {
  config: { blocks: new Map() },
  diagnostics: [],
  text: undefined,
  refused: [],
};

/**
 * Reads what people wrote about collection; `watch` names files that are read as well, and
 * `readCentral` reads what a server wants beside that.
 */
export function readGuardFiles(
  home: string,
  watch: readonly string[],
  readCentral: (own: Config, internal: InternalOptions) => CentralConfig = () => noCentral,
): GuardFiles & { readonly central: CentralConfig } {
  const problems: Diagnostic[] = [];
  const conf = readText(home, 'etc/ossec.conf', problems);
  const own = parseConfig(conf === undefined ? [] : [conf], agentSections);
  const inner = parseInternalOptions([
    ...optionalText(home, 'etc/internal_options.conf'),
    ...optionalText(home, 'etc/local_internal_options.conf'),
  ]);
  const central = readCentral(own.config, inner.options);
  const config = withAgentConfig(own.config, central.config);
  const { localfiles, diagnostics: doubles } = readLocalfiles(config);
  const known = new Set(localfiles.map(({ location }) => location));
  const added = watch.map(watchedFile).filter(({ location }) => !known.has(location));
  return {
    localfiles: [...localfiles, ...added],
    scan: scanOrder(resolve(home), valuesOf(config, syscheckSection), inner.options),
    config,
    central,
    internal: inner.options,
    loopTimeoutSeconds: inner.options.get('logcollector.loop_timeout'),
    diagnostics: [
      ...problems,
      ...own.diagnostics,
      ...central.diagnostics,
      ...doubles,
      ...inner.diagnostics,
    ],
  };
}

/** A file named on the command line is read as if a `<localfile>` of syslog lines named it. */
function watchedFile(path: string): LocalfileConfig {
  const format = parseLogFormat('syslog');
  assert(format.kind === 'lines', 'syslog is a format of lines');
  return {
    location: fromUtf8(path),
    format,
    command: '',
    alias: '',
    frequencySeconds: 0,
    onlyFutureEvents: false,
    at: undefined,
  };
}

function readText(home: string, name: string, problems: Diagnostic[]): ConfigFile | undefined {
  const path = join(home, name);
  try {
    return { path, text: latin1(readFileSync(path)) };
  } catch (error) {
    problems.push({
      severity: 'error',
      code: 'CONFIG_UNREADABLE',
      at: { file: path, line: 1, column: 1 },
      message: error instanceof Error ? error.message : String(error),
    });
    return undefined;
  }
}

/** Files that need not be there: everything in them has a default. */
function optionalText(home: string, name: string): readonly ConfigFile[] {
  const found = readText(home, name, []);
  return found === undefined ? [] : [found];
}
