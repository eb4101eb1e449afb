import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  batchMark,
  decodeBatch,
  decodeRekey,
  encodeBatch,
  encodeDurable,
  encodeTally,
} from '../../wire/index.ts';
import type { AgentDesk } from '../agents/agent-desk.ts';
import { Rejections } from '../agents/rejections.ts';
import { DurablePeer, textsOf } from '../testing/durable-bench.ts';
import { SimulatedAgent } from '../testing/simulated-agent.ts';
import { soon } from '../testing/soon.ts';
import { DurableServer } from './durable-server.ts';
import { Intake } from './intake.ts';

const spool = 'a'.repeat(16);
const web = new SimulatedAgent('001', 'web');
const db = new SimulatedAgent('002', 'db', '192.0.2.9');

let home = '';
let server: DurableServer;
let stored: Buffer[] = [];
let heard: string[] = [];
let told: string[] = [];
let renewed: { readonly key: string; readonly done: () => void }[] = [];
/** Set to hold back what is stored. */
let hold: Promise<void> | undefined;
const rejections = new Rejections(
  () => 0,
  () => undefined,
);

/** `aliveEveryMs` is long unless a test is about it: a slow machine is no silent peer. */
function newServer(room?: number, aliveEveryMs = 60_000): DurableServer {
  const delivery = {
    deliverBatch: async (batch: Buffer) => {
      await hold;
      stored.push(batch);
    },
  };
  const desk: Pick<AgentDesk, 'heard' | 'tally'> = {
    heard: ({ id }, payload, method) => void heard.push(`${id} ${method} ${payload}`),
    tally: ({ id }, name, { lost }) => void heard.push(`${id} ${name} lost ${lost}`),
  };
  const made = new DurableServer({
    home,
    intake: new Intake(delivery, room),
    desk,
    rejections,
    twin: ({ id }, addresses) => void told.push(`${id} ${addresses.join(' ')}`),
    renewed: ({ key }, done) => void renewed.push({ key, done }),
    aliveEveryMs,
  });
  made.setAgents([web.entry, db.entry]);
  return made;
}

function connect(address = '198.51.100.1'): DurablePeer {
  return new DurablePeer().connect((stream) => server.accept(stream, address));
}

function batch(...texts: readonly string[]): Buffer {
  const records = texts.map((text, i) => {
    const origin = { agent: '666', source: 'file:/x', stream: 's', from: i, to: i + 1 };
    return { queue: '1', location: '/x', text, origin };
  });
  return encodeBatch(records);
}

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'tocsin-durable-'));
  mkdirSync(join(home, 'queue/rids'), { recursive: true });
  stored = [];
  heard = [];
  told = [];
  renewed = [];
  hold = undefined;
  server = newServer();
});

afterEach(() => {
  server.close();
  rmSync(home, { recursive: true });
});

describe('a peer', () => {
  it.each([
    ['with the right key', web.entry, '198.51.100.1', 'welcome'],
    ['with a wrong key', { id: '001', key: 'x' }, '198.51.100.1', 'proof'],
    ['that nobody knows', { id: '009', key: web.entry.key }, '198.51.100.1', 'proof'],
    ['at its address', db.entry, '192.0.2.9', 'welcome'],
    ['at another address', db.entry, '192.0.2.8', 'proof'],
  ])('%s', (_, entry, address, expected) => {
    const peer = connect(address);
    const before = rejections.count('proof');
    const answer = peer.greet(entry, spool);

    if (expected === 'proof') {
      expect(answer).toMatch(/does not know this agent/);
      expect(rejections.count('proof')).toBe(before + 1);
      expect([peer.isEnded, server.connected]).toEqual([true, 0]);
    } else {
      const start = { position: 0, mark: 0 };
      expect(answer).toEqual([start, start]);
      expect([peer.isEnded, server.connected]).toEqual([false, 1]);
    }
  });

  it('cannot use a proof of another connection', () => {
    expect(connect().greet(web.entry, spool, Buffer.alloc(32))).toMatch(/does not know/);
  });

  it.each([
    ['data before it is known', [encodeDurable('data', Buffer.alloc(20))]],
    ['a proof of nothing', [encodeDurable('proof', Buffer.alloc(32))]],
    ['a hello that is none', [encodeDurable('hello', Buffer.alloc(3))]],
    ['something long', [Buffer.alloc(600, 0xff)]],
    ['a kind that is the server’s', [encodeDurable('welcome', Buffer.alloc(8))]],
  ])('that sends %s is cut off', (_, pieces) => {
    const peer = connect();
    for (const piece of pieces) peer.say(piece);

    expect(peer.frames.map(({ kind }) => kind)).toEqual(['refuse']);
    expect(peer.isEnded).toBe(true);
    peer.say(encodeDurable('alive'));
    expect(peer.frames).toHaveLength(1);
  });

  it('of another version hears so', () => {
    const peer = connect();
    const body = Buffer.concat([Buffer.from([9, 3]), Buffer.from('001'), Buffer.alloc(32)]);
    peer.say(encodeDurable('hello', body, Buffer.from([16]), Buffer.from(spool)));

    expect(peer.frames[0]?.body.toString('latin1')).toContain('version');
  });

  it.each([
    ['a bundle of no batches', (peer: DurablePeer) => peer.send(0, 0, 5, [])],
    ['no batch', (peer: DurablePeer) => peer.send(0, 0, 5, [Buffer.from('x')])],
    ['data that is none', (peer: DurablePeer) => peer.say(encodeDurable('data'))],
    ['a long word', (peer: DurablePeer) => peer.say(encodeDurable('control', Buffer.alloc(7000)))],
    ['its own welcome', (peer: DurablePeer) => peer.say(encodeDurable('welcome'))],
  ])('that is known and sends %s is cut off', (_, act) => {
    const peer = connect();
    peer.greet(web.entry, spool);
    act(peer);

    expect(peer.frames.at(-1)?.kind).toBe('refuse');
    expect(stored).toEqual([]);
    expect(server.connected).toBe(0);
  });
});

