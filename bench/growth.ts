// Shows how the cost of an event grows with what there is: npm run bench:growth
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { latin1 } from '../src/base/index.ts';
import type { RuleEngine, SourceFile } from '../src/engine/index.ts';
import { buildEngine, defaultEngineOptions } from '../src/engine/index.ts';
import { readCorpus } from './analysis/read-corpus.ts';

const usage = `usage: npm run bench:growth -- [--events N]

Runs the shipped rule set in this process and prints one line of JSON for each size of what grows:
rules (generated ones beside the shipped), sources of failed logins that composites keep apart, bytes
of a line, and locations. Each figure is the least of three rounds after one that warms up.

  --events N  events a round (default: 60000)`;

const { values } = parseArgs({
  options: {
    events: { type: 'string', default: '60000' },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) {
  console.error(usage);
  process.exit(0);
}

interface Sent {
  readonly text: string;
  readonly location: string;
}

const events = Number(values.events);
const ruleset = join(import.meta.dirname, '..', 'ruleset');

function files(folder: string): readonly SourceFile[] {
  return readdirSync(join(ruleset, folder))
    .filter((name) => name.endsWith('.xml'))
    .sort()
    .map((name) => join(ruleset, folder, name))
    .map((path) => ({ path, text: latin1(readFileSync(path)) }));
}

const lists = readdirSync(join(ruleset, 'lists')).map((name) => ({
  path: `ruleset/lists/${name}`,
  text: latin1(readFileSync(join(ruleset, 'lists', name))),
}));
const shipped = { decoders: files('decoders'), rules: files('rules'), lists };

/** Rules of any program that look for texts no log of the corpus holds, at the top of the tree. */
function generatedRules(count: number): string {
  const rules = Array.from({ length: count }, (_, i) => {
    const condition =
      i % 2 === 0 ? `<match>product ${i} failed</match>` : `<pcre2>code \\d+ of part${i} </pcre2>`;
    return `<rule id="${300_000 + i}" level="5">${condition}<description>x</description></rule>`;
  });
  return `<group name="generated,">${rules.join('')}</group>`;
}

function engineWith(more: number): RuleEngine {
  const extra = { path: 'generated.xml', text: generatedRules(more) };
  const { engine } = buildEngine(
    { ...shipped, rules: more === 0 ? shipped.rules : [...shipped.rules, extra] },
    { ...defaultEngineOptions, mode: 'daemon' },
  );
  if (engine === undefined) throw new Error('the rule set does not load');
  return engine;
}

/** CPU microseconds an event. */
function cost(engine: RuleEngine, of: (i: number) => Sent, count: number, rounds = 4): number {
  let index = 0;
  let least = Infinity;
  for (let round = 0; round < rounds; round++) {
    const before = process.cpuUsage();
    for (let i = 0; i < count; i++, index++) {
      const timeMs = 1_795_507_200_000 + index * 2;
      engine.process({ queue: '1', ...of(index), timeMs, origin: undefined });
    }
    const { user, system } = process.cpuUsage(before);
    if (round > 0) least = Math.min(least, (user + system) / count);
  }
  return Number(least.toFixed(2));
}

function tell(grows: string, size: number, microseconds: number): void {
  console.log(JSON.stringify({ grows, size, us_cpu_per_event: microseconds }));
}

const lines = readCorpus('mixed', 1, events);
const corpus = (i: number): Sent => lines[i % lines.length] ?? { text: '', location: '' };
const base = engineWith(0).ruleCount;
for (const factor of [1, 2, 5, 10]) {
  const engine = engineWith(base * (factor - 1));
  tell('rules', engine.ruleCount, cost(engine, corpus, events));
}

for (const bytes of [100, 1000, 10_000, 65_000]) {
  const long = (i: number): Sent => ({
    text: `Jan  5 10:00:00 h app[${i}]: ${'some words of a long line '.repeat(bytes / 26 + 1)}`.slice(
      0,
      bytes,
    ),
    location: '/var/log/app.log',
  });
  tell('bytes', bytes, cost(engineWith(0), long, Math.ceil((events * 100) / bytes)));
}

for (const locations of [1, 100, 10_000]) {
  const from = (i: number): Sent => ({ ...corpus(i), location: `/var/log/${i % locations}.log` });
  tell('locations', locations, cost(engineWith(0), from, events));
}

for (const keys of [1, 100, 10_000, 1_000_000]) {
  const failed = (i: number): Sent => {
    const n = (i * 7919) % keys;
    const address = `10.${n >> 16}.${(n >> 8) & 255}.${n & 255}`;
    const text = `Jan  5 10:00:00 h sshd[${i}]: Failed password for root from ${address} port 4 ssh2`;
    return { text, location: '/var/log/auth.log' };
  };
  tell('correlation keys', keys, cost(engineWith(0), failed, Math.max(events, keys), 2));
}
