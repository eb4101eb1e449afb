import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { Bench, endWorld, newWorld, startMs, web, world } from '../testing/classic-bench.ts';
import { keepalive, SimulatedAgent } from '../testing/simulated-agent.ts';
import { soon } from '../testing/soon.ts';
import { SenderCounter } from '../../fleet/index.ts';

let bench: Bench;

beforeEach(newWorld);
afterAll(endWorld);

describe('events', () => {
  it('go on with the name of their agent and their place among its messages', async () => {
    const agent = web();
    bench = new Bench([agent]);
    bench.receive(agent.say('1:/var/log/auth.log:Jan  2 sshd[1]: a: b'));
    bench.receive(agent.say('8:syscheck:1:2:3 /etc/x'));

    const origin = { agent: '001', source: 'agent:web-any', stream: startMs.toString(36) };
    expect(await bench.taken()).toEqual([
      {
        queue: '1',
        location: '(web) any->/var/log/auth.log',
        text: 'Jan  2 sshd[1]: a: b',
        origin: { ...origin, from: 0, to: 1 },
      },
      {
        queue: '8',
        location: '(web) any->syscheck',
        text: '1:2:3 /etc/x',
        origin: { ...origin, from: 1, to: 2 },
      },
    ]);
    expect(bench.sent).toEqual([]);
  });

  it('keep their bytes', async () => {
    const agent = web();
    bench = new Bench([agent]);
    const text = fc
      .uint8Array({ maxLength: 300 })
      .map((bytes) => Buffer.from(bytes).toString('latin1'));
    const all = fc.sample(text, 50);
    for (const one of all) bench.receive(agent.say(`1:/x:${one}`));

    expect((await bench.taken()).map((record) => record.text)).toEqual(all);
  });

  it('come with either cipher and from either kind of address', async () => {
    const agents = [
      web(),
      new SimulatedAgent('002', 'fixed', '10.0.0.5'),
      new SimulatedAgent('003', 'six', '2001:db8::5'),
      new SimulatedAgent('004', 'net', '10.1.0.0/16'),
    ];
    bench = new Bench(agents);
    const addresses = ['192.0.2.1', '10.0.0.5', '2001:db8::5', '10.1.2.3'];
    for (const method of ['aes', 'blowfish'] as const) {
      for (const [i, agent] of agents.entries()) {
        agent.method = method;
        bench.receive(agent.say(`1:${method}:x`), addresses[i]);
      }
    }

    const locations = (await bench.taken()).map(({ location }) => location);
    expect(locations).toEqual(
      ['aes', 'blowfish'].flatMap((method) => [
        `(web) any->${method}`,
        `(fixed) 10.0.0.5->${method}`,
        `(six) 2001:db8::5->${method}`,
        `(net) 10.1.0.0->${method}`,
      ]),
    );
  });

  it('leave a hole where messages were lost, and none where they were no records', async () => {
    const agent = web();
    bench = new Bench([agent]);
    bench.receive(agent.say('1:a:1'));
    bench.receive(agent.say(keepalive()));
    bench.receive(agent.say('1:keepalive:x'));
    bench.receive(agent.say('1:a:2'));
    agent.say('1:a:lost');
    agent.say('1:a:lost');
    bench.receive(agent.say('1:a:3'));

    const ranges = (await bench.taken()).map(({ origin }) => [origin?.from, origin?.to]);
    expect(ranges).toEqual([
      [0, 1],
      [1, 4],
      [6, 7],
    ]);
  });

  it('leave a hole where there was no room for them', async () => {
    const agent = web();
    bench = new Bench([agent], { room: 500 });
    for (let i = 0; i < 5; i++) bench.receive(agent.say(`1:a:${'x'.repeat(100)}`));
    await bench.taken();
    await soon(() => bench.outbox.waitingBytes).toBe(0);
    bench.receive(agent.say('1:a:y'));

    const ranges = (await bench.taken()).map(({ origin }) => [origin?.from, origin?.to]);
    expect(bench.outbox.dropped).toBeGreaterThan(0);
    expect(ranges.at(-1)).toEqual([5, 6]);
    expect(ranges.length).toBe(6 - bench.outbox.dropped);
  });
});

