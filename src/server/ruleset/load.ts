import { readFileSync, statSync } from 'node:fs';
import { hostname } from 'node:os';
import type { Diagnostic } from '../../base/index.ts';
import { inPlaceOrder, latin1, limits } from '../../base/index.ts';
import type {
  AlertsValues,
  GeoDatabases,
  GlobalValues,
  InternalOptions,
  RuleSource,
  SyscheckValues,
  TocsinValues,
} from '../../config/index.ts';
import type { BuiltEngine, EngineOptions, EngineSources, SourceFile } from '../../engine/index.ts';
import { buildEngine, defaultEngineOptions } from '../../engine/index.ts';
import { openLocator } from '../geoip/index.ts';
import type { WantedFile } from './wanted-file.ts';
import { resolveSources } from './resolve.ts';

/** The parts of the configuration that shape an engine. */
export interface EngineSettings {
  readonly global: GlobalValues;
  readonly alerts: AlertsValues;
  readonly tocsin: TocsinValues;
  readonly syscheck: SyscheckValues;
  readonly internal: InternalOptions;
}

/** The engine options that a configuration asks for. */
export function engineOptions(
  settings: EngineSettings,
  mode: EngineOptions['mode'],
): EngineOptions {
  const { global, alerts, tocsin, internal, syscheck } = settings;
  return {
    ...defaultEngineOptions,
    mode,
    correlation: tocsin.correlation,
    dialect: tocsin.dialect,
    exactEventsMax: tocsin.correlationMaxEvents,
    hostname: shortHostname(),
    mailLevel: alerts.mailLevel,
    logLevel: alerts.logLevel,
    memorySize: global.memorySize,
    defaultTimeframe: internal.get('analysisd.default_timeframe'),
    listMax: internal.get('analysisd.sid_prev_matched_max'),
    ftsListSize: internal.get('analysisd.fts_list_size'),
    ftsMinPrefix: internal.get('analysisd.fts_min_size_for_str'),
    orderSize: internal.get('analysisd.decoder_order_size'),
    logFirewall: internal.get('analysisd.log_fw') === 1,
    integrity: {
      autoIgnore: syscheck.autoIgnore,
      alertNewFiles: syscheck.alertNewFiles,
      ignore: syscheck.ignore,
    },
    statistics: {
      level: global.statisticsLevel,
      limits: {
        percent: internal.get('analysisd.stats_percent_diff'),
        minDifference: internal.get('analysisd.stats_mindiff'),
        maxDifference: internal.get('analysisd.stats_maxdiff'),
      },
    },
  };
}

/** This machine's name up to the first dot. */
export function shortHostname(): string {
  return hostname().split('.')[0] ?? 'localhost';
}

/**
 * Reads decoders, rules and lists below `home` and builds an engine of them. `sources` are the
 * entries of `<rules>`; without any, the files of a stock installation are taken.
 */
export function loadRuleset(
  home: string,
  sources: readonly RuleSource[],
  options: EngineOptions,
  databases: GeoDatabases,
): BuiltEngine {
  const { texts, diagnostics } = readRuleset(home, sources);
  const problems = [...diagnostics];
  const locate = openLocator(home, databases, (problem) => problems.push(problem));
  const built = buildEngine(texts, { ...options, locate });
  return {
    engine: problems.length > 0 ? undefined : built.engine,
    diagnostics: inPlaceOrder([...problems, ...built.diagnostics]),
  };
}

/** Reads the same files without building anything of them; the diagnostics are of files alone. */
export function readRuleset(
  home: string,
  sources: readonly RuleSource[],
): { readonly texts: EngineSources; readonly diagnostics: readonly Diagnostic[] } {
  const diagnostics: Diagnostic[] = [];
  const report = (diagnostic: Diagnostic): void => {
    diagnostics.push(diagnostic);
  };
  const wanted = resolveSources(home, sources, report);
  const read = (files: readonly WantedFile[]): SourceFile[] =>
    files.flatMap((file) => readFile(file, report));
  const texts: EngineSources = {
    decoders: read(wanted.decoders),
    rules: read(wanted.rules),
    lists: wanted.lists.flatMap((file) =>
      readFile(file, report).map(({ text }) => ({
        path: file.name,
        text,
        usual: file.usual,
      })),
    ),
  };
  return { texts, diagnostics };
}

function readFile(file: WantedFile, report: (diagnostic: Diagnostic) => void): SourceFile[] {
  try {
    if (statSync(file.path).size > limits.configFileBytes) {
      const message = `${file.path} is larger than ${limits.configFileBytes} bytes`;
      report({ severity: 'error', code: 'RULES_FILE_TOO_BIG', at: file.at, message });
      return [];
    }
    return [{ path: file.path, text: latin1(readFileSync(file.path)), usual: file.usual }];
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    if (file.optional && code === 'ENOENT') return [];
    const message = `${file.path} can't be read (${code})`;
    report({ severity: 'error', code: 'RULES_FILE_UNREADABLE', at: file.at, message });
    return [];
  }
}
