import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SimulatedAgent } from '../../gateway/testing/simulated-agent.ts';
import { isControl } from '../../wire/index.ts';
import type { LinkContext } from '../link/index.ts';
import { Orders } from '../orders/index.ts';
import { Spool } from '../spool/index.ts';
import { ClassicSession } from './index.ts';

/** Both sides have one key, so the same helper makes what the server says. */
const web = new SimulatedAgent('001', 'web');
const opened: Socket[] = [];
let home = '';
let spool: Spool;
let told: string[] = [];
const tell = (text: string): void => void told.push(text);
const log = { info: tell, warn: tell, error: tell };

/** A server that answers control messages while `answers` says so. */
class FakeServer {
  readonly events: string[] = [];
  readonly controls: string[] = [];
  answers: (control: string) => boolean = () => true;
  #peer: RemoteInfo | undefined;
  readonly #socket = createSocket('udp4');
  readonly #voice = new SimulatedAgent('001', 'web', '192.0.2.1', web.entry.key);

  async listen(): Promise<number> {
    opened.push(this.#socket);
    this.#socket.on('message', (datagram, peer) => {
      this.#peer = peer;
      const text = web.hear(datagram);
      if (!isControl(text)) this.events.push(text);
      else {
        this.controls.push(text.slice(0, 8));
        if (this.answers(text)) this.say('#!-agent ack ');
      }
    });
    await new Promise<void>((resolve) => {
      this.#socket.bind(0, '127.0.0.1', resolve);
    });
    return this.#socket.address().port;
  }

  say(payload: string): void {
    const { port, address } = this.#peer ?? { port: 0, address: '' };
    this.#socket.send(this.#voice.say(payload), port, address);
  }

  close(): Promise<void> {
    opened.splice(opened.indexOf(this.#socket), 1);
    return new Promise((resolve) => {
      this.#socket.close(() => resolve());
    });
  }
}

function newSession(answerWaitsMs: readonly number[] = [20, 40, 80]): ClassicSession {
  const hooks = {
    restart: () => tell('restart'),
    scan: () => tell('scan'),
    execute: tell,
    filesChanged: () => tell('files'),
    warn: tell,
  };
  const context: LinkContext = {
    home,
    agent: web.entry,
    client: {
      servers: [],
      protocol: 'udp',
      localIp: '127.0.0.1',
      notifySeconds: 600,
      returnSeconds: 1,
      profile: '',
      responsesDisabled: false,
      cipher: 'aes',
      spoolMaxBytes: 0,
    },
    spool,
    orders: new Orders(home, hooks),
    clock: () => 1,
    log,
    rekey: tell,
  };
  return new ClassicSession(context, true, { answerWaitsMs, confirmMs: 20 });
}

async function run(session: ClassicSession, port: number, done: () => boolean, host = '127.0.0.1') {
  const stop = new AbortController();
  const state = { connected: 0, isOver: false };
  const running = session.run({
    server: { host, port },
    endAfterMs: undefined,
    signal: stop.signal,
    onConnected: () => void state.connected++,
  });
  void running.then(() => (state.isOver = true));
  const finished = (): boolean => done() || state.isOver;
  await expect.poll(finished, { timeout: 20_000, interval: 5 }).toBe(true);
  stop.abort();
  return { end: await running, connected: state.connected };
}

async function fill(count: number): Promise<void> {
  const records = Array.from({ length: count }, (_, i) => {
    const origin = { agent: '000', source: 'file:/x', stream: 's', from: i, to: i + 1 };
    return { queue: '1', location: '/x', text: `line ${i}`, origin };
  });
  await spool.deliver(records);
}

function lines(from: number, to: number): readonly string[] {
  return Array.from({ length: to - from }, (_, i) => `1:/x:line ${from + i}`);
}

beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'tocsin-classic-session-'));
  mkdirSync(join(home, 'queue'));
  told = [];
  spool = await Spool.open({ folder: join(home, 'spool'), bytesMax: 2 ** 26, clock: () => 1, log });
});

afterEach(async () => {
  for (const socket of opened.splice(0)) socket.close();
  await spool.close();
});