describe('data', () => {
  it('is named, stored, and only then acknowledged', async () => {
    const release = Promise.withResolvers<undefined>();
    hold = release.promise;
    const peer = connect();
    peer.greet(web.entry, spool);
    peer.send(1, 0, 10, [batch('a', 'b'), batch('c')]);
    peer.send(0, 0, 7, [batch('d')]);
    await new Promise((resolve) => setImmediate(resolve));
    expect(peer.acks).toEqual([]);

    release.resolve(undefined);
    await soon(() => peer.acks).toEqual(['1:10', '0:7']);
    expect(stored.map(textsOf)).toEqual([['a', 'b'], ['c'], ['d']]);
    expect(decodeBatch(stored[0] ?? Buffer.alloc(0))).toMatchObject({
      sources: [
        {
          location: '(web) any->/x',
          origin: { agent: '001', source: 'file:/x', stream: `s@${spool}` },
        },
      ],
    });
  });

  it('is not asked for again, neither by another connection nor after a restart', async () => {
    const last = batch('b');
    const peer = connect();
    peer.greet(web.entry, spool);
    peer.send(1, 0, 10, [batch('a'), last]);
    await soon(() => peer.acks).toEqual(['1:10']);
    const places = [
      { position: 0, mark: 0 },
      { position: 10, mark: batchMark(last) },
    ];
    expect(connect().greet(web.entry, spool)).toEqual(places);

    expect(server.save()).toEqual([]);
    expect(readFileSync(join(home, 'queue/rids/durable'), 'latin1')).toBe(
      `001 ${spool} 0 0 10 ${batchMark(last)}\n`,
    );
    server.close();
    server = newServer();
    expect(connect().greet(web.entry, spool)).toEqual(places);
    expect(connect().greet(web.entry, 'b'.repeat(16))).toMatchObject([
      { position: 0 },
      { position: 0 },
    ]);
  });

  it('waits at the agent while analysis is behind', async () => {
    server.close();
    server = newServer(1000);
    const release = Promise.withResolvers<undefined>();
    hold = release.promise;
    const [peer, other] = [connect(), connect()];
    peer.greet(web.entry, spool);
    other.greet(db.entry, spool);
    peer.send(1, 0, 10, [batch('x'.repeat(2000))]);
    peer.send(1, 10, 20, [batch('later')]);
    expect(peer.isPaused).toBe(true);
    expect(stored).toEqual([]);

    release.resolve(undefined);
    await soon(() => peer.acks).toEqual(['1:10', '1:20']);
    expect(peer.isPaused).toBe(false);
  });

  it('that cannot be stored is not acknowledged', async () => {
    hold = Promise.reject(new Error('all ends'));
    const peer = connect();
    peer.greet(web.entry, spool);
    peer.send(1, 0, 10, [batch('a')]);

    await soon(() => peer.isEnded).toBe(true);
    expect(peer.acks).toEqual([]);
  });
});

