import { resolve } from 'node:path';
import type { Diagnostic } from '../../base/index.ts';
import { readRuleset } from '../../server/ruleset/index.ts';
import type { Command } from '../contract.ts';
import { loadHome } from '../engine-home.ts';
import { dialectOf } from '../dialect-option.ts';
import { homeOf } from '../home-option.ts';
import { readOptions } from '../options.ts';
import { materialOf, withFiles } from './gather.ts';
import { humanText, jsonText, reportOf, statusOf } from './report.ts';

const usage = `usage: tocsin check [options] [FILE...]

Reports what of an installation's decoders, rules and lists loads, and what loads but behaves in
another way than it says or than in OSSEC. Each FILE holds decoders or rules and is loaded after
those of the installation; without an installation, after those that come with Tocsin. A folder
stands for all .xml files below it.

  --home DIR   installation whose etc/ and rules/ are loaded
  --conf FILE  configuration, instead of etc/ossec.conf of the home
  --dialect D  what the files are written in: auto (each by itself), ossec, wazuh
  --json       one JSON object: totals and, per file, counts and findings

Findings are 'error' (refused), 'differs' (loads, may surprise) or 'note'.
Exit status: 0 nothing or only notes, 1 something is refused, 3 something differs,
2 called wrongly.`;

const options = {
  home: { type: 'string' },
  conf: { type: 'string' },
  dialect: { type: 'string' },
  json: { type: 'boolean' },
} as const;

export const check: Command = {
  name: 'check',
  summary: 'Report what of decoders, rules and lists loads, and what may surprise.',
  usage,
  run(args, io) {
    const { values, positionals } = readOptions(args, options);
    const home = homeOf(values.home, io);
    const loaded = loadHome({
      home,
      isNamed: values.home !== undefined,
      conf: values.conf === undefined ? undefined : resolve(io.cwd, values.conf),
      correlation: undefined,
      dialect: dialectOf(values.dialect),
    });
    const told: Diagnostic[] = [...loaded.diagnostics];
    const { texts } = readRuleset(home, loaded.sources);
    const paths = positionals.map((path) => resolve(io.cwd, path));
    const sources = withFiles(texts, paths, (one) => told.push(one));
    const report = reportOf(materialOf(sources, loaded.options, told));
    io.stdout.write(values.json === true ? jsonText(report) : humanText(report));
    return Promise.resolve(statusOf(report));
  },
};
