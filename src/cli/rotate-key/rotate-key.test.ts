import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, describe, expect, it } from 'vitest';
import { runCommand } from '../run-command.ts';
import { textOf } from '../testing/text-of.ts';

let gateway: Server | undefined;

afterEach(() => {
  gateway?.close();
  gateway = undefined;
});

function newHome(): string {
  const home = mkdtempSync(join(tmpdir(), 'tocsin-rotate-'));
  for (const folder of ['etc', 'queue/alerts']) mkdirSync(join(home, folder), { recursive: true });
  const key = 'k'.repeat(64);
  writeFileSync(join(home, 'etc/client.keys'), `001 web any ${key}\n002 db any ${key}\n`);
  return home;
}

/** A gateway that reaches agent 001 alone. */
async function serve(home: string, heard: string[]): Promise<void> {
  const server = createServer((socket) => {
    socket.on('data', (chunk) => {
      for (const line of chunk.toString().trim().split('\n')) {
        heard.push(line);
        const ids = line.includes('A!N') ? ['001', '002'] : [/(00\d)/.exec(line)?.[1] ?? ''];
        const sent = ids.filter((id) => id === '001');
        const failed = ids.filter((id) => id !== '001');
        socket.write(`${JSON.stringify({ sent, failed })}\n`);
      }
    });
  });
  gateway = server;
  const path = join(home, 'queue/alerts/ar');
  await new Promise<void>((resolve) => server.listen(relative(process.cwd(), path), resolve));
}

async function call(home: string, ...args: readonly string[]) {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const status = await runCommand('tocsin', ['rotate-key', '--home', home, ...args], {
    stdin: new PassThrough(),
    stdout,
    stderr,
    env: {},
    cwd: '/',
    isTerminal: false,
    columns: () => 80,
  });
  return { status, out: textOf(stdout), err: textOf(stderr) };
}

describe('tocsin rotate-key', () => {
  it.each([
    [['001'], 0, 'Agent 001 was given another key.\n', ''],
    [['web'], 0, 'Agent 001 was given another key.\n', ''],
    [['1', 'db'], 1, 'Agent 001 was given another key.\n', /agent 002 is not connected/],
    [['--all'], 0, 'Agent 001 was given another key.\n', /agent 002 is not connected/],
  ] as const)('%j', async (args, status, out, err) => {
    const home = newHome();
    const heard: string[] = [];
    await serve(home, heard);
    const answer = await call(home, ...args);

    expect(answer).toMatchObject({ status, out });
    expect(answer.err).toMatch(err);
    for (const line of heard) expect(line).toMatch(/ rekey$/);
  });

  it.each([
    [['nobody'], 1, 'no agent has the id or name "nobody"'],
    [[], 2, 'which agents is missing'],
    [['--all', 'web'], 2, 'which agents is missing'],
    [['--evrybody'], 2, 'unknown option --evrybody'],
    [['web'], 1, 'does this server run?'],
  ] as const)('refuses %j', async (args, status, says) => {
    const answer = await call(newHome(), ...args);
    expect(answer.status).toBe(status);
    expect(answer.err).toContain(says);
  });
});