describe('a server', () => {
  it('takes keepalives and sends to agents that are connected', async () => {
    const peer = connect();
    expect(server.send('001', Buffer.from('#!-x'))).toBe(false);
    peer.greet(web.entry, spool);
    peer.say(encodeDurable('control', Buffer.from('#!-Linux\nx merged.mg\n')));
    expect(heard).toEqual(['001 durable #!-Linux\nx merged.mg\n']);
    expect(server.send('001', Buffer.from('#!-x'))).toBe(true);
    expect(peer.controls).toEqual(['#!-x']);
    peer.hangUp();
    expect(server.send('001', Buffer.from('#!-x'))).toBe(false);
    await soon(() => server.connected).toBe(0);
  });

  it('hears how far agents are, and ends with those who say nonsense', () => {
    const peer = connect();
    peer.greet(web.entry, spool);
    peer.say(encodeTally({ waitingBytes: 1, lagSeconds: 2, lost: 3, sources: [] }));
    expect(heard).toEqual([`001 ${spool} lost 3`]);
    expect(peer.isEnded).toBe(false);

    peer.say(encodeDurable('tally', Buffer.from('{"lost":-1}')));
    expect(peer.isEnded).toBe(true);
  });

  it('lets a newer connection of a spool take over, and tells of a copy that lives', async () => {
    server.close();
    server = newServer(undefined, 100);
    const [first, second, copy] = [connect(), connect(), connect('203.0.113.5')];
    first.greet(web.entry, spool);
    second.greet(web.entry, spool);
    expect([first.isEnded, second.isEnded]).toEqual([true, false]);
    expect(told).toEqual([]);

    copy.greet(web.entry, 'b'.repeat(16));
    const talking = setInterval(() => {
      for (const one of [second, copy]) one.say(encodeDurable('alive'));
    }, 3);
    await soon(() => told).toEqual(['001 198.51.100.1 203.0.113.5']);
    clearInterval(talking);
    expect(server.connected).toBe(2);
    server.send('001', Buffer.from('#!-x'));
    expect(copy.controls).toEqual(['#!-x']);
  });

  it('says that it lives, and gives up who does not', async () => {
    server.close();
    server = newServer(undefined, 100);
    const [silent, alive] = [connect(), connect('192.0.2.9')];
    silent.greet(web.entry, spool);
    alive.greet(db.entry, spool);
    const talking = setInterval(() => alive.say(encodeDurable('alive')), 5);
    await soon(() => silent.isEnded).toBe(true);
    clearInterval(talking);

    expect(alive.isEnded).toBe(false);
    expect(alive.frames.map(({ kind }) => kind)).toContain('alive');
  });

  it('cuts off agents that are taken out or get another key, and no others', () => {
    const [peer, other] = [connect(), connect('192.0.2.9')];
    peer.greet(web.entry, spool);
    other.greet(db.entry, spool);
    server.setAgents([new SimulatedAgent('001', 'web', 'any', 'new').entry, db.entry]);

    expect([peer.isEnded, other.isEnded]).toEqual([true, false]);
    expect(server.connected).toBe(1);
  });
});

describe('another key', () => {
  const keyIn = (peer: DurablePeer): string => {
    const frame = peer.frames.find(({ kind }) => kind === 'rekey');
    return (frame === undefined ? undefined : decodeRekey(frame.body)) ?? 'none';
  };

  it('holds once the agent has used it, and the old one until then', async () => {
    const peer = connect();
    peer.greet(web.entry, spool);
    expect(server.rekey('001')).toBe(true);
    const key = keyIn(peer);
    expect(key).toMatch(/^[0-9a-f]{64}$/);
    expect(connect().greet(web.entry, spool)).toHaveLength(2);
    expect(renewed).toEqual([]);

    const other = connect();
    expect(other.greet({ id: '001', key }, spool)).toHaveLength(2);
    expect(renewed.map((one) => one.key)).toEqual([key]);
    expect(connect().greet(web.entry, spool)).toMatch(/does not know/);
    for (const { done } of renewed) done();
    expect(readFileSync(join(home, 'queue/rids/next-keys'), 'utf8')).toBe('');
    // The file of keys says the same a moment later, and nobody is cut off for that.
    server.setAgents([new SimulatedAgent('001', 'web', 'any', key).entry, db.entry]);
    expect(other.isEnded).toBe(false);
  });

  it('is known after a restart, and given again to an agent that did not keep it', async () => {
    const peer = connect();
    peer.greet(web.entry, spool);
    server.rekey('001');
    const key = keyIn(peer);
    server.close();
    server = newServer();
    const again = connect();
    again.greet(web.entry, spool);
    await soon(() => keyIn(again)).toBe(key);
    expect(connect().greet({ id: '001', key }, spool)).toHaveLength(2);
  });

  it('is forgotten when somebody gave the agent a third one', () => {
    const peer = connect();
    peer.greet(web.entry, spool);
    server.rekey('001');
    const key = keyIn(peer);
    const third = new SimulatedAgent('001', 'web', 'any', 'b'.repeat(64));
    server.setAgents([third.entry, db.entry]);

    expect(connect().greet({ id: '001', key }, spool)).toMatch(/does not know/);
    expect(connect().greet(third.entry, spool)).toHaveLength(2);
  });

  it('is not given to agents that are away', () => {
    expect(server.rekey('001')).toBe(false);
    expect(server.rekey('009')).toBe(false);
    rmSync(join(home, 'queue'), { recursive: true });
    connect().greet(web.entry, spool);
    expect(() => server.rekey('001')).toThrow('ENOENT');
    mkdirSync(join(home, 'queue/rids'), { recursive: true });
  });
});
