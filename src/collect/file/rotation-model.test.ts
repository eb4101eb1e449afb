import {
  copyFileSync,
  existsSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  utimesSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { CollectedRecord, Collector } from '../contract.ts';
import { Bench, localfile, until } from '../testing/bench.ts';
import { prng } from '../testing/random.ts';

let bench: Bench;
beforeEach(() => {
  bench = new Bench();
});
afterEach(async () => {
  await bench.close();
});

const KEPT = 9;

/** A log file whose writer and whose rotation do everything that they do in real life. */
class RotatedLog {
  written = 0;
  #partial = '';
  readonly #bench: Bench;
  readonly #random: (bound: number) => number;

  constructor(bench: Bench, random: (bound: number) => number) {
    this.#bench = bench;
    this.#random = random;
  }

  write(): void {
    let text = this.#partial === '' ? '' : this.#partial.slice(3);
    this.#partial = '';
    for (let i = this.#random(8); i >= 0; i--) text += this.#line();
    // Sometimes the last line stays open until the next write.
    if (this.#random(4) === 0) {
      const line = this.#line();
      text += line.slice(0, 3);
      this.#partial = line;
    }
    this.#bench.append('a.log', text);
  }

  rename(): void {
    this.#closeLine();
    this.#shift();
    renameSync(this.#bench.path('a.log'), this.#bench.path('a.log.1'));
    writeFileSync(this.#bench.path('a.log'), '');
  }

  copyAndTruncate(): void {
    this.#closeLine();
    this.#shift();
    copyFileSync(this.#bench.path('a.log'), this.#bench.path('a.log.1'));
    truncateSync(this.#bench.path('a.log'));
  }

  compress(): void {
    const plain = this.#bench.path(`a.log.${1 + this.#random(2)}`);
    if (!existsSync(plain)) return;
    const { atime, mtime } = statSync(plain);
    writeFileSync(`${plain}.gz`, gzipSync(readFileSync(plain)));
    utimesSync(`${plain}.gz`, atime, mtime);
    rmSync(plain);
  }

  #line(): string {
    this.written++;
    return `${this.written} ${'x'.repeat(this.#random(40))}\n`;
  }

  #closeLine(): void {
    if (this.#partial !== '') this.#bench.append('a.log', this.#partial.slice(3));
    this.#partial = '';
  }

  /** Ends with everything written to whole lines. */
  end(): void {
    this.#closeLine();
    this.write();
    this.#closeLine();
  }

  #shift(): void {
    for (let number = KEPT; number > 0; number--) {
      for (const ending of ['', '.gz']) {
        const from = this.#bench.path(`a.log.${number}${ending}`);
        if (existsSync(from)) renameSync(from, this.#bench.path(`a.log.${number + 1}${ending}`));
      }
    }
  }
}

const keyOf = ({ origin }: CollectedRecord): string =>
  `${origin.source} ${origin.stream} ${origin.from} ${origin.to}`;

/** Each record once; the same origin must always mean the same text. */
function withoutRepeats(records: readonly CollectedRecord[]): readonly CollectedRecord[] {
  const first = new Map<string, CollectedRecord>();
  for (const record of records) {
    const known = first.get(keyOf(record));
    if (known === undefined) first.set(keyOf(record), record);
    else expect(record.text).toBe(known.text);
  }
  return [...first.values()].filter(({ origin }) => origin.source !== 'notice:collector');
}

function numbers(): readonly number[] {
  return withoutRepeats(bench.records).map(({ text }) => Number.parseInt(text, 10));
}

/** Within one stream the ranges touch. */
function expectNoHoles(): void {
  const reached = new Map<string, number>();
  for (const { origin } of withoutRepeats(bench.records)) {
    expect(origin.from).toBe(reached.get(origin.stream) ?? 0);
    reached.set(origin.stream, origin.to);
  }
}

const seeds = Array.from({ length: Number(process.env['MODEL_SEEDS'] ?? 15) }, (_, i) => i + 1);

it.each(seeds)(
  'reads every line once and in order through rotation and restarts, seed %i',
  async (seed) => {
    const random = prng(seed);
    const log = new RotatedLog(bench, random);
    const positions = bench.path('.positions.json');
    const locations = [localfile(bench.path('a.log'))];
    let collector: Collector | undefined = await bench.start(locations);
    const steps: string[] = [];
    const trace = (step: string): void => {
      steps.push(`${step}@${log.written}`);
    };
    for (let step = 0; step < 40; step++) {
      const choice = random(12);
      if (choice < 6) {
        trace('write');
        log.write();
      } else if (!existsSync(bench.path('a.log'))) {
        continue;
      } else if (choice === 6) {
        trace('rename');
        log.rename();
      } else if (choice === 7) {
        trace('truncate');
        log.copyAndTruncate();
      } else if (choice === 8) {
        trace('compress');
        log.compress();
      } else if (choice === 9) {
        trace(collector === undefined ? 'start' : 'stop');
        if (collector === undefined) collector = await bench.start(locations);
        else collector = await stopped(collector);
      } else if (choice === 10 && collector !== undefined) {
        // A crash: what was delivered since the last save comes again.
        trace('crash');
        const saved = readFileSync(positions);
        await stopped(collector);
        writeFileSync(positions, saved);
        collector = await bench.start(locations);
      } else {
        trace('wait');
        await new Promise((resolve) => {
          setTimeout(resolve, random(30));
        });
      }
    }
    log.end();
    collector ??= await bench.start(locations);
    const expected = Array.from({ length: log.written }, (_, i) => i + 1);

    await until(
      () => numbers().length >= expected.length,
      () => ({
        steps,
        logged: bench.logged,
        missing: expected.filter((number) => !numbers().includes(number)),
      }),
    );

    expect(numbers(), steps.join(' ')).toEqual(expected);
    expectNoHoles();
  },
);

async function stopped(collector: Collector): Promise<undefined> {
  await collector.stop();
}