describe('a classic session', () => {
  it('says hello, sends what waits, and has it confirmed', async () => {
    const server = new FakeServer();
    const port = await server.listen();
    await fill(300);
    const session = newSession();
    const { end, connected } = await run(session, port, () => spool.status.waitingBytes === 0);
    session.close();

    expect(end).toEqual({ kind: 'stopped' });
    expect(connected).toBe(1);
    expect(server.controls[0]).toBe('#!-agent');
    expect(server.events).toEqual(lines(0, 300));
  });

  it('sends again what nobody answered for, and no more than that', async () => {
    const server = new FakeServer();
    const port = await server.listen();
    await fill(300);
    const session = newSession();
    server.answers = () => server.events.length <= 128;
    const first = await run(session, port, () => false);
    expect(first.end).toEqual({ kind: 'silent', reason: 'it does not answer' });
    expect(server.events).toEqual(lines(0, 256));
    expect(spool.status.waitingBytes).toBeGreaterThan(0);

    server.answers = () => true;
    await run(session, port, () => spool.status.waitingBytes === 0);
    session.close();
    expect(server.events).toEqual([...lines(0, 256), ...lines(128, 300)]);
  });

  it('asks again when an answer got lost', async () => {
    const server = new FakeServer();
    const port = await server.listen();
    await fill(1);
    let asked = 0;
    server.answers = () => ++asked % 2 === 0;
    const session = newSession();
    const { connected } = await run(session, port, () => spool.status.waitingBytes === 0);
    session.close();

    expect(connected).toBe(1);
    expect(server.events).toEqual(lines(0, 1));
  });

  it('takes a late answer for none, and a lost one for no late one', async () => {
    const server = new FakeServer();
    const port = await server.listen();
    await fill(1000);
    let asked = 0;
    // Every third question is answered twice, and every fifth not at all.
    server.answers = () => {
      asked++;
      if (asked % 3 === 0) server.say('#!-agent ack ');
      return asked % 5 !== 0;
    };
    const session = newSession();
    await run(session, port, () => spool.status.waitingBytes === 0);
    session.close();

    expect(server.events).toEqual(lines(0, 1000));
    // Eight windows, a hello, a keepalive and the end; not each of them asked again and again.
    expect(asked).toBeLessThan(30);
  });

  it('notices at once that nobody is there', async () => {
    const server = new FakeServer();
    const port = await server.listen();
    await server.close();
    const { end, connected } = await run(newSession(), port, () => false);

    expect(end).toEqual({ kind: 'silent', reason: 'nobody listens there' });
    expect(connected).toBe(0);
  });

  it('tells that there is no such host', async () => {
    const { end } = await run(newSession(), 1, () => false, 'nowhere.invalid');
    expect(end).toMatchObject({
      kind: 'silent',
      reason: expect.stringMatching(/nowhere/) as string,
    });
  });

  it('obeys the server, and nobody who has not its key', async () => {
    const server = new FakeServer();
    const port = await server.listen();
    const session = newSession();
    await run(session, port, () => {
      if (server.controls.length > 1) server.say('#!-execd restart-ossec0 - null');
      return told.includes('restart');
    });

    expect(told).toContain('restart');
    session.close();
  });

  it('tells once that a log is cut', async () => {
    const server = new FakeServer();
    const port = await server.listen();
    const origin = { agent: '000', source: 'file:/x', stream: 's', from: 0, to: 1 };
    const long = { queue: '1', location: '/x', text: 'y'.repeat(9000), origin };
    await spool.deliver([long, long]);
    const session = newSession();
    await run(session, port, () => spool.status.waitingBytes === 0);
    session.close();

    expect(server.events.map(({ length }) => length)).toEqual([6016, 6016]);
    expect(told.filter((text) => text.includes('loses its end'))).toHaveLength(1);
  });
});

describe('a server whose answers were quick', () => {
  it('is asked again long before the first wait is over', async () => {
    const server = new FakeServer();
    const port = await server.listen();
    // Both questions of the start are answered; then each second answer is lost.
    let asked = 0;
    server.answers = () => ++asked < 3 || asked % 2 === 0;
    await fill(1000);
    const begun = performance.now();
    const { end } = await run(newSession([10_000]), port, () => false);

    // One wait is all there is: it ends early, and the session with it.
    expect(end).toMatchObject({ kind: 'silent', reason: 'it does not answer' });
    expect(performance.now() - begun).toBeLessThan(5000);
  });
});
