import { createSocket, type Socket } from 'node:dgram';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { keepalive, SimulatedAgent } from '../src/gateway/testing/simulated-agent.ts';
import { build, findProcess, processOf, readIfThere, run, until } from './support/running.ts';
import { tokenConfig, tokenHome, tokenLine, tokensIn } from './support/token-home.ts';

const homes: string[] = [];
const sockets: Socket[] = [];
const remote =
  '<remote><connection>secure</connection><port>0</port><local_ip>127.0.0.1</local_ip></remote>';

async function call(name: string, home: string, ...args: readonly string[]) {
  const command = run(name, args, { env: { TOCSIN_HOME: home } });
  return { status: await command.exited, out: command.stdout, err: command.stderr };
}

function configure(home: string, ...blocks: readonly string[]): void {
  const config = tokenConfig([]).replace(
    '</ossec_config>',
    `${blocks.join('\n')}\n</ossec_config>`,
  );
  writeFileSync(join(home, 'etc/ossec.conf'), config);
}

function newHome(): string {
  const home = tokenHome([]);
  homes.push(home);
  return home;
}

function log(home: string): string {
  return readIfThere(join(home, 'logs/ossec.log'));
}

/** The port of the last listener, once there are so many of them in the log. */
async function port(home: string, times: number): Promise<number> {
  const found = () => [...log(home).matchAll(/Listening on port (\d+)\/udp \(secure\)/g)];
  await until(
    () => found().length >= times,
    () => log(home),
  );
  return Number(found().at(-1)?.[1]);
}

/** Enrols an agent as people do: the key goes over by hand. */
async function enrol(home: string, name: string): Promise<SimulatedAgent> {
  expect((await call('manage_agents', home, '-a', 'any', '-n', name)).status).toBe(0);
  const exported =
    (await call('manage_agents', home, '-e', '001')).out.trim().split('\n').at(-1) ?? '';
  const [id = '', , address = '', key = ''] = Buffer.from(exported, 'base64').toString().split(' ');
  return new SimulatedAgent(id, name, address, key);
}

function wireOf(agent: SimulatedAgent) {
  const socket = createSocket('udp4');
  sockets.push(socket);
  const heard: string[] = [];
  socket.on('message', (datagram) => heard.push(agent.hear(datagram)));
  const say = (payload: string, to: number): void => {
    socket.send(agent.say(payload), to, '127.0.0.1');
  };
  return { heard, say };
}

beforeAll(build, 120_000);

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.close();
  for (const home of homes.splice(0)) await call('ossec-control', home, 'stop');
});

describe('a server', () => {
  it('turns what agents send into alerts, each once, though its gateway is killed', async () => {
    const home = newHome();
    configure(home, remote);
    const agent = await enrol(home, 'web01');
    const started = await call('ossec-control', home, 'start');
    expect(started.err).toBe('');
    expect(started.out).toMatch(/^ossec-remoted started/m);
    const first = await port(home, 1);
    const { heard, say } = wireOf(agent);

    say('#!-agent startup ', first);
    await until(
      () => heard.length === 1,
      () => log(home),
    );
    say(`1:/var/log/messages:${tokenLine('one').trimEnd()}`, first);
    say(keepalive(), first);
    await until(
      () => tokensIn(home, 'alerts').has('one'),
      () => log(home),
    );
    expect(readIfThere(join(home, 'logs/alerts/alerts.log'))).toContain(
      '(web01) any->/var/log/messages',
    );
    await until(
      () => readIfThere(join(home, 'queue/agent-info/web01-any')) !== '',
      () => log(home),
    );
    await until(
      () => readIfThere(join(home, 'queue/rids/001')).startsWith('0:3:'),
      () => log(home),
    );

    process.kill(processOf('gateway-main', home), 'SIGKILL');
    const second = await port(home, 2);
    say(`1:/var/log/messages:${tokenLine('two').trimEnd()}`, second);
    await until(
      () => tokensIn(home, 'alerts').has('two'),
      () => log(home),
    );
    expect([...tokensIn(home, 'alerts').values()]).toEqual([1, 1]);
    await call('ossec-control', home, 'stop');
    expect((await call('tocsin', home, 'ledger')).out).toMatch(/agent:web01-any/);
  });

  it('has the rules told of an address that somebody gives twice', async () => {
    const home = newHome();
    configure(home);
    expect((await call('ossec-control', home, 'start')).err).toBe('');
    await call('manage_agents', home, '-a', '192.0.2.9', '-n', 'one');
    const refused = await call('manage_agents', home, '-a', '192.0.2.9', '-n', 'two');
    expect(refused.status).toBe(1);

    await until(
      () => readIfThere(join(home, 'logs/archives/archives.log')).includes('Duplicated IP'),
      () => log(home),
    );
    expect(readIfThere(join(home, 'logs/archives/archives.log'))).toMatch(
      /manage_agents ossec: Duplicated IP 192\.0\.2\.9$/m,
    );
  });

  it('begins and ends to listen when a reload says so', async () => {
    const home = newHome();
    configure(home);
    await call('ossec-control', home, 'start');
    expect((await call('ossec-control', home, 'status')).out).not.toContain('ossec-remoted');

    configure(home, remote);
    expect(await call('ossec-control', home, 'reload')).toMatchObject({ status: 0, err: '' });
    await port(home, 1);
    expect(await call('ossec-control', home, 'status')).toMatchObject({
      status: 0,
      out: expect.stringContaining('ossec-remoted is running...') as string,
    });

    configure(home);
    expect((await call('ossec-control', home, 'reload')).status).toBe(0);
    expect(findProcess('gateway-main', home)).toBeUndefined();
    expect((await call('ossec-control', home, 'status')).out).not.toContain('ossec-remoted');
  });

  it('does not start where nobody could send, and says why', async () => {
    const home = newHome();
    configure(home, '<remote><connection>syslog</connection></remote>');
    const { status, err } = await call('ossec-control', home, 'start');

    expect(status).toBe(1);
    expect(err).toContain(
      'CONFIG_MISSING_OPTION <remote> with connection syslog needs allowed-ips',
    );
  });
});
