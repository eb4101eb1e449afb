import { writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeAll, expect, it } from 'vitest';
import { BadNetwork } from './support/bad-network.ts';
import { BusyLog } from './support/busy-log.ts';
import { agentHome, call, logOf, startServer, tailOf, type ServerHome } from './support/fleet.ts';
import { seeded, type Random } from './support/random.ts';
import { build, findProcess, newFolder, until } from './support/running.ts';
import { tokensIn } from './support/token-home.ts';

// The same seed chooses the same troubles; what the machine does between them stays its own.
const seed = Number(process.env['TOCSIN_FLEET_SEED'] ?? Date.now() % 1_000_000);
const rounds = Number(process.env['TOCSIN_FLEET_ROUNDS'] ?? 10);
const durableCount = Number(process.env['TOCSIN_FLEET_AGENTS'] ?? 3);
const weather = { loss: 0.05, reordering: 0.05 };

interface RunningAgent {
  readonly name: string;
  readonly home: string;
  readonly log: BusyLog;
  readonly network: BadNetwork;
  readonly isDurable: boolean;
}

let server: ServerHome | undefined;
const agents: RunningAgent[] = [];

beforeAll(build, 120_000);

afterEach(async () => {
  for (const { home, network } of agents.splice(0)) {
    await call('ossec-control', home, 'stop');
    await network.close();
  }
  if (server !== undefined) await call('ossec-control', server.home, 'stop');
});

async function startAgent(to: ServerHome, index: number, random: Random): Promise<RunningAgent> {
  const isDurable = index < durableCount;
  const name = `web${index + 1}`;
  const network = await BadNetwork.open(to.port, random, weather);
  const log = new BusyLog(join(newFolder(), `${name}.log`), 'none', random);
  writeFileSync(log.path, '');
  const home = await agentHome(to, {
    id: String(index + 1).padStart(3, '0'),
    servers: [network.port],
    watch: [log.path],
    options: `<protocol>${isDurable ? 'durable' : 'udp'}</protocol>`,
  });
  const agent = { name, home, log, network, isDurable };
  agents.push(agent);
  expect(await call('ossec-control', home, 'start')).toMatchObject({ status: 0, err: '' });
  await until(
    () => logOf(home).includes('Connected to the server'),
    () => tailOf(home),
  );
  return agent;
}

async function kill(script: string, home: string): Promise<void> {
  let pid: number | undefined;
  await until(
    () => (pid = findProcess(script, home)) !== undefined,
    () => `${script}: ${tailOf(home)}`,
  );
  if (pid !== undefined) process.kill(pid, 'SIGKILL');
}

/** What can go wrong, each with the time that it lasts. */
function troubles(home: string, random: Random): Readonly<Record<string, () => Promise<void>>> {
  const agent = (): RunningAgent => random.pick(agents);
  return {
    'a cut': () => {
      agent().network.cut();
      return Promise.resolve();
    },
    'a silence': async () => {
      const { network } = agent();
      network.silence(true);
      await sleep(1000 + random.number(1000));
      network.silence(false);
    },
    'a killed agent': () => kill('agent-main', agent().home),
    'a killed gateway': () => kill('gateway-main', home),
    'a killed analysis': () => kill('analysis-main', home),
    'a server away': async () => {
      expect((await call('ossec-control', home, 'stop')).status).toBe(0);
      await sleep(1000 + random.number(2000));
      expect((await call('ossec-control', home, 'start')).status).toBe(0);
    },
  };
}

/** Tokens of a log that stand in the alerts not exactly once, as `name times`. */
function wrong({ log }: RunningAgent, found: ReadonlyMap<string, number>): readonly string[] {
  return log.tokens
    .map((token) => [token, found.get(token) ?? 0] as const)
    .filter(([, times]) => times !== 1)
    .map(([token, times]) => `${token} ${times}`);
}

interface Tally {
  readonly agent: string;
  readonly source: string;
  readonly gaps: number;
  readonly lost: number;
}

async function ledgerOf(home: string): Promise<readonly Tally[]> {
  const { out } = await call('tocsin', home, 'ledger', '--json');
  return (JSON.parse(out) as { readonly sources: readonly Tally[] }).sources;
}

it(`loses nothing and repeats nothing in a bad network, ${rounds} troubles, seed ${seed}`, {
  timeout: 120_000 + rounds * 15_000,
}, async ({ annotate }) => {
  const random = seeded(seed);
  const names = Array.from({ length: durableCount + 1 }, (_, i) => `web${i + 1}`);
  server = await startServer(names);
  const { home } = server;
  for (let i = 0; i <= durableCount; i++) await startAgent(server, i, random);
  const stop = new AbortController();
  const writing = (async () => {
    while (!stop.signal.aborted) {
      for (const { log } of agents) log.write();
      await sleep(20);
    }
    for (const { log } of agents) log.finishLine();
  })();
  const happened = new Map<string, number>();
  const all = Object.entries(troubles(home, random));

  for (let round = 0; round < rounds; round++) {
    await sleep(random.number(800));
    // Each kind comes at least once in as many rounds as there are kinds.
    const [name, happen] = all[round < all.length ? round : random.number(all.length)] ?? [
      '',
      undefined,
    ];
    await happen?.();
    happened.set(name, (happened.get(name) ?? 0) + 1);
  }
  stop.abort();
  await writing;
  const durable = agents.filter(({ isDurable }) => isDurable);
  const missing = (agent: RunningAgent): number =>
    wrong(agent, tokensIn(home, 'alerts')).filter((text) => text.endsWith(' 0')).length;
  await until(
    () => durable.every((agent) => missing(agent) === 0),
    () =>
      durable
        .map((agent) => `${agent.name} lacks ${missing(agent)}; ${tailOf(agent.home)}`)
        .join('\n'),
    90_000,
  );

  const found = tokensIn(home, 'alerts');
  expect(durable.flatMap((agent) => wrong(agent, found)).slice(0, 20)).toEqual([]);
  // Time for what the classic agent still sends, then the last numbers of analysis.
  const classic = agents.find(({ isDurable }) => !isDurable);
  if (classic === undefined) throw new Error('there is a classic agent');
  const last = classic.log.tokens.at(-1) ?? '';
  await until(
    () => settled(home, last),
    () => tailOf(classic.home),
    60_000,
  );
  await call('ossec-control', home, 'stop');
  const tallies = await ledgerOf(home);
  const gapless = tallies.filter(({ agent, gaps }) => agent !== classicId() && gaps > 0);
  expect(gapless).toEqual([]);
  const named = tallies.filter(({ agent }) => agent === classicId());
  const lost = missing(classic);
  expect(named.reduce((sum, tally) => sum + tally.lost, 0)).toBeGreaterThanOrEqual(lost);
  const lines = agents.reduce((sum, { log }) => sum + log.tokens.length, 0);
  const what = [...happened].map(([name, times]) => `${times} of ${name}`).join(', ');
  void annotate(
    `${lines} lines, ${what}; ${basename(classic.log.path)}: ${lost} of ${classic.log.tokens.length} lost`,
  );
});

function classicId(): string {
  return String(durableCount + 1).padStart(3, '0');
}

let seenTokens = 0;
let sameSince = Date.now();

/** Whether the last line came, or nothing more comes for a while: it may be the one that was lost. */
function settled(home: string, last: string): boolean {
  const found = tokensIn(home, 'alerts');
  if (found.size !== seenTokens) {
    seenTokens = found.size;
    sameSince = Date.now();
  }
  return found.has(last) || Date.now() - sameSince > 15_000;
}
