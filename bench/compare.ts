// Compares this tree with another revision: npm run bench:compare -- REV --home DIR
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { benchHome, removeHome } from './analysis/home.ts';
import { measure } from './analysis/measure.ts';
import { corpusKinds } from './corpus/corpus.ts';
import { readCorpus } from './analysis/read-corpus.ts';

const usage = `usage: npm run bench:compare -- REV --home DIR [options]

Builds another revision beside this tree, runs the analysis process of both alternately and prints
the least CPU time of each and their ratio, one line of JSON a corpus. Before that it compares the
answers of both, line by line.

  --home DIR     installation whose etc/ and rules/ are loaded
  --conf FILE    configuration, instead of etc/ossec.conf of the home
  --corpus C     one corpus only: ${corpusKinds.join(', ')} or a log file
  --events N     events a run (default: 200000)
  --rounds N     runs of each revision (default: 3)`;

const root = resolve(import.meta.dirname, '..');
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    home: { type: 'string' },
    conf: { type: 'string' },
    corpus: { type: 'string' },
    events: { type: 'string', default: '200000' },
    rounds: { type: 'string', default: '3' },
    help: { type: 'boolean', default: false },
  },
});
const [revision] = positionals;
if (values.help || revision === undefined || values.home === undefined) {
  console.error(usage);
  process.exit(values.help ? 0 : 2);
}
const from = resolve(values.home);

/** A built copy of the revision; the packages are those of this tree. */
function builtTree(rev: string): string {
  const tree = mkdtempSync(join(tmpdir(), 'tocsin-rev-'));
  const archive = execFileSync('git', ['archive', rev], { cwd: root, maxBuffer: 1 << 30 });
  execFileSync('tar', ['-x'], { cwd: tree, input: archive });
  symlinkSync(join(root, 'node_modules'), join(tree, 'node_modules'));
  const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  execFileSync(process.execPath, [compiler, '-p', 'tsconfig.build.json'], { cwd: tree });
  return tree;
}

/** A digest of what a tree answers to every line. */
function answers(tree: string, log: string): string {
  const main = join(tree, 'dist', 'cli', 'main.js');
  const args = ['tocsin', 'replay', '--home', from, '--clock', 'log', '--json', log];
  const conf = values.conf === undefined ? [] : ['--conf', resolve(values.conf)];
  const out = execFileSync(process.execPath, [...process.execArgv, main, ...args, ...conf], {
    maxBuffer: 1 << 30,
  });
  return createHash('sha256').update(out).digest('hex');
}

async function leastCost(tree: string, corpus: string): Promise<number> {
  const home = benchHome(from, values.conf);
  try {
    const { us_cpu_per_event } = await measure({
      home,
      corpus,
      events: Number(values.events),
      seed: 1,
      tree,
    });
    return us_cpu_per_event;
  } finally {
    removeHome(home);
  }
}

const other = builtTree(revision);
const log = join(other, 'corpus.log');
try {
  for (const corpus of values.corpus === undefined ? corpusKinds : [values.corpus]) {
    const lines = readCorpus(corpus, 1, Number(values.events));
    writeFileSync(log, lines.map(({ text }) => `${text}\n`).join(''), 'latin1');
    const same = answers(root, log) === answers(other, log);
    const costs = { here: Infinity, there: Infinity };
    for (let round = 0; round < Number(values.rounds); round++) {
      costs.here = Math.min(costs.here, await leastCost(root, corpus));
      costs.there = Math.min(costs.there, await leastCost(other, corpus));
    }
    const ratio = Number((costs.here / costs.there).toFixed(3));
    console.log(JSON.stringify({ corpus, same_answers: same, us_cpu_per_event: costs, ratio }));
  }
} finally {
  rmSync(other, { recursive: true, force: true });
}
process.exit(0);
