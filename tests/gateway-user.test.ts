import { createSocket, type Socket } from 'node:dgram';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keepalive, SimulatedAgent } from '../src/gateway/testing/simulated-agent.ts';
import { call, logOf, tailOf } from './support/fleet.ts';
import { isRoot, nobody, shareHome } from './support/nobody.ts';
import { build, findProcess, newFolder, processOf, readIfThere, until } from './support/running.ts';
import { tokenConfig, tokenHome, tokenLine, tokensIn } from './support/token-home.ts';

/** Some containers give low ports to everybody. */
function mayOpenLowPorts(): boolean {
  const path = '/proc/sys/net/ipv4/ip_unprivileged_port_start';
  return Number(readIfThere(path) || 1024) > 514;
}

let home = '';
let socket: Socket;

function port(name: string): number {
  const found = [...logOf(home).matchAll(new RegExp(`port (\\d+)/\\w+ \\(${name}\\)`, 'g'))];
  return Number(found.at(-1)?.[1] ?? 0);
}

function idsOf(script: string): string {
  const status = readFileSync(`/proc/${processOf(script, home)}/status`, 'utf8');
  return [...status.matchAll(/^(?:Uid|Gid|Groups):\s*(.*)$/gm)].map(([, ids]) => ids).join(' | ');
}

beforeAll(async () => {
  if (!isRoot) return;
  build();
  home = tokenHome([]);
  const blocks =
    '<remote><connection>secure</connection><port>0</port><local_ip>127.0.0.1</local_ip></remote>' +
    '<auth><port>0</port><local_ip>127.0.0.1</local_ip></auth>' +
    `<tocsin><gateway_user>${nobody.user}</gateway_user>` +
    `<gateway_group>${nobody.group}</gateway_group></tocsin>`;
  const config = tokenConfig([]).replace('</ossec_config>', `${blocks}</ossec_config>`);
  writeFileSync(join(home, 'etc/ossec.conf'), config);
  // Lays the home out as root does, and then gives it the group that an installer would give it.
  await call('manage_agents', home, '-a', 'any', '-n', 'web01');
  shareHome(home);
  const started = await call('ossec-control', home, 'start');
  if (started.status !== 0) throw new Error(`${started.out}${started.err}\n${tailOf(home)}`);
  socket = createSocket('udp4');
}, 120_000);

afterAll(async () => {
  if (!isRoot) return;
  socket.close();
  await call('ossec-control', home, 'stop');
});

describe.runIf(isRoot)('a gateway that root starts', () => {
  it('is not root, while analysis and the guard are', () => {
    const ids = `${nobody.uid}`;

    expect(idsOf('gateway-main')).toMatch(
      new RegExp(
        `^(?:${ids}\\s+){3}${ids} \\| (?:${nobody.gid}\\s+){3}${nobody.gid} \\| ${nobody.gid}`,
      ),
    );
    expect(idsOf('guard-main')).toMatch(/^0\s/);
    expect(logOf(home)).not.toContain('The gateway stays root');
  });

  it('still takes events, keeps its state and outlives analysis', async () => {
    const [line = ''] = readFileSync(join(home, 'etc/client.keys'), 'latin1').split('\n');
    const [id = '', name = '', address = '', key = ''] = line.split(' ');
    const agent = new SimulatedAgent(id, name, address, key);
    const say = (payload: string): void => {
      socket.send(agent.say(payload), port('secure'), '127.0.0.1');
    };
    say(keepalive());
    say(`1:/var/log/messages:${tokenLine('one').trimEnd()}`);
    await until(
      () => tokensIn(home, 'alerts').has('one'),
      () => tailOf(home),
    );
    await until(
      () => readIfThere(join(home, `queue/rids/${id}`)).startsWith('0:2:'),
      () => tailOf(home),
    );
    const info = join(home, 'queue/agent-info/web01-any');
    await until(
      () => readIfThere(info) !== '',
      () => tailOf(home),
    );
    expect(statSync(info).uid).toBe(nobody.uid);

    const before = processOf('analysis-main', home);
    process.kill(before, 'SIGKILL');
    await until(
      () => (findProcess('analysis-main', home) ?? before) !== before,
      () => tailOf(home),
    );
    say(`1:/var/log/messages:${tokenLine('two').trimEnd()}`);
    await until(
      () => tokensIn(home, 'alerts').has('two'),
      () => tailOf(home),
    );
  });

  it('gives keys, and takes those that root adds', async () => {
    const token = (await call('tocsin', home, 'token')).out.trim();
    const agent = newFolder();
    const where = ['127.0.0.1', '--port', String(port('enrolment')), '--name', 'web02'];
    const enrolled = await call('tocsin', agent, 'enroll', ...where, '--token', token);

    expect(enrolled).toMatchObject({ status: 0, err: '' });
    await call('manage_agents', home, '-a', 'any', '-n', 'web03');
    const keys = readFileSync(join(home, 'etc/client.keys'), 'latin1').trimEnd().split('\n');
    expect(keys.map((one) => one.split(' ')[1])).toEqual(['web01', 'web02', 'web03']);
    const second = (await call('tocsin', home, 'token')).out.trim();
    const again = ['127.0.0.1', '--port', String(port('enrolment')), '--name', 'web04'];
    expect(await call('tocsin', newFolder(), 'enroll', ...again, '--token', second)).toMatchObject({
      status: 0,
    });
    expect(statSync(join(home, 'etc/client.keys')).mode & 0o777).toBe(0o640);
  });

  it('is still told what agents should do', async () => {
    const told = await call('agent_control', home, '-r', '-u', '001');

    expect(told).toMatchObject({ status: 0, err: '' });
  });

  it('reads its files again', async () => {
    expect(await call('ossec-control', home, 'reload')).toMatchObject({ status: 0 });
  });
});

describe.runIf(isRoot && mayOpenLowPorts())('with a port that only root opens', () => {
  it('a reload starts it anew', async () => {
    const path = join(home, 'etc/ossec.conf');
    // An address of this run's own, because the port cannot be one.
    const address = `127.77.${(process.pid >> 8) & 255}.${(process.pid & 255) | 1}`;
    const low = `<local_ip>${address}</local_ip><allowed-ips>127.0.0.1</allowed-ips>`;
    const block = `<remote><connection>syslog</connection><port>514</port>${low}</remote>`;
    writeFileSync(path, readFileSync(path, 'utf8').replace('<auth>', `${block}<auth>`));
    const before = processOf('gateway-main', home);
    const opened = (): number => logOf(home).split('port 514/udp (syslog)').length - 1;
    // The running one cannot open it: it ends, and the next one begins as root.
    await call('ossec-control', home, 'reload');
    await until(
      () => opened() === 1,
      () => tailOf(home),
    );
    const after = processOf('gateway-main', home);
    expect(after).not.toBe(before);
    await until(
      () => idsOf('gateway-main').startsWith(`${nobody.uid}`),
      () => tailOf(home),
    );
  });
});