describe('what is not taken', () => {
  it.each([
    { what: 'nothing', reason: 'size', make: () => Buffer.alloc(0) },
    { what: 'more than a message', reason: 'size', make: () => Buffer.alloc(6145, '!1!:') },
    { what: 'something else', reason: 'marker', make: () => Buffer.from('GET / HTTP/1.0\r\n') },
    {
      what: 'an id that nobody has',
      reason: 'unknown-id',
      make: () => new SimulatedAgent('009', 'x').say('1:a:b'),
    },
    {
      what: 'an address that nobody has',
      reason: 'unknown-address',
      make: () => new SimulatedAgent('009', 'x', '192.0.2.7').say('1:a:b'),
    },
    {
      what: 'another key',
      reason: /key|compression|checksum/,
      make: () => new SimulatedAgent('001', 'web', 'any', 'b'.repeat(64)).say('1:a:b'),
    },
    {
      what: 'an event that is none',
      reason: 'event',
      make: (agent: SimulatedAgent) => agent.say('hello'),
    },
    {
      what: 'an event without a log',
      reason: 'event',
      make: (agent: SimulatedAgent) => agent.say('1:hello'),
    },
  ])('$what', async ({ reason, make }) => {
    const agent = web();
    bench = new Bench([agent]);
    bench.receive(make(agent));

    expect(bench.rejections.total).toBe(1);
    if (typeof reason === 'string') expect(bench.rejections.count(reason as 'size')).toBe(1);
    expect(await bench.taken()).toEqual([]);
    expect(bench.sent).toEqual([]);
  });

  it('an agent of one address from another one', () => {
    const agent = new SimulatedAgent('001', 'web', '10.0.0.5');
    bench = new Bench([agent]);
    bench.receive(agent.say('1:a:b'), '10.0.0.6');
    bench.receive(Buffer.concat([Buffer.from('!001!'), agent.say('1:a:b')]), '10.0.0.6');

    expect([
      bench.rejections.count('unknown-address'),
      bench.rejections.count('unknown-id'),
    ]).toEqual([1, 1]);
  });

  it('a cipher that the port does not take', () => {
    const agent = web();
    bench = new Bench([agent]);
    bench.receive(agent.say('1:a:b'), '192.0.2.7', 'blowfish');
    agent.method = 'blowfish';
    bench.receive(agent.say('1:a:b'), '192.0.2.7', 'aes');

    expect(bench.rejections.count('cipher')).toBe(2);
  });

  it('a message that was taken already, or that stands before one', async () => {
    const agent = web();
    bench = new Bench([agent]);
    const [first, second] = [agent.say('1:a:1'), agent.say('1:a:2')];
    for (const datagram of [second, first, second, first]) bench.receive(datagram);
    bench.receive(agent.sayAt({ global: 2, local: 5 }, '1:a:3'));
    bench.receive(agent.sayAt({ global: 1, local: 9997 }, '1:a:4'));

    expect((await bench.taken()).map(({ text }) => text)).toEqual(['2', '3']);
    expect([bench.rejections.count('duplicate'), bench.rejections.count('stale')]).toEqual([3, 1]);
  });

  it('costs no memory and no file', () => {
    bench = new Bench([web()]);
    for (let i = 0; i < 500; i++) {
      bench.receive(Buffer.from(`!001!#AES:${'x'.repeat(i)}`), `192.0.2.${i % 256}`);
      bench.receive(Buffer.from(`!${i}!:${'x'.repeat(i)}`), `2001:db8::${i.toString(16)}`);
    }

    expect(bench.rejections.total).toBe(1000);
    expect(bench.server.saveCounters()).toEqual([]);
    expect(existsSync(join(world.home, 'queue/rids/001'))).toBe(false);
    expect(bench.told).toHaveLength(1);
  });

  it('is told once a minute', () => {
    bench = new Bench([]);
    for (let i = 0; i < 3; i++) bench.receive(Buffer.from('x'), '192.0.2.9');
    expect(bench.told).toEqual([
      'Messages dropped: 1 no message of an agent (the last from 192.0.2.9).',
    ]);
    world.nowMs += 60_000;
    bench.rejections.tellIfDue();
    expect(bench.told[1]).toBe(
      'Messages dropped: 2 no message of an agent (the last from 192.0.2.9).',
    );
    world.nowMs += 60_000;
    bench.rejections.tellIfDue();
    expect(bench.told).toHaveLength(2);
  });

  it('does not change the cipher of replies', () => {
    const agent = web();
    bench = new Bench([agent]);
    bench.receive(agent.say('#!-agent startup '));
    const forged = agent.say('1:a:b');
    bench.receive(Buffer.concat([Buffer.from('!001!:'), forged.subarray(10)]));
    expect(bench.server.send('001', Buffer.from('#!-x'))).toBe(true);

    expect(bench.sent.map(({ datagram }) => datagram.subarray(0, 5).toString())).toEqual([
      '#AES:',
      '#AES:',
    ]);
  });
});

