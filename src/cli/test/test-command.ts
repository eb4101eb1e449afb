import { existsSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { assert, formatDiagnostic } from '../../base/index.ts';
import type { RuleEngine } from '../../engine/index.ts';
import { shippedRuleset } from '../../supervisor/index.ts';
import type { Command, CommandIo } from '../contract.ts';
import { UsageError } from '../contract.ts';
import type { EngineHome } from '../engine-home.ts';
import { engineOrComplain, loadHome } from '../engine-home.ts';
import { dialectOf } from '../dialect-option.ts';
import { homeOf } from '../home-option.ts';
import { readOptions } from '../options.ts';
import { findCases } from './find-cases.ts';
import { jsonReport, junitReport, textReport } from './reports.ts';
import type { EngineFor } from './results.ts';
import { percentOf, playCases } from './results.ts';

const usage = `usage: tocsin test [options] [FILE|DIR...]

Plays .case files, which say what must come of log lines, and tells what came out differently.
Without FILE or DIR it plays all cases below etc/, rules/ and ruleset/ of the home, or those of the
shipped rules when neither --home nor --conf is given. Exits 1 when a case fails.

  --home DIR              installation whose rules are tried, instead of the shipped rules
  --conf FILE             configuration, instead of etc/ossec.conf of the home
  --correlation MODE      exact or reference, instead of the configured one
  --dialect D             what the files are written in: auto (each by itself), ossec, wazuh
  --coverage              name the rules that no case reaches
  --min-coverage PERCENT  the same, and fail when fewer rules are reached
  --junit FILE            write the results as JUnit XML, too
  --json                  print one JSON object instead of text`;

const options = {
  home: { type: 'string' },
  conf: { type: 'string' },
  correlation: { type: 'string' },
  dialect: { type: 'string' },
  coverage: { type: 'boolean' },
  'min-coverage': { type: 'string' },
  junit: { type: 'string' },
  json: { type: 'boolean' },
} as const;

function correlationOf(text: string | undefined): 'exact' | 'reference' | undefined {
  if (text === undefined || text === 'exact' || text === 'reference') return text;
  throw new UsageError(`--correlation is exact or reference, not ${JSON.stringify(text)}`);
}

function percentWanted(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const percent = /^\d{1,3}(?:\.\d{1,3})?$/.test(text) ? Number(text) : Number.NaN;
  if (percent <= 100) return percent;
  throw new UsageError(`--min-coverage is a number from 0 to 100, not ${JSON.stringify(text)}`);
}

/** Where cases are looked for when none are named. */
function caseFolders(home: string | undefined): readonly string[] {
  if (home === undefined) return [shippedRuleset];
  return ['etc', 'rules', 'ruleset'].map((name) => join(home, name)).filter(existsSync);
}

export const test: Command = {
  name: 'test',
  summary: 'Try rules with cases that say what must come of a line.',
  usage,
  async run(args, io) {
    const { values, positionals } = readOptions(args, options);
    const least = percentWanted(values['min-coverage']);
    const isShipped = values.home === undefined && values.conf === undefined;
    const home = isShipped ? undefined : homeOf(values.home, io);
    const wanted: EngineHome = {
      // Beside the shipped rules there is no configuration, so they are loaded alone.
      home: home ?? dirname(shippedRuleset),
      isNamed: values.home !== undefined,
      conf: values.conf === undefined ? undefined : resolve(io.cwd, values.conf),
      correlation: correlationOf(values.correlation),
      dialect: dialectOf(values.dialect),
      // As in operation, where repeated lines are dropped; with the same outcome on every machine.
      semantics,
    };
    const loaded = loadHome(wanted);
    const found = findCases(positionals.length > 0 ? positionals : caseFolders(home), io.cwd);
    const engine = engineOrComplain(loaded, io);
    for (const one of found.problems) io.stderr.write(`${formatDiagnostic(one)}\n`);
    if (engine === undefined || found.problems.length > 0) return 1;
    if (!found.files.some(({ cases }) => cases.length > 0)) {
      io.stderr.write('tocsin test: there are no cases\n');
      return 1;
    }
    const results = playCases(enginesOf(engine, wanted), found.files);
    const withCoverage = values.coverage === true || least !== undefined;
    const isJson = values.json === true;
    io.stdout.write(isJson ? jsonReport(results) : textReport(results, withCoverage));
    const isWritten = values.junit === undefined || wrote(values.junit, junitReport(results), io);
    const isCovered = least === undefined || percentOf(results.coverage) >= least;
    if (!isCovered)
      io.stderr.write(`tocsin test: fewer than ${least} % of the rules were reached\n`);
    return results.failed === 0 && isCovered && isWritten ? 0 : 1;
  },
};

const semantics = { mode: 'daemon', hostname: 'localhost' } as const;

/** Engines of the same files, with the options that cases ask for; made when needed. */
function enginesOf(usual: RuleEngine, wanted: EngineHome): EngineFor {
  const made = new Map<string, RuleEngine>();
  return (asked) => {
    if (asked === undefined) return usual;
    const name = `${asked.logFirewall} ${asked.autoIgnore}`;
    const known = made.get(name);
    if (known !== undefined) return known;
    const { engine } = loadHome({ ...wanted, semantics: { ...semantics, ...asked } });
    assert(engine !== undefined, 'files that loaded a moment ago load with other options too');
    made.set(name, engine);
    return engine;
  };
}

function wrote(path: string, text: string, io: CommandIo): boolean {
  try {
    writeFileSync(resolve(io.cwd, path), text);
    return true;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    io.stderr.write(`tocsin test: ${path} can't be written (${code})\n`);
    return false;
  }
}
