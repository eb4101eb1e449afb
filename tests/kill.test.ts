import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeAll, expect, it } from 'vitest';
import { BusyLog, rotations } from './support/busy-log.ts';
import { seeded, type Random } from './support/random.ts';
import {
  build,
  findProcess,
  newFolder,
  processesWith,
  readIfThere,
  run,
  until,
  type RunningCommand,
} from './support/running.ts';
import { tokenHome, tokensIn } from './support/token-home.ts';

// The same seed chooses the same victims, rotations and waiting times; what the machine does
// between them stays its own.
const seed = Number(process.env['TOCSIN_KILL_SEED'] ?? Date.now() % 1_000_000);
const rounds = Number(process.env['TOCSIN_KILL_ROUNDS'] ?? 50);
const victims = ['guard-main', 'analysis-main', 'main'] as const;

let running: RunningCommand | undefined;

beforeAll(build, 120_000);

afterEach(async () => {
  running?.signal('SIGTERM');
  await running?.exited;
});

/** Writes all the time, until the signal. */
async function write(logs: readonly BusyLog[], random: Random, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    random.pick(logs).write();
    await sleep(3 + random.number(8));
  }
  for (const log of logs) log.finishLine();
}

async function killOne(home: string, random: Random): Promise<string> {
  const victim = random.pick(victims);
  let pid: number | undefined;
  await until(
    () => (pid = findProcess(victim, home)) !== undefined,
    () => `${victim} runs; ${tail(home)}`,
  );
  if (pid !== undefined) process.kill(pid, 'SIGKILL');
  if (victim === 'main') {
    await running?.exited;
    running = run('tocsin', ['start', '--home', home]);
  }
  await until(
    () => ![undefined, pid].includes(findProcess(victim, home)),
    () => `${victim} runs again; ${tail(home)}`,
  );
  return victim;
}

function tail(home: string): string {
  return readIfThere(join(home, 'logs/ossec.log')).split('\n').slice(-15).join('\n');
}

interface LedgerFile {
  readonly sources: readonly {
    readonly source: string;
    readonly analysed: number;
    readonly gaps: number;
    readonly lost: number;
  }[];
}

function ledgerOf(home: string): LedgerFile {
  return JSON.parse(readIfThere(join(home, 'var/run/ledger.json'))) as LedgerFile;
}

/** Runs of tokens that were not seen exactly once: `x.log 924-943: 2 times`. */
function wrong(logs: readonly BusyLog[], found: Map<string, number>): readonly string[] {
  return logs.flatMap(({ path, tokens }) => {
    const runs: { from: number; to: number; times: number }[] = [];
    for (const [index, token] of tokens.entries()) {
      const times = found.get(token) ?? 0;
      const last = runs.at(-1);
      if (last?.times === times) last.to = index;
      else runs.push({ from: index, to: index, times });
    }
    return runs
      .filter(({ times }) => times !== 1)
      .map(({ from, to, times }) => `${basename(path)} ${from}-${to}: ${times} times`);
  });
}

function report(logs: readonly BusyLog[], home: string): string {
  const runs = wrong(logs, tokensIn(home, 'alerts')).slice(0, 20).join('\n');
  return `${home}\n${runs}\n${tail(home)}`;
}

it(`analyses every line once through ${rounds} kills, seed ${seed}`, {
  timeout: 60_000 + rounds * 6000,
}, async ({ annotate }) => {
  const random = seeded(seed);
  const folder = newFolder();
  const logs = rotations.map((name) => new BusyLog(join(folder, `${name}.log`), name, random));
  const home = tokenHome(logs.map(({ path }) => path));
  running = run('tocsin', ['start', '--home', home]);
  await until(
    () => running?.stdout.includes('Ctrl-C') === true,
    () => 'the first start',
  );
  const stopWriting = new AbortController();
  const writing = write(logs, seeded(seed + 1), stopWriting.signal);
  const killed = new Map<string, number>();

  for (let round = 0; round < rounds; round++) {
    await sleep(random.number(300));
    if (random.chance(0.4)) random.pick(logs).rotate();
    const victim = await killOne(home, random);
    killed.set(victim, (killed.get(victim) ?? 0) + 1);
    if (random.chance(0.3)) random.pick(logs).rotate();
  }
  stopWriting.abort();
  await writing;
  const written = logs.reduce((sum, { tokens }) => sum + tokens.length, 0);
  await until(
    () => tokensIn(home, 'alerts').size >= written,
    () => `all lines in the alerts; ${report(logs, home)}`,
    30_000,
  );
  running.signal('SIGINT');
  const status = await running.exited;

  const victimCounts = [...killed].map(([name, count]) => `${name} ${count}`).join(', ');
  await annotate(`seed ${seed}, ${home}: ${written} lines; killed ${victimCounts}`);
  expect(wrong(logs, tokensIn(home, 'alerts'))).toEqual([]);
  expect(wrong(logs, tokensIn(home, 'archives'))).toEqual([]);
  const booked = ledgerOf(home).sources.filter(({ source }) => source.startsWith('file:'));
  expect(
    booked.map(({ source, analysed, gaps, lost }) => ({ source, analysed, gaps, lost })),
  ).toEqual(
    expect.arrayContaining(
      logs.map(({ path, tokens }) => ({
        source: `file:${path}`,
        analysed: tokens.length,
        gaps: 0,
        lost: 0,
      })),
    ),
  );
  expect(status).toBe(0);
  expect(processesWith(home)).toEqual([]);
});
