import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
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

const SERVICES = 6;
const SAVE_MS = 60;

/** Services that write logs of their own; each line says whose it is and which one. */
class Services {
  readonly written = new Map<string, number>();
  readonly steps: string[] = [];
  readonly #random: (bound: number) => number;

  constructor(random: (bound: number) => number) {
    this.#random = random;
    for (let i = 0; i < SERVICES; i++) {
      this.written.set(`service${i}`, 0);
      this.#write(`service${i}`, 0);
    }
  }

  #any(): string {
    return `service${this.#random(SERVICES)}`;
  }

  write(): void {
    this.#write(this.#any(), 1 + this.#random(20));
  }

  #write(service: string, count: number): void {
    mkdirSync(bench.path(service), { recursive: true });
    const before = this.written.get(service) ?? 0;
    const lines = Array.from({ length: count }, (_, i) => `${service} ${before + i + 1}\n`);
    bench.append(`${service}/out.log`, lines.join(''));
    this.written.set(service, before + count);
    this.steps.push(`${service}:${before + count}`);
  }

  rotate(): void {
    const log = bench.path(`${this.#any()}/out.log`);
    if (!existsSync(log)) return;
    for (let number = 5; number > 0; number--) {
      if (existsSync(`${log}.${number}`)) renameSync(`${log}.${number}`, `${log}.${number + 1}`);
    }
    renameSync(log, `${log}.1`);
    this.steps.push(`${log.split('/').at(-2)}:rotate`);
  }

  /** What is read already may go; the service begins a new file. */
  removeOld(): void {
    const log = bench.path(`${this.#any()}/out.log`);
    for (let number = 4; number <= 6; number++) rmSync(`${log}.${number}`, { force: true });
  }

  /** Each service writes once more, so that all its files have a successor. */
  end(): void {
    for (const service of this.written.keys()) this.#write(service, 1);
  }
}

function withoutRepeats(): readonly CollectedRecord[] {
  const first = new Map<string, CollectedRecord>();
  for (const record of bench.records) {
    const { source, stream, from, to } = record.origin;
    const key = `${source} ${stream} ${from} ${to}`;
    const known = first.get(key);
    if (known === undefined) first.set(key, record);
    else expect(record.text).toBe(known.text);
  }
  return [...first.values()].filter(({ origin }) => origin.source !== 'notice:collector');
}

/** The lines that did not come, by service. */
function missing(written: ReadonlyMap<string, number>): Readonly<Record<string, string>> {
  const seen = new Set(withoutRepeats().map(({ text }) => text));
  const gaps = [...written].map(([service, count]) => {
    const numbers = Array.from({ length: count }, (_, i) => i + 1);
    return [service, numbers.filter((n) => !seen.has(`${service} ${n}`)).join(' ')] as const;
  });
  return Object.fromEntries(gaps.filter(([, numbers]) => numbers !== ''));
}

async function pause(milliseconds: number): Promise<void> {
  await new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
}

const seeds = Array.from({ length: Number(process.env['MODEL_SEEDS'] ?? 8) }, (_, i) => i + 1);

it.each(seeds)('reads every line of every service once and in order, seed %i', async (seed) => {
  const random = prng(seed);
  const services = new Services(random);
  const locations = [localfile(bench.path('service*/out.log*'))];
  const positions = bench.path('.positions.json');
  const options = { maxOpenFiles: 1 + random(5) };
  let collector: Collector = await bench.start(locations, options);
  const steps = services.steps;
  for (let step = 0; step < 60; step++) {
    const choice = random(16);
    if (choice > 11) steps.push(`${choice}`);
    if (choice < 8) {
      services.write();
    } else if (choice < 11) {
      services.rotate();
    } else if (choice === 11) {
      await pause(SAVE_MS);
      services.removeOld();
    } else if (choice === 12) {
      await collector.stop();
      services.write();
      services.rotate();
      collector = await bench.start(locations, options);
    } else if (choice === 13) {
      // A crash: what was delivered since the last save comes again.
      services.write();
      await pause(random(20));
      const saved = readFileSync(positions);
      await collector.stop();
      writeFileSync(positions, saved);
      collector = await bench.start(locations, options);
    } else {
      await pause(random(20));
    }
  }
  services.end();

  await until(
    () => Object.keys(missing(services.written)).length === 0,
    () => ({ steps, missing: missing(services.written) }),
  );

  const perService = Map.groupBy(withoutRepeats(), ({ text }) => text.split(' ')[0] ?? '');
  for (const [service, count] of services.written) {
    const numbers = perService.get(service)?.map(({ text }) => Number(text.split(' ')[1]));
    expect(numbers, `${service}: ${steps.join(' ')}`).toEqual(
      Array.from({ length: count }, (_, i) => i + 1),
    );
  }
});
