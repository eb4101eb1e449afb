// Throws random input at the readers of foreign bytes: npm run fuzz -- [TARGET…] [--seconds N]
import { setImmediate as nextTurn } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { seeded } from '../bench/corpus/random.ts';
import { keepInput } from './keep.ts';
import type { FuzzTarget } from './target.ts';
import { fuzzTargets } from './targets.ts';
import { watchHangs } from './watchdog.ts';

const usage = `usage: npm run fuzz -- [TARGET…] [options]

Makes inputs from seeds, as many as the time allows, and prints one line of JSON for each target.
An input that makes a reader throw, or that takes too long, is kept in fuzz/seeds; the tests try
all of these again. Exits with 1 when there was one. One that does not come back in 30 s is kept too,
and ends the run.

  --seconds N    for each target (default: 10)
  --seed N       of the first input; each further one has the next number (default: 1)
  --rss-max N    MiB that this process may take (default: 1024)

targets: ${fuzzTargets.map(({ name }) => name).join(', ')}`;

/** CPU time that no input may take; a hang shows as one long before. */
const millisecondsMax = 2000;
const turnInputs = 100;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seconds: { type: 'string', default: '10' },
    seed: { type: 'string', default: '1' },
    'rss-max': { type: 'string', default: '1024' },
    help: { type: 'boolean', default: false },
  },
});
const chosen = fuzzTargets.filter(
  ({ name }) => positionals.length === 0 || positionals.includes(name),
);
const unknown = positionals.filter((name) => !fuzzTargets.some((target) => target.name === name));
if (values.help || unknown.length > 0) {
  console.error(usage);
  process.exit(values.help ? 0 : 2);
}

/** What went wrong with an input; undefined when nothing did. */
function fault(target: FuzzTarget, input: string): string | undefined {
  const before = process.cpuUsage();
  try {
    target.run(input);
  } catch (error) {
    return error instanceof Error ? (error.stack ?? error.message) : String(error);
  }
  const { user, system } = process.cpuUsage(before);
  const milliseconds = (user + system) / 1000;
  return milliseconds > millisecondsMax ? `took ${Math.round(milliseconds)} ms` : undefined;
}

function residentMib(): number {
  return Math.round(process.memoryUsage.rss() / 2 ** 20);
}

/** Runs one target for its time; answers whether all was well. */
async function fuzz(target: FuzzTarget): Promise<boolean> {
  const until = performance.now() + Number(values.seconds) * 1000;
  const watch = watchHangs(target.name);
  const kept: string[] = [];
  let seed = Number(values.seed);
  let inputs = 0;
  let rss = 0;
  for (; performance.now() < until && kept.length < 20; inputs++, seed++) {
    // As in a process that serves: what the runtime frees between two turns is freed.
    if (inputs % turnInputs === 0) await nextTurn();
    const input = target.make(seeded(seed));
    Atomics.store(watch.progress, 0, seed);
    const what = fault(target, input);
    if (inputs % 1000 === 0) rss = Math.max(rss, residentMib());
    if (what === undefined) continue;
    kept.push(keepInput(target.name, input));
    console.error(`${target.name}, seed ${seed}: ${what}`);
  }
  watch.stop();
  rss = Math.max(rss, residentMib());
  const ok = kept.length === 0 && rss <= Number(values['rss-max']);
  console.log(JSON.stringify({ target: target.name, inputs, rss_mb: rss, failed: kept, ok }));
  return ok;
}

let isWell = true;
for (const target of chosen) isWell = (await fuzz(target)) && isWell;
process.exit(isWell ? 0 : 1);
