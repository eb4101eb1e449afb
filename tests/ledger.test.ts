import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { agentHome, call, logOf, startServer, tailOf, type ServerHome } from './support/fleet.ts';
import { build, newFolder, until } from './support/running.ts';
import { tokenLine } from './support/token-home.ts';

interface Across {
  readonly complete: boolean;
  readonly told?: { readonly waitingBytes: number; readonly lost: number };
  readonly sources: readonly {
    readonly source: string;
    readonly state: string;
    readonly read: number | null;
    readonly tally?: { readonly analysed: number; readonly gaps: number; readonly lost: number };
  }[];
}

const homes: string[] = [];

beforeAll(build, 120_000);

afterEach(async () => {
  for (const home of homes.splice(0).toReversed()) await call('ossec-control', home, 'stop');
});

async function ledger(home: string): Promise<Across> {
  const { out, err } = await call('tocsin', home, 'ledger', 'web01', '--json');
  return out === ''
    ? { complete: false, sources: [{ source: err, state: '', read: 0 }] }
    : (JSON.parse(out) as Across);
}

/** Asks until the ledger is as wanted. */
async function soon(home: string, isRight: (across: Across) => boolean): Promise<Across> {
  let last = await ledger(home);
  const deadline = Date.now() + 60_000;
  while (!isRight(last) && Date.now() < deadline) last = await ledger(home);
  if (!isRight(last)) throw new Error(`${JSON.stringify(last)}\n${tailOf(home)}`);
  return last;
}

async function start(options: string): Promise<{ server: ServerHome; home: string; log: string }> {
  const server = await startServer(['web01']);
  homes.push(server.home);
  const log = join(newFolder(), 'messages');
  writeFileSync(log, '');
  const home = await agentHome(server, {
    id: '001',
    servers: [server.port],
    watch: [log],
    options: `<protocol>durable</protocol>${options}`,
  });
  homes.push(home);
  expect(await call('ossec-control', home, 'start')).toMatchObject({ status: 0, err: '' });
  await until(
    () => logOf(home).includes('Connected to the server'),
    () => tailOf(home),
  );
  return { server, home, log };
}

describe('the ledger across the wire', () => {
  it('proves that what an agent read was analysed', async () => {
    const { server, log } = await start('');
    appendFileSync(log, Array.from({ length: 500 }, (_, i) => tokenLine(`l-${i}`)).join(''));

    const across = await soon(
      server.home,
      ({ complete, sources }) => complete && sources.some(({ read }) => read === 500),
    );

    const file = across.sources.find(({ source }) => source === `file:${log}`);
    expect(file).toMatchObject({ state: 'complete', read: 500, tally: { analysed: 500, gaps: 0 } });
    const { out } = await call('tocsin', server.home, 'ledger', '1');
    expect(out).toContain('Everything that it read is received and analysed.');
  }, 90_000);

  it('names what a full spool dropped, and how much it was', async () => {
    const { server, home, log } = await start('<spool_max_size>4M</spool_max_size>');
    appendFileSync(log, tokenLine('first'));
    await soon(server.home, ({ complete }) => complete);
    expect((await call('ossec-control', server.home, 'stop')).status).toBe(0);
    // Each fits the spool; all of them do not.
    const long = `Nov 24 10:00:00 host other[1]: ${'x'.repeat(60_000)}\n`;
    for (let i = 0; i < 150; i++) appendFileSync(log, long);
    await until(
      () => logOf(home).includes('spool is full'),
      () => tailOf(home),
    );
    expect((await call('ossec-control', server.home, 'start')).status).toBe(0);

    const across = await soon(
      server.home,
      ({ told, sources }) =>
        (told?.lost ?? 0) > 0 &&
        told?.waitingBytes === 0 &&
        sources.some(({ read, state }) => read === 151 && state === 'missing'),
    );

    expect(across.complete).toBe(false);
    const file = across.sources.find(({ source }) => source === `file:${log}`);
    const lost = across.told?.lost ?? 0;
    expect(file?.tally?.analysed).toBe(151 - lost);
    expect(file?.tally?.lost).toBe(lost * long.length);
    const { out } = await call('tocsin', server.home, 'ledger', 'web01');
    expect(out).toContain(`${lost * long.length} missing in `);
    expect(out).toContain(`${lost} records were dropped there for want of room.`);
  }, 120_000);
});
