import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { agentHome, call, logOf, startServer, tailOf } from './support/fleet.ts';
import { build, findProcess, newFolder, readIfThere, until } from './support/running.ts';
import { tokenLine, tokensIn } from './support/token-home.ts';

const homes: string[] = [];
const durable = '<protocol>durable</protocol><notify_time>1</notify_time>';

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
  expect(await call('ossec-control', home, 'start')).toMatchObject({ status: 0, err: '' });
}

function says(home: string, text: string): Promise<void> {
  return until(
    () => logOf(home).includes(text),
    () => tailOf(home),
  );
}

function arrived(server: string, tokens: readonly string[]): Promise<void> {
  return until(
    () => {
      const found = tokensIn(server, 'alerts');
      return tokens.every((token) => found.has(token));
    },
    () => tailOf(server),
  );
}

function newLog(): string {
  const log = join(newFolder(), 'messages');
  writeFileSync(log, '');
  return log;
}

/** False where it does not run now; one that was killed just before may still be seen for a moment. */
function killed(script: string, home: string): boolean {
  const pid = findProcess(script, home);
  try {
    return pid !== undefined && process.kill(pid, 'SIGKILL');
  } catch {
    return false;
  }
}

describe('the durable protocol', () => {
  it('pins the server, brings records, shared files and keepalives', async () => {
    const server = await newServer(['web01']);
    writeFileSync(join(server.home, 'etc/shared/lists.txt'), 'one\ntwo\n'.repeat(400));
    const log = newLog();
    const home = await agentHome(server, {
      id: '001',
      servers: [server.port],
      watch: [log],
      options: durable,
    });
    await startAgent(home);
    await says(home, '(durable)');
    appendFileSync(log, tokenLine('one') + tokenLine('two'));

    await arrived(server.home, ['one', 'two']);
    expect(readIfThere(join(server.home, 'logs/alerts/alerts.log'))).toContain(
      `(web01) any->${log}`,
    );
    expect(readIfThere(join(home, 'etc/server.pin'))).toMatch(/^[0-9a-f]{64}\n$/);
    await until(
      () =>
        readIfThere(join(server.home, 'queue/agent-info/web01-any')).includes('durable') &&
        existsSync(join(home, 'etc/shared/lists.txt')),
      () => tailOf(home),
    );
  });

  it('loses and repeats nothing when both sides are killed again and again', async () => {
    const server = await newServer(['web01']);
    const log = newLog();
    const home = await agentHome(server, {
      id: '001',
      servers: [server.port],
      watch: [log],
      options: durable,
    });
    await startAgent(home);
    await says(home, '(durable)');
    const tokens: string[] = [];
    for (let round = 0; round < 8; round++) {
      const some = Array.from({ length: 400 }, (_, i) => `round-${round}-${i}`);
      tokens.push(...some);
      appendFileSync(log, some.map(tokenLine).join(''));
      const [script, where] = (
        [
          ['agent-main', home],
          ['gateway-main', server.home],
          ['analysis-main', server.home],
        ] as const
      )[round % 3] ?? ['agent-main', home];
      await until(
        () => tokensIn(server.home, 'alerts').size > 0 && killed(script, where),
        () => tailOf(where),
      );
    }
    await arrived(server.home, tokens);

    const found = tokensIn(server.home, 'alerts');
    expect([...found.values()].filter((times) => times !== 1)).toEqual([]);
    expect(found.size).toBe(tokens.length);
  }, 120_000);

  it('gives an agent another key, which both sides keep', async () => {
    const server = await newServer(['web01']);
    const log = newLog();
    const home = await agentHome(server, {
      id: '001',
      servers: [server.port],
      watch: [log],
      options: durable,
    });
    await startAgent(home);
    await says(home, '(durable)');
    const keyOf = (where: string): string => readIfThere(join(where, 'etc/client.keys'));
    const before = keyOf(home);
    expect(keyOf(server.home)).toBe(before);

    expect(await call('tocsin', server.home, 'rotate-key', 'web01')).toMatchObject({
      status: 0,
      out: 'Agent 001 was given another key.\n',
    });
    await until(
      () => keyOf(home) !== before && keyOf(server.home) === keyOf(home),
      () => `${tailOf(home)}\n${tailOf(server.home)}`,
    );
    await says(server.home, 'Agent 001 uses its new key.');
    appendFileSync(log, tokenLine('rotated'));
    await arrived(server.home, ['rotated']);
    for (const where of [home, server.home]) {
      const key = keyOf(where).trim().split(' ').at(-1) ?? '';
      expect(logOf(where)).not.toContain(key);
    }
  }, 60_000);

  it('does not talk to a server with another key', async () => {
    const server = await newServer(['web01']);
    const home = await agentHome(server, { id: '001', servers: [server.port] });
    writeFileSync(join(home, 'etc/server.pin'), `${'0'.repeat(64)}\n`);
    await startAgent(home);

    await says(home, 'its key is not the one in etc/server.pin');
    expect(readFileSync(join(home, 'etc/server.pin'), 'utf8')).toBe(`${'0'.repeat(64)}\n`);
  });
});
