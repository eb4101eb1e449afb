import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { logOf, tailOf } from './support/fleet.ts';
import { isRoot, nobody, shareHome } from './support/nobody.ts';
import {
  build,
  findProcess,
  newFolder,
  processesWith,
  processOf,
  readIfThere,
  run,
  until,
  writeFiles,
  type RunningCommand,
} from './support/running.ts';
import { tokenConfig, tokenHome } from './support/token-home.ts';

const homes: string[] = [];
const running: RunningCommand[] = [];

async function call(name: string, home: string, ...args: readonly string[]) {
  const command = run(name, args, { env: { TOCSIN_HOME: home } });
  return { status: await command.exited, out: command.stdout, err: command.stderr };
}

function newHome(): string {
  const home = newFolder();
  homes.push(home);
  return home;
}

beforeAll(build, 120_000);

afterEach(async () => {
  for (const command of running.splice(0)) {
    command.signal('SIGKILL');
    await command.exited;
  }
  for (const home of homes.splice(0)) {
    const daemon = findProcess('authd-main', home);
    if (daemon !== undefined) process.kill(daemon, 'SIGKILL');
    await call('ossec-control', home, 'stop');
  }
});

/** What it prints within its start. */
async function listening(command: RunningCommand): Promise<string> {
  const port = (): string | undefined => /listening on port (\d+)\//.exec(command.stdout)?.[1];
  await until(
    () => port() !== undefined,
    () => command.stdout + command.stderr,
  );
  return port() ?? '';
}

describe('ossec-authd', () => {
  it('serves agent-auth in the foreground until a signal', async () => {
    const [server, agent] = [newHome(), newHome()];
    writeFiles(server, { 'etc/authd.pass': 'secret\n' });
    writeFiles(agent, { password: 'secret\n' });
    const authd = run('ossec-authd', ['-f', '-p', '0', '-D', server]);
    running.push(authd);
    const port = await listening(authd);
    const args = ['-m', '127.0.0.1', '-p', port, '-A', 'web01'];

    expect(await call('agent-auth', agent, ...args)).toMatchObject({ status: 1 });
    const answer = await call('agent-auth', agent, ...args, '-P', join(agent, 'password'));
    expect(answer).toMatchObject({ status: 0, err: '' });
    const given = readIfThere(join(server, 'etc/client.keys'));
    expect(given).toMatch(/^1024 web01 any [0-9a-f]{64}\n$/);
    expect(readIfThere(join(agent, 'etc/client.keys'))).toBe(given);
    expect(readIfThere(join(agent, 'etc/server.pin'))).toMatch(/^[0-9a-f]{64}\n$/);
    expect(logOf(server) + authd.stdout + answer.out).not.toContain(given.split(' ')[3]?.trim());
    expect(logOf(server) + authd.stdout).not.toContain('secret');

    authd.signal('SIGTERM');
    expect(await authd.exited).toBe(0);
  });

  it('goes to the background, and tells the password that it made once', async () => {
    const [server, agent] = [newHome(), newHome()];
    const started = await call('ossec-authd', server, '-p', '0');
    const [, password = ''] = /until this ends: ([0-9a-f]{32})\n/.exec(started.out) ?? [];
    const [, port = ''] = /listening on port (\d+)\//.exec(logOf(server)) ?? [];
    writeFileSync(join(agent, 'password'), `${password}\n`);

    expect(started.status).toBe(0);
    expect(password).not.toBe('');
    expect(logOf(server)).not.toContain(password);
    expect(processesWith(password)).toEqual([]);
    const args = ['-m', '127.0.0.1', '-p', port, '-A', 'web01', '-P', join(agent, 'password')];
    expect(await call('agent-auth', agent, ...args)).toMatchObject({ status: 0 });
    const pid = processOf('authd-main', server);
    expect(readIfThere(join(server, `var/run/ossec-authd-${pid}.pid`))).toBe(`${pid}\n`);
    process.kill(pid, 'SIGTERM');
    await until(
      () => findProcess('authd-main', server) === undefined,
      () => tailOf(server),
    );
    expect(readIfThere(join(server, `var/run/ossec-authd-${pid}.pid`))).toBe('');
  });

  it.runIf(isRoot)('becomes another user, who can still write keys', async () => {
    const [server, agent] = [newHome(), newHome()];
    await call('ossec-authd', server, '-t');
    shareHome(server);
    const user = ['-u', nobody.user, '-g', nobody.group];
    const authd = run('ossec-authd', ['-f', '-n', '-p', '0', '-D', server, ...user]);
    running.push(authd);
    const args = ['-m', '127.0.0.1', '-p', await listening(authd)];
    const status = readIfThere(`/proc/${authd.pid}/status`);

    expect(status).toMatch(/^Uid:\s+65534\s+65534\s+65534\s+65534$/m);
    expect(status).toMatch(/^Gid:\s+65534\s+65534\s+65534\s+65534$/m);
    expect(status).toMatch(/^Groups:\s+65534\s*$/m);
    for (const name of ['web01', 'web02']) {
      expect(await call('agent-auth', agent, ...args, '-A', name)).toMatchObject({ status: 0 });
    }
    expect(readIfThere(join(server, 'etc/client.keys')).split('\n')).toHaveLength(3);
  });

  it('checks files and options without starting', async () => {
    const home = newHome();

    expect(await call('ossec-authd', home, '-t')).toMatchObject({ status: 0, out: '' });
    expect(await call('ossec-authd', home, '-t', '-c', 'nothing')).toMatchObject({ status: 1 });
    writeFiles(home, { 'etc/client.keys': '001 web01 nowhere k\n' });
    const refused = await call('ossec-authd', home, '-t');
    expect(refused.err).toMatch(/client\.keys:1:1 KEYS_ADDRESS/);
    expect(refused.status).toBe(1);
  });

  it('tells in the foreground and from the background that its port is taken', async () => {
    const [first, second] = [newHome(), newHome()];
    const authd = run('ossec-authd', ['-f', '-n', '-p', '0', '-D', first]);
    running.push(authd);
    const port = await listening(authd);

    for (const mode of [['-f'], []]) {
      const refused = await call('ossec-authd', second, '-n', '-p', port, ...mode);
      expect(refused.err).toMatch(/ENROL_BIND/);
      expect(refused.status).toBe(1);
    }
  });
});

describe('a server with <auth>', () => {
  it('makes an agent of another machine with one line', async () => {
    const server = tokenHome([]);
    homes.push(server);
    const config = tokenConfig([]).replace(
      '</ossec_config>',
      '<auth><port>0</port><local_ip>127.0.0.1</local_ip></auth>\n</ossec_config>',
    );
    writeFileSync(join(server, 'etc/ossec.conf'), config);
    const started = await call('ossec-control', server, 'start');
    const [, port = ''] = /Listening on port (\d+)\/tcp \(enrolment\)/.exec(logOf(server)) ?? [];
    const token = (await call('tocsin', server, 'token')).out.trim();
    const agent = newHome();
    const args = ['127.0.0.1', '--port', port, '--name', 'web01'];
    const enrolled = await call('tocsin', agent, 'enroll', ...args, '--token', token);

    expect(started.out).toMatch(/^ossec-authd started/m);
    expect(enrolled).toMatchObject({ status: 0, err: '' });
    expect(readIfThere(join(agent, 'etc/client.keys'))).toMatch(/^1024 web01 any /);
    expect(logOf(server)).toContain('Agent 1024 web01 (any) enrolled from 127.0.0.1.');
    const again = await call('tocsin', agent, 'enroll', ...args, '--token', token);
    expect(again.status).toBe(1);
  });
});
