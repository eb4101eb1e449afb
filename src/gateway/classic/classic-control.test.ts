import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { unmergeFiles } from '../../wire/index.ts';
import { Bench, endWorld, newWorld, startMs, web, world } from '../testing/classic-bench.ts';
import { keepalive, SimulatedAgent, system } from '../testing/simulated-agent.ts';
import { soon } from '../testing/soon.ts';

let bench: Bench;

beforeEach(newWorld);
afterAll(endWorld);

describe('control messages', () => {
  it('are answered where they came from, with the cipher that they came with', () => {
    const agent = web();
    bench = new Bench([agent]);
    bench.receive(agent.say('#!-agent startup '), '192.0.2.7', 'any', 4000);
    agent.method = 'blowfish';
    bench.receive(agent.say(keepalive()), '192.0.2.8', 'any', 5000);

    expect(bench.heard(agent)).toEqual(['#!-agent ack ', '#!-agent ack ']);
    expect(bench.sent.map(({ address, port }) => [address, port])).toEqual([
      ['192.0.2.7', 4000],
      ['192.0.2.8', 5000],
    ]);
    expect(bench.sent.map(({ datagram }) => datagram.subarray(0, 1).toString())).toEqual([
      '#',
      ':',
    ]);
  });

  it('of a start leave no state, keepalives do', () => {
    const agent = web();
    bench = new Bench([agent]);
    bench.receive(agent.say('#!-agent startup '));
    expect(bench.states.flush()).toEqual([]);
    const path = join(world.home, 'queue/agent-info/web-any');
    expect(existsSync(path)).toBe(false);
    bench.receive(agent.say(keepalive('x', 'abc')));
    bench.states.flush();

    expect(readFileSync(path, 'utf8')).toBe(`${system}\ncrypto_method:aes\nshared_sum:x\n`);
    expect(statSync(path).mtimeMs).toBe(startMs);
    world.nowMs += 600_000;
    bench.receive(agent.say(keepalive('x', 'def')));
    bench.states.flush();
    expect(statSync(path).mtimeMs).toBe(world.nowMs);
  });

  it('reach an agent only while it is heard', () => {
    const agent = web();
    bench = new Bench([agent]);
    const say = () => bench.server.send('001', Buffer.from('#!-syscheck restart'));
    expect(say()).toBe(false);
    bench.receive(agent.say('1:a:b'));
    expect(say()).toBe(false);
    bench.receive(agent.say(keepalive()));
    expect(say()).toBe(true);
    world.nowMs += 1_200_001;
    expect(say()).toBe(false);
    expect(bench.server.send('002', Buffer.from('x'))).toBe(false);
    expect(bench.server.send('001', Buffer.alloc(7000))).toBe(false);
    expect(bench.heard(agent).at(-1)).toBe('#!-syscheck restart');
  });
});