describe('a restart', () => {
  it('takes nothing twice and names no loss that was none', async () => {
    const agent = web();
    bench = new Bench([agent]);
    const old = agent.say('1:a:1');
    bench.receive(old);
    bench.receive(agent.say(keepalive()));
    await bench.taken();
    const after = bench.restart([agent]);
    expect(statSync(join(world.home, 'queue/rids/001')).mode & 0o777).toBe(0o640);
    after.receive(old);
    after.receive(agent.say('1:a:2'));

    expect(after.rejections.count('duplicate')).toBe(1);
    const stream = startMs.toString(36);
    expect((await after.taken()).map(({ origin }) => origin)).toEqual([
      { agent: '001', source: 'agent:web-any', stream, from: 1, to: 3 },
    ]);
  });

  it('numbers replies higher than before, killed or not', () => {
    const agent = web();
    bench = new Bench([agent]);
    for (let i = 0; i < 3; i++) bench.receive(agent.say(keepalive('x', String(i))));
    const killed = new Bench([agent]);
    expect(killed.counter.next()).toEqual({ global: 0, local: 257 });
    killed.counter.close();
    expect(new SenderCounter(join(world.home, 'queue/rids/sender_counter')).next()).toEqual({
      global: 0,
      local: 258,
    });
  });

  it('goes on from a file that OSSEC wrote', async () => {
    writeFileSync(join(world.home, 'queue/rids/001'), '2:17:');
    const agent = web();
    bench = new Bench([agent]);
    bench.receive(agent.sayAt({ global: 2, local: 17 }, '1:a:old'));
    bench.receive(agent.sayAt({ global: 2, local: 18 }, '1:a:new'));

    expect((await bench.taken()).map(({ text }) => text)).toEqual(['new']);
    bench.server.saveCounters();
    expect(readFileSync(join(world.home, 'queue/rids/001'), 'utf8')).toMatch(/^2:18:/);
  });
});

describe('an agent that counts anew', () => {
  it('is taken once somebody removed its file', async () => {
    const agent = web();
    bench = new Bench([agent]);
    for (let i = 0; i < 5; i++) bench.receive(agent.say('1:a:old'));
    bench.server.saveCounters();
    const again = web();
    bench.receive(again.say('1:a:refused'));
    rmSync(join(world.home, 'queue/rids/001'));
    bench.receive(again.say('1:a:too early'));
    world.nowMs += 1000;
    bench.receive(again.say('1:a:taken'));

    const records = await bench.taken();
    expect(records.map(({ text }) => text)).toEqual([...Array<string>(5).fill('old'), 'taken']);
    expect(records.at(-1)?.origin?.stream).not.toBe(records[0]?.origin?.stream);
  });

  it('is taken at once where counters are not checked', async () => {
    const agent = web();
    bench = new Bench([agent], { verify: false });
    bench.receive(agent.say('1:a:1'));
    bench.receive(agent.say('1:a:2'));
    world.nowMs += 5;
    bench.receive(web().say('1:a:3'));

    const stream = startMs.toString(36);
    expect(
      (await bench.taken()).map(({ origin }) => [origin?.stream, origin?.from, origin?.to]),
    ).toEqual([
      [stream, 0, 1],
      [stream, 1, 2],
      [world.nowMs.toString(36), 0, 1],
    ]);
  });
});
