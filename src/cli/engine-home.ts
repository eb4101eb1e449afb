import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Diagnostic, Place } from '../base/index.ts';
import { formatDiagnostic, fromUtf8, hasErrors, latin1 } from '../base/index.ts';
import type { Config, ConfigFile, RuleSource } from '../config/index.ts';
import {
  alertsSection,
  coreSections,
  globalSection,
  parseConfig,
  parseInternalOptions,
  rulesSection,
  rulesetSection,
  syscheckSection,
  tocsinSection,
  valuesOf,
} from '../config/index.ts';
import { localfileSection } from '../collect/index.ts';
import type { EngineOptions, RuleEngine } from '../engine/index.ts';
import { engineOptions, loadRuleset } from '../server/ruleset/index.ts';
import { shippedRuleset } from '../supervisor/index.ts';
import type { CommandIo } from './contract.ts';
import { UsageError } from './contract.ts';

export interface EngineHome {
  /** The installation whose rules are loaded. */
  readonly home: string;
  /** Whether somebody named that folder: it has to be there then. */
  readonly isNamed: boolean;
  /** Its configuration; `etc/ossec.conf` of the home when not given. */
  readonly conf: string | undefined;
  readonly correlation: EngineOptions['correlation'] | undefined;
  /** Instead of the configured one. */
  readonly dialect?: EngineOptions['dialect'] | undefined;
  /** Instead of the log tester's semantics and this machine's name. */
  readonly semantics?: Pick<EngineOptions, 'mode' | 'hostname'> & {
    readonly logFirewall?: boolean;
    readonly autoIgnore?: boolean;
  };
}

export interface LoadedHome {
  /** Undefined when there are errors. */
  readonly engine: RuleEngine | undefined;
  readonly diagnostics: readonly Diagnostic[];
  readonly options: EngineOptions;
  /** The files that were configured, for commands that tell what they read. */
  readonly sources: readonly RuleSource[];
}

/** Builds an engine from an installation's files. */
export function loadHome(wanted: EngineHome): LoadedHome {
  const { home } = wanted;
  const problems: Diagnostic[] = [];
  if (wanted.isNamed && !isFolder(home)) {
    const message = `there is no folder ${home}`;
    problems.push({ severity: 'error', code: 'HOME_MISSING', at: start(home), message });
  }
  const read = (path: string): readonly ConfigFile[] => readConfig(path, problems);
  const files = configFiles(wanted, read);
  const sections = [...coreSections, localfileSection];
  const parsed = parseConfig(files, sections, { unavailable: 'warning' });
  const internal = parseInternalOptions(
    ['etc/internal_options.conf', 'etc/local_internal_options.conf'].flatMap((name) =>
      read(join(home, name)),
    ),
  );
  const { config } = parsed;
  const settings = {
    global: valuesOf(config, globalSection),
    alerts: valuesOf(config, alertsSection),
    tocsin: valuesOf(config, tocsinSection),
    syscheck: valuesOf(config, syscheckSection),
    internal: internal.options,
  };
  const base = engineOptions(settings, 'tester');
  const correlation = wanted.correlation ?? base.correlation;
  const dialect = wanted.dialect ?? base.dialect;
  const { autoIgnore = base.integrity.autoIgnore, ...semantics } = wanted.semantics ?? {};
  const integrity = { ...base.integrity, autoIgnore };
  const options = { ...base, ...semantics, integrity, correlation, dialect };
  const sources = rulesOf(config, home);
  const built = loadRuleset(home, sources, options, settings.global.geoDatabases);
  const relevant = parsed.diagnostics.filter(isRelevant);
  const diagnostics = [...problems, ...relevant, ...internal.diagnostics, ...built.diagnostics];
  return {
    engine: hasErrors(diagnostics) ? undefined : built.engine,
    diagnostics,
    options,
    sources,
  };
}

/** What a part of the product lacks is no matter for a command that only runs rules. */
function isRelevant(diagnostic: Diagnostic): boolean {
  return diagnostic.code !== 'CONFIG_NOT_AVAILABLE';
}

function start(file: string): Place {
  return { file, line: 1, column: 1 };
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

function configFiles(
  { home, conf }: EngineHome,
  read: (path: string) => readonly ConfigFile[],
): readonly ConfigFile[] {
  if (conf === undefined) return read(join(home, 'etc/ossec.conf'));
  if (!existsSync(conf)) throw new UsageError(`the configuration ${conf} does not exist`);
  return read(conf);
}

/** A file that is not there is empty; one that can't be read is a problem. */
function readConfig(path: string, problems: Diagnostic[]): readonly ConfigFile[] {
  try {
    return existsSync(path) ? [{ path, text: latin1(readFileSync(path)) }] : [];
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    const message = `${path} can't be read (${code})`;
    problems.push({ severity: 'error', code: 'CONFIG_UNREADABLE', at: start(path), message });
    return [];
  }
}

/** A home without rules of its own gets the ones that are shipped. */
function rulesOf(config: Config, home: string): readonly RuleSource[] {
  const sections = [rulesSection, rulesetSection];
  const sources = sections.flatMap((section) => valuesOf(config, section).sources);
  const own = ['rules', 'etc/rules'];
  if (sources.length > 0 || own.some((name) => existsSync(join(home, name)))) return sources;
  const at = start(home);
  const folder = (kind: 'decoder_dir' | 'rule_dir', name: string): RuleSource => {
    return { kind, path: fromUtf8(join(shippedRuleset, name)), pattern: undefined, at };
  };
  return [folder('decoder_dir', 'decoders'), folder('rule_dir', 'rules')];
}

/** Prints every diagnostic; answers the engine when there is one. */
export function engineOrComplain(loaded: LoadedHome, io: CommandIo): RuleEngine | undefined {
  for (const one of loaded.diagnostics) io.stderr.write(`${formatDiagnostic(one)}\n`);
  return loaded.engine;
}
