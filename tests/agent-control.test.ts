import { createSocket, type Socket } from 'node:dgram';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keepalive, SimulatedAgent } from '../src/gateway/testing/simulated-agent.ts';
import { call, logOf, startServer, tailOf, type ServerHome } from './support/fleet.ts';
import { build, newFolder, readIfThere, until } from './support/running.ts';

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

  it('lets changes of files pass while they are expected, until a scan is complete', async () => {
    const path = join(server.home, 'etc/ossec.conf');
    const include = '<include>token_rules.xml</include>';
    const conf = readFileSync(path, 'utf8');
    writeFileSync(path, conf.replace(include, `${include}<include>fim.xml</include>`));
    const rules =
      '<rule id="7" level="0" noalert="1"><category>ossec</category>' +
      '<description>Root of the other tree.</description></rule>' +
      '<rule id="550" level="7"><category>ossec</category>' +
      '<decoded_as>syscheck_integrity_changed</decoded_as><description>Changed.</description></rule>';
    writeFileSync(join(server.home, 'rules/fim.xml'), `<group name="fim,">${rules}</group>`);
    const reloaded = await call('ossec-control', server.home, 'reload');
    expect(reloaded).toMatchObject({ status: 0, err: '' });
    const marker = join(server.home, 'queue/syscheck/.(web01) any.maint');
    const alerts = (): string => readIfThere(join(server.home, 'logs/alerts/alerts.log'));
    const say = (text: string): void => {
      socket.send(agent.say(`8:syscheck:${text}`), server.port, '127.0.0.1');
    };
    const isTold = (word: string): Promise<void> =>
      until(
        () => readIfThere(join(server.home, 'logs/archives/archives.log')).includes(word),
        () => tailOf(server.home),
      );

    say('1:33188:0:0:aaa:bbb /etc/f');
    await call('agent_control', server.home, '-M', 'enable', '-u', '001');
    await isTold("Integrity maintenance: enabled '(web01) any'");
    say('2:33188:0:0:aaa:bbb /etc/f');
    await until(
      () => readIfThere(marker).includes('silent_updates=1'),
      () => tailOf(server.home),
    );
    expect(readIfThere(join(server.home, 'logs/fim_maintenance.log'))).toMatch(
      /^\d{4}-\d\d-\d\d [\d:]{8} \(web01\) any->syscheck modify \/etc\/f\n$/,
    );
    expect((await call('agent_control', server.home, '-l')).out).toContain('Active, Maint\n');
    const ended = await call('agent_control', server.home, '-M', 'end', '-u', '001');
    expect(ended).toMatchObject({ status: 0, err: '' });
    await isTold("Integrity maintenance: ending '(web01) any'");
    say('syscheck-db-completed');
    await until(
      () => readIfThere(marker) === '',
      () => tailOf(server.home),
    );
    expect(alerts()).not.toContain('/etc/f');
    say('3:33188:0:0:aaa:bbb /etc/f');
    await until(
      () => alerts().includes("Integrity checksum changed for: '/etc/f'"),
      () => tailOf(server.home),
    );
  });

  it('has the server itself scan, and tells when it last did', async () => {
    const path = join(server.home, 'etc/ossec.conf');
    const folder = newFolder();
    const syscheck = `<syscheck><directories check_all="yes">${folder}</directories></syscheck>`;
    const conf = readFileSync(path, 'utf8');
    writeFileSync(path, conf.replace('</ossec_config>', `${syscheck}</ossec_config>`));
    expect((await call('ossec-control', server.home, 'reload')).err).toBe('');
    const scans = (): number => logOf(server.home).split('Integrity scan: ').length - 1;
    await until(
      () => scans() === 1,
      () => tailOf(server.home),
    );
    expect((await call('agent_control', server.home, '-r', '-u', '000')).status).toBe(0);
    await until(
      () => scans() === 2,
      () => tailOf(server.home),
    );
    expect(logOf(server.home)).toContain('A scan was asked for.');
    await until(
      () => readIfThere(join(server.home, 'var/run/scans.json')).includes('"":{'),
      () => tailOf(server.home),
    );
    expect((await call('agent_control', server.home, '-i', '000')).out).toMatch(
      /Syscheck last started at: +\w{3} \w{3} [ \d]\d [\d:]{8} 20\d\d/,
    );
  });

  it('tells that an agent that never reported cannot be reached', async () => {
    expect(await call('agent_control', server.home, '-R', '002')).toMatchObject({
      status: 1,
      err: 'agent_control: No agent was heard lately to be told: 002.\n',
    });
  });
});