describe('shared files', () => {
  async function pushed(agent: SimulatedAgent, messages: number): Promise<readonly string[]> {
    await soon(() => bench.sent.length).toBe(messages);
    return bench.heard(agent).filter((one) => one !== '#!-agent ack ');
  }

  it('go to an agent that has others', async () => {
    writeFileSync(
      join(world.home, 'etc/shared/ar.conf'),
      'restart-ossec0 - restart-ossec.sh - 0\n',
    );
    writeFileSync(join(world.home, 'etc/shared/agent.conf'), 'x'.repeat(2000));
    const agent = web();
    bench = new Bench([agent]);
    bench.receive(agent.say(keepalive()));
    const { merged } = bench.shared.current(world.nowMs);
    const messages = await pushed(agent, 6);

    expect(messages[0]).toBe(`#!-up file ${merged.md5} merged.mg\n`);
    expect(messages.at(-1)).toBe('#!-close file ');
    const content = messages.slice(1, -1).join('');
    expect(unmergeFiles(Buffer.from(content, 'latin1')).map(({ name }) => name)).toEqual([
      'agent.conf',
      'ar.conf',
    ]);
    expect(readFileSync(join(world.home, 'etc/shared/merged.mg'), 'latin1')).toBe(content);

    bench.receive(agent.say(keepalive(merged.md5)));
    expect(await pushed(agent, 7)).toHaveLength(5);
  });

  it('go one by one to an agent that names each', async () => {
    writeFileSync(join(world.home, 'etc/shared/a'), 'one');
    writeFileSync(join(world.home, 'etc/shared/b'), 'two');
    const agent = web();
    bench = new Bench([agent]);
    const [a] = bench.shared.current(world.nowMs).files;
    bench.receive(agent.say(`#!-${system}\n${a?.md5} a\n`));

    const messages = await pushed(agent, 4);
    expect(messages[0]).toMatch(/^#!-up file [0-9a-f]{32} b\n$/);
    expect(messages.slice(1)).toEqual(['two', '#!-close file ']);
  });

  it('follow the folder, without what cannot cross', () => {
    writeFileSync(join(world.home, 'etc/shared/text'), 'a');
    writeFileSync(join(world.home, 'etc/shared/binary'), 'a\0b');
    writeFileSync(join(world.home, 'etc/shared/.hidden'), 'a');
    mkdirSync(join(world.home, 'etc/shared/folder'));
    bench = new Bench([]);
    const names = () => bench.shared.current(world.nowMs).files.map(({ name }) => name);
    expect(names()).toEqual(['text']);
    expect(bench.told).toEqual(['Shared files: binary holds a zero byte and is left out.']);
    writeFileSync(join(world.home, 'etc/shared/more'), 'a');
    expect(names()).toEqual(['text']);
    world.nowMs += 10_000;
    expect(names()).toEqual(['more', 'text']);
  });

  it('are sent again when the agent still lacks them, but not twice at once', async () => {
    writeFileSync(join(world.home, 'etc/shared/a'), 'x'.repeat(900 * 40));
    const agent = web();
    bench = new Bench([agent]);
    bench.receive(agent.say(keepalive('x', '1')));
    bench.receive(agent.say(keepalive('x', '2')));
    const chunks = Math.ceil((900 * 40 + '!36000 a\n'.length) / 900);
    expect(await pushed(agent, 2 + 2 + chunks)).toHaveLength(2 + chunks);
  });
});

describe('other keys', () => {
  it('keep what is known of agents that stay', async () => {
    const [agent, second] = [web(), new SimulatedAgent('002', 'two')];
    bench = new Bench([agent]);
    const first = agent.say('1:a:1');
    bench.receive(first);
    bench.receive(second.say('1:a:x'));
    bench.server.setAgents([agent.entry, second.entry]);
    bench.receive(first);
    bench.receive(second.say('1:a:2'));
    bench.server.setAgents([second.entry]);
    bench.receive(agent.say('1:a:gone'));
    bench.receive(second.say('1:a:3'));

    expect((await bench.taken()).map(({ text }) => text)).toEqual(['1', '2', '3']);
    expect(bench.rejections.count('duplicate')).toBe(1);
    expect(bench.rejections.count('unknown-id')).toBe(2);
  });

  it('are used at once', async () => {
    const agent = web();
    bench = new Bench([agent]);
    bench.receive(agent.say('1:a:1'));
    const renewed = new SimulatedAgent('001', 'web', 'any', 'c'.repeat(64));
    bench.server.setAgents([renewed.entry]);
    bench.receive(agent.say('1:a:old key'));
    bench.receive(renewed.say('1:a:2'));

    expect((await bench.taken()).map(({ text }) => text)).toEqual(['1', '2']);
  });
});

describe('a server that takes the place of another', () => {
  it('reaches the agents that the other one reached, if they are still the same', () => {
    const [agent, silent, rekeyed] = [
      web(),
      new SimulatedAgent('002', 'silent'),
      new SimulatedAgent('003', 'rekeyed'),
    ];
    bench = new Bench([agent, silent, rekeyed]);
    for (const one of [agent, rekeyed])
      bench.receive(one.say(keepalive()), '192.0.2.7', 'any', 4000);
    const { peers } = bench.server;
    const other = new SimulatedAgent('003', 'rekeyed', 'any', 'c'.repeat(64));
    const next = bench.restart([agent, silent, other]);
    next.server.adopt(peers, (datagram, address, port) => {
      next.sent.push({ datagram, address, port });
    });
    const order = Buffer.from('#!-syscheck restart');

    expect(['001', '002', '003'].map((id) => next.server.send(id, order))).toEqual([
      true,
      false,
      false,
    ]);
    expect(next.sent).toMatchObject([{ address: '192.0.2.7', port: 4000 }]);
    expect(next.heard(agent)).toEqual(['#!-syscheck restart']);
    // Its counter is still the one that it was.
    next.receive(agent.say('1:a:b'));
    expect(next.rejections.total).toBe(0);
    world.nowMs += 1_300_000;
    expect(next.server.send('001', order)).toBe(false);
  });
});

describe('an agent of which there are two', () => {
  it('is told with the addresses of both, once', () => {
    const [one, other] = [web(), web()];
    bench = new Bench([one]);
    for (let i = 0; i < 10; i++) bench.receive(one.say(`1:a:${i}`), '192.0.2.7');
    for (let i = 0; i < 5; i++) bench.receive(other.say(`1:a:${i}`), '192.0.2.8');

    expect(bench.told.filter((text) => text.startsWith('web: '))).toEqual([
      'web: 192.0.2.7 192.0.2.8',
    ]);
  });

  it('is not what sends from one address, or what strangers say', () => {
    const agent = web();
    bench = new Bench([agent]);
    const first = agent.say('1:a:1');
    for (let i = 0; i < 5; i++) bench.receive(first, '192.0.2.7');
    const forger = new SimulatedAgent('001', 'web', 'any', 'c'.repeat(64));
    for (let i = 0; i < 5; i++) bench.receive(forger.say('1:a:1'), '192.0.2.8');
    // One that moved goes on where it was.
    for (let i = 0; i < 5; i++) bench.receive(agent.say('1:a:1'), '192.0.2.9');

    expect(bench.told.filter((text) => text.startsWith('web: '))).toEqual([]);
  });
});

describe('agent.conf with errors', () => {
  const good = '<agent_config></agent_config>\n';
  const broken = '<agent_config><localfile></localfile></agent_config>\n';
  const path = (name: string) => join(world.home, 'etc/shared', name);

  function pushed(): string | undefined {
    const { files } = bench.shared.current(world.nowMs);
    return files.find(({ name }) => name === 'agent.conf')?.content.toString();
  }

  function change(text: string): void {
    mkdirSync(path(''), { recursive: true });
    writeFileSync(path('agent.conf'), text);
    world.nowMs += 10_000;
  }

  it('stays here, and agents keep the version before, also over a restart', () => {
    bench = new Bench([web()]);
    change(good);
    expect(pushed()).toBe(good);
    change(broken);
    expect(pushed()).toBe(good);
    const after = bench.restart([web()]);
    bench = after;
    expect(pushed()).toBe(good);
    expect(unmergeFiles(readFileSync(path('merged.mg'))).map(({ name }) => name)).toEqual([
      'agent.conf',
    ]);
    change(`${good}\n`);
    expect(pushed()).toBe(`${good}\n`);
    const said = 'ossec: Shared configuration not pushed: 1 error in agent.conf';
    expect(after.told.filter((text) => text.startsWith(said))).toHaveLength(1);
  });

  it('is left out where there was none before', () => {
    bench = new Bench([web()]);
    change(broken);
    pushed();
    world.nowMs += 60_000;

    expect(pushed()).toBeUndefined();
    expect(bench.told).toHaveLength(1);
  });
});

it('answers for any datagram', async () => {
  const agent = web();
  bench = new Bench([agent]);
  const parts = fc.constantFrom('!', '001', '#AES', ':', 'x', '\0', '!001!:', '#!-');
  fc.assert(
    fc.property(fc.array(parts), fc.uint8Array({ maxLength: 80 }), (words, bytes) => {
      bench.receive(Buffer.concat([Buffer.from(words.join('')), Buffer.from(bytes)]));
    }),
  );
  // And for anything that an authentic agent may say.
  fc.assert(
    fc.property(
      fc.constantFrom('', '#!-', '1:', '1:a:', '#!-up file ', '#!-x\n'),
      fc.string({ minLength: 1 }),
      (start, text) => {
        bench.receive(agent.say(start + text));
      },
    ),
  );
  expect((await bench.taken()).every(({ location }) => location.startsWith('(web) any->'))).toBe(
    true,
  );
});
