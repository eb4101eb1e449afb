// Runs beside the fuzzer: an input that never comes back would otherwise be lost with its run.
import { writeSync } from 'node:fs';
import { isMainThread, Worker, workerData } from 'node:worker_threads';
import { seeded } from '../bench/corpus/random.ts';
import { keepInput } from './keep.ts';
import { fuzzTargets } from './targets.ts';

const secondsMax = 30;

/** Seed in progress, or 0 between targets. */
type Progress = Int32Array<SharedArrayBuffer>;

interface Watched {
  readonly progress: Progress;
  readonly name: string;
}

/** Watches the target from now on; tell each seed by `progress[0]` before its input runs. */
export function watchHangs(name: string): { progress: Progress; stop: () => void } {
  const progress: Progress = new Int32Array(new SharedArrayBuffer(4));
  const watched: Watched = { progress, name };
  const worker = new Worker(new URL(import.meta.url), { workerData: watched });
  worker.unref();
  return { progress, stop: () => void worker.terminate() };
}

function watch({ progress, name }: Watched): void {
  let seed = 0;
  let seconds = 0;
  setInterval(() => {
    const now = Atomics.load(progress, 0);
    seconds = now === seed && now !== 0 ? seconds + 1 : 0;
    seed = now;
    const target = fuzzTargets.find((one) => one.name === name);
    if (seconds < secondsMax || target === undefined) return;
    const place = keepInput(name, target.make(seeded(seed)));
    // The console of a worker writes by way of the thread that hangs.
    writeSync(2, `${name}, seed ${seed}: not back in ${secondsMax} s, kept as ${place}\n`);
    process.kill(process.pid, 'SIGKILL');
  }, 1000);
}

if (!isMainThread) watch(workerData as Watched);
