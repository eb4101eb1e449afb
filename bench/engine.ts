// Times decoders and rules alone, on one thread: npm run bench:engine -- --home DIR
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { formatDiagnostic } from '../src/base/index.ts';
import { loadHome } from '../src/cli/engine-home.ts';
import { readCorpus } from './analysis/read-corpus.ts';
import type { CorpusLine } from './corpus/corpus.ts';
import { corpusKinds } from './corpus/corpus.ts';

const usage = `usage: npm run bench:engine -- --home DIR [options]

Runs a corpus through decoders and rules in this process, several times, and prints one line of
JSON a round: the first one compiles the hot code, the last ones tell what it costs in the long run.

  --home DIR     installation whose etc/ and rules/ are loaded
  --conf FILE    configuration, instead of etc/ossec.conf of the home
  --corpus C     a log file, or one of: ${corpusKinds.join(', ')} (default: mixed)
  --events N     events a round (default: 200000)
  --rounds N     (default: 3)
  --seed N       of the generated corpus (default: 1)`;

const { values } = parseArgs({
  options: {
    home: { type: 'string' },
    conf: { type: 'string' },
    corpus: { type: 'string', default: 'mixed' },
    events: { type: 'string', default: '200000' },
    rounds: { type: 'string', default: '3' },
    seed: { type: 'string', default: '1' },
    help: { type: 'boolean', default: false },
  },
});
if (values.help || values.home === undefined) {
  console.error(usage);
  process.exit(values.help ? 0 : 2);
}

const started = performance.now();
const { engine, diagnostics } = loadHome({
  home: resolve(values.home),
  isNamed: true,
  conf: values.conf,
  correlation: undefined,
  semantics: { mode: 'daemon', hostname: 'bench' },
});
const loadedSeconds = (performance.now() - started) / 1000;
if (engine === undefined) {
  for (const one of diagnostics) console.error(formatDiagnostic(one));
  process.exit(1);
}

/** Events a second of the time that the records carry. */
const eventsPerSecond = 500;
const events = Number(values.events);
const lines: readonly CorpusLine[] = readCorpus(values.corpus, Number(values.seed), events);
let index = 0;
for (let round = 1; round <= Number(values.rounds); round++) {
  const cpuStart = process.cpuUsage();
  const start = performance.now();
  let alerts = 0;
  for (let i = 0; i < events; i++) {
    const line = lines[index % lines.length];
    const timeMs = 1_795_507_200_000 + Math.floor((index++ * 1000) / eventsPerSecond);
    if (line === undefined) break;
    const record = { queue: '1', ...line, timeMs, origin: undefined };
    if (engine.process(record)?.alert === true) alerts++;
  }
  const seconds = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(cpuStart);
  const figures = {
    round,
    events,
    alerts,
    us_per_event: Number(((seconds * 1e6) / events).toFixed(3)),
    us_cpu_per_event: Number(((user + system) / events).toFixed(3)),
    load_s: Number(loadedSeconds.toFixed(3)),
    peak_rss_mb: Number((process.resourceUsage().maxRSS / 1024).toFixed(1)),
  };
  console.log(JSON.stringify(figures));
}
