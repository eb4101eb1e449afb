import { X509Certificate } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { pinOf } from '../../fleet/index.ts';
import { certificate } from '../../gateway/testing/certificate.ts';
import { DurableListener, type ListenerOptions } from '../../gateway/testing/durable-listener.ts';
import { SimulatedAgent } from '../../gateway/testing/simulated-agent.ts';
import type { LinkContext, SessionEnd } from '../link/index.ts';
import { Orders } from '../orders/index.ts';
import { Spool } from '../spool/index.ts';
import { DurableSession } from './index.ts';

const pin = pinOf(new X509Certificate(certificate).publicKey);
const { entry } = new SimulatedAgent('001', 'web');
let folder = '';
let told: string[] = [];
let listener: DurableListener;
const spools: Spool[] = [];

const tell = (text: string): void => void told.push(text);
const log = { info: tell, warn: tell, error: tell };

async function listen(
  options: Partial<Pick<ListenerOptions, 'agents' | 'impostor' | 'aliveEveryMs'>> = {},
): Promise<number> {
  const home = join(folder, 'server');
  listener = new DurableListener({ home, agents: [entry], tell, ...options });
  return listener.listen();
}

async function newSpool(name: string): Promise<Spool> {
  const path = join(folder, name, 'queue/spool');
  const spool = await Spool.open({ folder: path, bytesMax: 2 ** 26, clock: () => 1, log });
  spools.push(spool);
  return spool;
}

function session(spool: Spool, home = 'agent', silentMs = 5000): DurableSession {
  mkdirSync(join(folder, home, 'etc'), { recursive: true });
  const hooks = {
    restart: () => tell('restart'),
    scan: () => tell('scan'),
    execute: tell,
    filesChanged: () => tell('files'),
    warn: tell,
  };
  const context: LinkContext = {
    home: join(folder, home),
    agent: entry,
    client: {
      servers: [],
      protocol: 'durable',
      localIp: undefined,
      notifySeconds: 600,
      returnSeconds: 1,
      profile: '',
      responsesDisabled: false,
      cipher: 'aes',
      spoolMaxBytes: 0,
    },
    spool,
    orders: new Orders(join(folder, home), hooks),
    clock: () => 1,
    log,
    rekey: (key) => tell(`key ${key}`),
  };
  return new DurableSession(context, {
    connectMs: 3000,
    answerMs: 1000,
    aliveMs: 20,
    tallyMs: 10,
    silentMs,
  });
}

/** Runs a session until `done`, or until it ends by itself. */
async function run(one: DurableSession, port: number, done: () => boolean, endAfterMs?: number) {
  const stop = new AbortController();
  const state = { connected: 0 };
  const running = one.run({
    server: { host: '127.0.0.1', port },
    endAfterMs,
    signal: stop.signal,
    onConnected: () => void state.connected++,
  });
  const ended = { end: undefined as SessionEnd | undefined };
  void running.then((end) => (ended.end = end));
  await expect
    .poll(() => done() || ended.end !== undefined, { timeout: 20_000, interval: 5 })
    .toBe(true);
  stop.abort();
  return { end: await running, connected: state.connected };
}

async function fill(spool: Spool, from: number, count: number): Promise<void> {
  for (let i = from; i < from + count; i++) {
    const origin = { agent: '000', source: 'file:/x', stream: 's', from: i, to: i + 1 };
    await spool.deliver([{ queue: '1', location: '/x', text: `line ${i}`, origin }]);
  }
}

function lines(from: number, count: number): readonly string[] {
  return Array.from({ length: count }, (_, i) => `line ${from + i}`);
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tocsin-session-'));
  mkdirSync(join(folder, 'server/queue/rids'), { recursive: true });
  told = [];
});

afterEach(async () => {
  for (const spool of spools.splice(0)) await spool.close();
  await listener.close();
});

