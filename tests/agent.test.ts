import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { agentHome, call, logOf, startServer, tailOf } from './support/fleet.ts';
import { build, newFolder, processOf, readIfThere, until } from './support/running.ts';
import { tokenLine, tokensIn } from './support/token-home.ts';

const homes: string[] = [];

beforeAll(build, 120_000);

afterEach(async () => {
  for (const home of homes.splice(0).toReversed()) await call('ossec-control', home, 'stop');
});

async function newServer(names: readonly string[]) {
  const server = await startServer(names);
  homes.push(server.home);
  return server;
}

async function startAgent(home: string): Promise<void> {
  homes.push(home);
  const { status, err } = await call('ossec-control', home, 'start');
  expect(err).toBe('');
  expect(status).toBe(0);
}

function connected(home: string, times = 1): Promise<void> {
  return until(
    () => logOf(home).split('Connected to the server').length > times,
    () => tailOf(home),
  );
}

function arrived(server: string, ...tokens: readonly string[]): Promise<void> {
  return until(
    () => tokens.every((token) => tokensIn(server, 'alerts').has(token)),
    () => tailOf(server),
  );
}

describe('an agent that speaks OSSEC’s protocol', () => {
  it('turns lines of its logs into alerts of the server, and tells who it is', async () => {
    const server = await newServer(['web01']);
    const log = join(newFolder(), 'messages');
    writeFileSync(log, '');
    const home = await agentHome(server, { id: '001', servers: [server.port], watch: [log] });
    await startAgent(home);
    await connected(home);
    appendFileSync(log, tokenLine('one') + tokenLine('two'));

    await arrived(server.home, 'one', 'two');
    expect(readIfThere(join(server.home, 'logs/alerts/alerts.log'))).toContain(
      `(web01) any->${log}`,
    );
    const info = join(server.home, 'queue/agent-info/web01-any');
    await until(
      () => readIfThere(info).includes(' - OSSEC HIDS v4.2.0'),
      () => tailOf(server.home),
    );
    expect(readIfThere(info)).toContain('crypto_method:aes');
    expect(readIfThere(join(home, 'queue/ossec/.agent_info'))).toBe('web01\n-\n001\n-\n');
    expect((await call('ossec-control', home, 'status')).out).toBe(
      'ossec-agentd is running...\nossec-logcollector is running...\nossec-syscheckd is running...\n',
    );
    expect(readIfThere(join(server.home, 'logs/archives/archives.log'))).toContain(
      "ossec: Agent started: 'web01->any'.",
    );
  });

  it('keeps what comes while the server is away, and while it is killed itself', async () => {
    const server = await newServer(['web01']);
    const log = join(newFolder(), 'messages');
    writeFileSync(log, '');
    const home = await agentHome(server, { id: '001', servers: [server.port], watch: [log] });
    await startAgent(home);
    await connected(home);
    await call('ossec-control', server.home, 'stop');
    const tokens = Array.from({ length: 1000 }, (_, i) => `away-${i}`);
    appendFileSync(log, tokens.slice(0, 500).map(tokenLine).join(''));
    await until(
      () => readFileSync(join(home, 'queue/ossec/positions.json'), 'utf8').includes('messages'),
      () => tailOf(home),
    );
    process.kill(processOf('agent-main', home), 'SIGKILL');
    appendFileSync(log, tokens.slice(500).map(tokenLine).join(''));
    expect((await call('ossec-control', server.home, 'start')).status).toBe(0);

    await arrived(server.home, ...tokens);
  }, 60_000);

  it('goes to the second server when the first is silent, and returns', async () => {
    const first = await newServer(['web01']);
    const second = await newServer(['web01']);
    // One key on both: what enrolment on a pair of servers does.
    writeFileSync(
      join(second.home, 'etc/client.keys'),
      readFileSync(join(first.home, 'etc/client.keys')),
    );
    const log = join(newFolder(), 'messages');
    writeFileSync(log, '');
    await call('ossec-control', first.home, 'stop');
    const home = await agentHome(first, {
      id: '001',
      servers: [first.port, second.port],
      watch: [log],
      options: '<time-reconnect>3</time-reconnect>',
    });
    await startAgent(home);
    await connected(home);
    appendFileSync(log, tokenLine('second'));
    await arrived(second.home, 'second');
    await call('ossec-control', first.home, 'start');
    await until(
      () => logOf(home).includes(`Connected to the server 127.0.0.1:${first.port} (udp)`),
      () => tailOf(home),
    );
    appendFileSync(log, tokenLine('first'));
    await arrived(first.home, 'first');
  }, 90_000);

  it('takes shared files and reads its files again when the server says so', async () => {
    const server = await newServer(['web01']);
    writeFileSync(join(server.home, 'etc/shared/lists.txt'), 'one\ntwo\n'.repeat(400));
    const log = join(newFolder(), 'messages');
    writeFileSync(log, '');
    const options = '<notify_time>1</notify_time>';
    const home = await agentHome(server, {
      id: '001',
      servers: [server.port],
      watch: [log],
      options,
    });
    await startAgent(home);
    await until(
      () => readIfThere(join(home, 'etc/shared/lists.txt')) === 'one\ntwo\n'.repeat(400),
      () => tailOf(home),
    );
  }, 60_000);

  it('does not start without a key, and says so', async () => {
    const server = await newServer(['web01']);
    const home = await agentHome(server, { id: '001', servers: [server.port] });
    writeFileSync(join(home, 'etc/client.keys'), '');
    homes.push(home);

    const { status, err } = await call('ossec-control', home, 'start');

    expect(status).toBe(1);
    expect(err).toContain('etc/client.keys:1:1 KEYS_NONE');
  });
});
