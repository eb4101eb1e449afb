import { createSocket, type Socket } from 'node:dgram';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keepalive, SimulatedAgent } from '../src/gateway/testing/simulated-agent.ts';
import { call, startServer, tailOf, type ServerHome } from './support/fleet.ts';
import { build, readIfThere, until } from './support/running.ts';

let server: ServerHome;
let agent: SimulatedAgent;
let socket: Socket;
const heard: string[] = [];

beforeAll(async () => {
  build();
  server = await startServer(['web01', 'web02']);
  const [line = ''] = readFileSync(join(server.home, 'etc/client.keys'), 'latin1').split('\n');
  const [id = '', name = '', address = '', key = ''] = line.split(' ');
  agent = new SimulatedAgent(id, name, address, key);
  socket = createSocket('udp4');
  socket.on('message', (datagram) => heard.push(agent.hear(datagram)));
  for (const payload of ['#!-agent startup ', keepalive()]) {
    socket.send(agent.say(payload), server.port, '127.0.0.1');
  }
  await until(
    () => readIfThere(join(server.home, 'queue/agent-info/web01-any')) !== '',
    () => tailOf(server.home),
  );
}, 120_000);

afterAll(async () => {
  socket.close();
  await call('ossec-control', server.home, 'stop');
});

describe('agent_control on a server that runs', () => {
  it('shows who is there', async () => {
    const { out } = await call('agent_control', server.home, '-l');

    expect(out).toMatch(/^ {3}ID: 000, Name: \S+ \(server\), IP: 127\.0\.0\.1, Active\/Local$/m);
    expect(out).toMatch(/^ {3}ID: 001, Name: web01, IP: any, Active$/m);
    expect(out).toMatch(/^ {3}ID: 002, Name: web02, IP: any, Never connected$/m);
    expect((await call('list_agents', server.home, '-c')).out).toBe('web01-any is active.\n');
    expect((await call('tocsin', server.home, 'agents')).out).toMatch(/^1 of 2 agents active$/m);
  });

  it.each([
    { args: ['-R', '001'], says: '#!-execd restart-ossec0 - null (from_the_server) (no_rule_id)' },
    { args: ['-r', '-u', '001'], says: '#!-syscheck restart' },
    { args: ['-r', '-a'], says: '#!-syscheck restart' },
  ])('tells the agent what $args means', async ({ args, says }) => {
    heard.length = 0;
    const told = await call('agent_control', server.home, ...args);

    expect(told).toMatchObject({ status: 0, err: '' });
    expect(told.out).toMatch(/ Agents: 001\.\n$/);
    await until(
      () => heard.includes(says),
      () => heard.join('\n'),
    );
  });

  it('tells that an agent that never reported cannot be reached', async () => {
    expect(await call('agent_control', server.home, '-R', '002')).toMatchObject({
      status: 1,
      err: 'agent_control: No agent was heard lately to be told: 002.\n',
    });
  });
});