describe('a durable session', () => {
  it('brings what the spool has, confirms it, and keeps the key of its server', async () => {
    const port = await listen();
    const spool = await newSpool('agent');
    await fill(spool, 0, 50);
    const { end, connected } = await run(
      session(spool),
      port,
      () => spool.status.waitingBytes === 0,
    );

    expect(end).toEqual({ kind: 'stopped' });
    expect(connected).toBe(1);
    expect(listener.texts).toEqual(lines(0, 50));
    expect(readFileSync(join(folder, 'agent/etc/server.pin'), 'utf8')).toBe(`${pin}\n`);
    expect(told.some((text) => text.startsWith('#!-Linux '))).toBe(true);
  });

  it('goes on where the server is, although it did not hear so', async () => {
    const port = await listen();
    const first = await newSpool('agent');
    await fill(first, 0, 20);
    // As after a crash: what the agent knew is older than what the server has.
    cpSync(join(folder, 'agent/queue'), join(folder, 'before/queue'), { recursive: true });
    await run(session(first), port, () => first.status.waitingBytes === 0);
    const second = await newSpool('before');
    await fill(second, 20, 5);
    await run(session(second), port, () => second.status.waitingBytes === 0);

    expect(second.id).toBe(first.id);
    expect(listener.texts).toEqual(lines(0, 25));
  });

  it('of a copy goes on under another name, and loses nothing', async () => {
    const port = await listen();
    const first = await newSpool('agent');
    await fill(first, 0, 5);
    cpSync(join(folder, 'agent/queue'), join(folder, 'copy/queue'), { recursive: true });
    await fill(first, 5, 10);
    await run(session(first), port, () => first.status.waitingBytes === 0);
    const copy = await newSpool('copy');
    await fill(copy, 100, 30);
    listener.texts.length = 0;
    const { connected } = await run(session(copy), port, () => copy.status.waitingBytes === 0);

    expect(connected).toBe(1);
    expect(copy.id).not.toBe(first.id);
    expect(listener.texts).toEqual([...lines(0, 5), ...lines(100, 30)]);
    expect(told.some((text) => text.includes('this machine is a copy'))).toBe(true);
  });

  it('of one of two that are the same takes another name, and they live side by side', async () => {
    const port = await listen();
    const first = await newSpool('agent');
    await fill(first, 0, 5);
    cpSync(join(folder, 'agent/queue'), join(folder, 'copy/queue'), { recursive: true });
    const copy = await newSpool('copy');
    const before = first.id;
    const running = run(session(first), port, () => first.id !== before);
    await expect.poll(() => first.status.waitingBytes, { timeout: 20_000 }).toBe(0);
    const other = run(session(copy, 'copy'), port, () => first.id !== before);

    expect((await running).end).toMatchObject({
      kind: 'refused',
      reason: expect.stringContaining('took over') as string,
    });
    await other;
    expect(copy.id).toBe(before);
    expect(told.some((text) => text.startsWith('Another machine uses the spool'))).toBe(true);
  });

  it('obeys, and says that it lives', async () => {
    const port = await listen();
    const spool = await newSpool('agent');
    const order = Buffer.from('#!-execd restart-ossec0 - null');
    await run(
      session(spool),
      port,
      () => listener.server.send('001', order) && told.includes('restart'),
    );

    expect(told).toContain('restart');
  });

  it('tells how far it has read its sources, again when that changed', async () => {
    const port = await listen();
    const spool = await newSpool('agent');
    await fill(spool, 0, 30);
    await run(session(spool), port, () => listener.tallies.at(-1)?.waitingBytes === 0);

    const [reach] = listener.tallies.at(-1)?.sources ?? [];
    expect(reach).toEqual({ source: 'file:/x', stream: 's', position: 30, records: 30 });
    expect(listener.tallies.at(-1)).toMatchObject({ spool: spool.id, lost: 0, lagSeconds: 0 });
    expect(listener.tallies.length).toBeLessThan(5);
  });

  it('hands on the key that its server gives', async () => {
    const port = await listen();
    const spool = await newSpool('agent');
    const given = (): string | undefined => told.find((text) => text.startsWith('key '));
    let isAsked = false;
    await run(session(spool), port, () => {
      isAsked = isAsked || listener.server.rekey('001');
      return given() !== undefined;
    });
    expect(given()).toMatch(/^key [0-9a-f]{64}$/);
  });

  it('leaves when it is time', async () => {
    const port = await listen();
    const spool = await newSpool('agent');
    expect((await run(session(spool), port, () => false, 30)).end).toEqual({ kind: 'return' });
  });

  it('ends when the connection does', async () => {
    const port = await listen();
    const spool = await newSpool('agent');
    const { end } = await run(session(spool), port, () => {
      listener.cut();
      return false;
    });
    expect(end).toMatchObject({ kind: 'silent' });
  });

  it.each([
    ['nobody', undefined, 'nobody listens there'],
    ['a server that has not the key', [], 'does not know this agent'],
  ])('is not had with %s', async (_, agents, reason) => {
    const port = await listen(agents === undefined ? {} : { agents });
    if (agents === undefined) await listener.close();
    const spool = await newSpool('agent');
    const { end, connected } = await run(session(spool), port, () => false);

    expect(end).toMatchObject({ reason: expect.stringContaining(reason) as string });
    expect(connected).toBe(0);
    expect(existsSync(join(folder, 'agent/etc/server.pin'))).toBe(false);
  });

  it.each([
    ['another key than the pinned one', `${'0'.repeat(64)}\n`, 'its key is not the one'],
    ['pins that are none', 'x\n', 'PIN_UNUSABLE'],
  ])('is not had with %s', async (_, pins, reason) => {
    const port = await listen();
    const spool = await newSpool('agent');
    const one = session(spool);
    writeFileSync(join(folder, 'agent/etc/server.pin'), pins);

    expect((await run(one, port, () => false)).end).toMatchObject({
      kind: 'refused',
      reason: expect.stringContaining(reason) as string,
    });
  });

  it.each([
    ['another protocol', 'HTTP/1.1 400 Bad Request\r\n\r\n'],
    ['nothing', ''],
    ['too much', '\xff'.repeat(1000)],
  ])('is not had with somebody who speaks %s', async (_, words) => {
    const impostor = (socket: TLSSocket) => void socket.write(Buffer.from(words, 'latin1'));
    const port = await listen({ impostor });
    const spool = await newSpool('agent');
    const { end, connected } = await run(session(spool), port, () => false);

    expect(end.kind).not.toBe('stopped');
    expect(connected).toBe(0);
  });

  it('ends when the server falls silent', async () => {
    const port = await listen({ aliveEveryMs: 60_000 });
    const spool = await newSpool('agent');
    const { end, connected } = await run(session(spool, 'agent', 150), port, () => false);

    expect(connected).toBe(1);
    expect(end).toEqual({ kind: 'silent', reason: 'it does not answer' });
  });
});
