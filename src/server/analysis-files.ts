import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Diagnostic } from '../base/index.ts';
import { hasErrors, latin1 } from '../base/index.ts';
import { localfileSection } from '../collect/index.ts';
import type { ConfigFile } from '../config/index.ts';
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
import type { Engine } from '../engine/index.ts';
import type { OutputSettings } from '../outputs/index.ts';
import { engineOptions, loadRuleset } from './ruleset/index.ts';

/** What the files of a home ask of analysis. */
export interface AnalysisFiles {
  readonly engine: Engine;
  readonly outputs: OutputSettings;
  readonly journalBytesMax: number;
  readonly consoleLevel: number;
  /** Seconds between two state files; 0 for none. */
  readonly stateIntervalSeconds: number;
}

export interface ReadFiles {
  /** Undefined when there are errors. */
  readonly files: AnalysisFiles | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

function readText(home: string, name: string): ConfigFile | string {
  const path = join(home, name);
  try {
    return { path, text: latin1(readFileSync(path)) };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Files that need not be there: everything in them has a default. */
function optionalText(home: string, name: string): readonly ConfigFile[] {
  const found = readText(home, name);
  return typeof found === 'string' ? [] : [found];
}

function unreadable(file: string, message: string): Diagnostic {
  return {
    severity: 'error',
    code: 'CONFIG_UNREADABLE',
    at: { file, line: 1, column: 1 },
    message,
  };
}

/** Reads configuration, decoders, rules and lists; all problems of all files are told at once. */
export function readAnalysisFiles(home: string): ReadFiles {
  const conf = readText(home, 'etc/ossec.conf');
  if (typeof conf === 'string') {
    const diagnostics = [unreadable(join(home, 'etc/ossec.conf'), conf)];
    return { files: undefined, diagnostics };
  }
  const parsed = parseConfig([conf], [...coreSections, localfileSection]);
  const inner = parseInternalOptions([
    ...optionalText(home, 'etc/internal_options.conf'),
    ...optionalText(home, 'etc/local_internal_options.conf'),
  ]);
  const global = valuesOf(parsed.config, globalSection);
  const alerts = valuesOf(parsed.config, alertsSection);
  const tocsin = valuesOf(parsed.config, tocsinSection);
  const sources = [rulesSection, rulesetSection].flatMap(
    (section) => valuesOf(parsed.config, section).sources,
  );
  const internal = inner.options;
  const syscheck = valuesOf(parsed.config, syscheckSection);
  const options = engineOptions({ global, alerts, tocsin, syscheck, internal }, 'daemon');
  // Without the sources that a broken file may name, the files of a stock home mean nothing.
  if (sources.length === 0 && parsed.diagnostics.some(({ code }) => code.startsWith('XML_'))) {
    return { files: undefined, diagnostics: [...parsed.diagnostics, ...inner.diagnostics] };
  }
  const ruleset = loadRuleset(home, sources, options, global.geoDatabases);
  const diagnostics = [...parsed.diagnostics, ...inner.diagnostics, ...ruleset.diagnostics];
  if (ruleset.engine === undefined || hasErrors(diagnostics)) {
    return { files: undefined, diagnostics };
  }
  return {
    files: {
      engine: ruleset.engine,
      outputs: {
        jsonOutput: global.jsonOutput,
        jsonLayout: tocsin.alertJson,
        logAll: global.logAll,
        logAllJson: global.logAllJson,
        customAlertOutput: global.customAlertOutput,
        firewallLog: internal.get('analysisd.log_fw') === 1,
        placesInText: alerts.tellsPlaces,
        placesInJson: internal.get('analysisd.geoip_jsonout') === 1,
      },
      journalBytesMax: tocsin.journalMaxBytes,
      consoleLevel: tocsin.consoleLevel,
      stateIntervalSeconds: internal.get('analysisd.state_interval'),
    },
    diagnostics,
  };
}
