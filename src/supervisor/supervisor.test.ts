import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import type { ChildSpec } from './child-spec.ts';
import { requestReload } from './control-socket.ts';
import { DaemonLog } from './daemon-log.ts';
import { lockHolder } from './home-lock.ts';
import type { ChildMessage } from './messages.ts';
import { PidFiles } from './pid-files.ts';
import { identify } from './process-info.ts';
import { Supervisor } from './supervisor.ts';

const mistake = {
  severity: 'error',
  code: 'BROKEN',
  at: { file: '/h/etc/ossec.conf', line: 3, column: 7 },
  message: 'it is wrong',
};

/** Scripts that behave as children do; each stays until it is told to end. */
const stay = `
  process.on('SIGTERM', () => process.exit(0));
  process.on('disconnect', () => process.exit(0));
  process.on('message', () => process.send({ kind: 'reloaded', diagnostics: [] }));`;
const scripts = {
  good: `${stay} process.send({ kind: 'ready' });`,
  refusing: `process.send({ kind: 'refused', diagnostics: [${JSON.stringify(mistake)}] },
    () => process.exit(1));`,
  crashing: `console.error('the reason'); process.exit(70);`,
  fallingOnce: `${stay}
    const fs = await import('node:fs');
    const mark = process.argv[2] + '/fell';
    if (!fs.existsSync(mark)) { fs.writeFileSync(mark, ''); process.exit(70); }
    process.send({ kind: 'ready' });`,
  deaf: `process.on('SIGTERM', () => {}); process.on('disconnect', () => process.exit(0));
    process.send({ kind: 'ready' }); setInterval(() => {}, 1000);`,
  rejecting: `${stay} process.removeAllListeners('message');
    process.on('message', () =>
      process.send({ kind: 'reloaded', diagnostics: [${JSON.stringify(mistake)}] }));
    process.send({ kind: 'ready' });`,
  talking: `${stay} process.send({ kind: 'log', level: 'WARN', text: 'mind this' });
    process.send({ kind: 'ready' });`,
} as const;

type Script = keyof typeof scripts;

const open: Supervisor[] = [];

afterEach(async () => {
  for (const supervisor of open.splice(0)) await supervisor.stop();
});

function newHome(): string {
  const home = mkdtempSync(join(tmpdir(), 'tocsin-sup-'));
  for (const folder of ['var/run', 'logs']) mkdirSync(join(home, folder), { recursive: true });
  return home;
}

function supervise(home: string, first: Script, second: Script = 'good') {
  const messages: string[] = [];
  const supervisor = new Supervisor({
    home,
    children: [child(home, 'one', first), child(home, 'two', second)],
    env: process.env,
    log: new DaemonLog(home),
    stopGraceMs: 300,
    onMessage: (name: string, { kind }: ChildMessage) => messages.push(`${name} ${kind}`),
  });
  open.push(supervisor);
  return { supervisor, messages };
}

function child(home: string, name: string, script: Script): ChildSpec {
  const entry = join(home, `${name}.mjs`);
  writeFileSync(entry, scripts[script]);
  return { name, daemons: [`ossec-${name}`], entry, args: [home] };
}

function logOf(home: string): string {
  return readFileSync(join(home, 'logs', 'ossec.log'), 'utf8');
}

async function until(condition: () => boolean): Promise<void> {
  const deadline = Date.now() + 30_000;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error('it did not happen within 30 s');
    await sleep(10);
  }
}

describe('Supervisor', () => {
  it('starts in order, holds pid files, and leaves nothing behind', async () => {
    const home = newHome();
    const { supervisor, messages } = supervise(home, 'good');

    expect(await supervisor.start()).toEqual({ kind: 'started' });

    const pids = Object.values(supervisor.pids());
    expect(messages).toEqual(['one ready', 'two ready']);
    expect(lockHolder(home)?.pid).toBe(process.pid);
    expect(new PidFiles(home).running().map(({ name }) => name)).toEqual([
      'ossec-one',
      'ossec-two',
    ]);
    await supervisor.stop();
    expect(pids.map((pid) => identify(pid ?? 0))).toEqual([undefined, undefined]);
    expect(new PidFiles(home).list()).toEqual([]);
    expect(lockHolder(home)).toBeUndefined();
  });

  it('starts a killed child again under a new number', async () => {
    const home = newHome();
    const { supervisor, messages } = supervise(home, 'good');
    await supervisor.start();
    const before = supervisor.pids()['one'] ?? 0;

    process.kill(before, 'SIGKILL');
    await until(() => messages.length === 3);

    expect(messages[2]).toBe('one ready');
    expect(supervisor.pids()['one']).not.toBe(before);
    expect(logOf(home)).toMatch(/ossec-one: ERROR: one ended by SIGKILL; next start in 100 ms/);
    expect(new PidFiles(home).list()).toHaveLength(2);
  });

  it('starts nothing more when a child refuses its files', async () => {
    const home = newHome();
    const { supervisor } = supervise(home, 'refusing');

    const outcome = await supervisor.start();

    expect(outcome).toEqual({ kind: 'refused', diagnostics: [mistake] });
    expect(supervisor.pids()).toEqual({ one: undefined, two: undefined });
    expect(logOf(home)).toContain('tocsin: ERROR: /h/etc/ossec.conf:3:7 BROKEN it is wrong\n');
    await supervisor.stop();
    expect(lockHolder(home)).toBeUndefined();
  });

  it('starts a child again that fell over before it was ready', async () => {
    const { supervisor } = supervise(newHome(), 'fallingOnce');

    expect(await supervisor.start()).toEqual({ kind: 'started' });
  });

  it('gives up a child that never gets ready, with its last words', async () => {
    const { supervisor } = supervise(newHome(), 'crashing');

    expect(await supervisor.start()).toEqual({
      kind: 'failed',
      reason: 'one exited with status 70\n  the reason',
    });
  });

  it('kills a child that does not end', async () => {
    const { supervisor } = supervise(newHome(), 'deaf');
    await supervisor.start();
    const pid = supervisor.pids()['one'] ?? 0;

    await supervisor.stop();

    expect(identify(pid)).toBeUndefined();
  });

  it('stops while it starts', async () => {
    const home = newHome();
    const { supervisor } = supervise(home, 'deaf', 'crashing');

    const started = supervisor.start();
    await until(() => supervisor.pids()['two'] !== undefined);
    await supervisor.stop();

    expect(await started).toEqual({ kind: 'stopped' });
    expect(lockHolder(home)).toBeUndefined();
  });

  it('refuses a home that another one holds', async () => {
    const home = newHome();
    const { supervisor } = supervise(home, 'good');
    await supervisor.start();

    await expect(supervise(home, 'good').supervisor.start()).rejects.toThrow(/^HOME_LOCKED/);
  });

  it('writes what children log', async () => {
    const home = newHome();
    await supervise(home, 'talking').supervisor.start();

    expect(logOf(home)).toMatch(/ ossec-one: WARN: mind this\n/);
  });

  it.each([
    { first: 'good', second: 'good', diagnostics: [], silent: [] },
    { first: 'rejecting', second: 'good', diagnostics: [mistake], silent: [] },
    { first: 'good', second: 'rejecting', diagnostics: [mistake], silent: [] },
  ] as const)('reloads $first and $second', async ({ first, second, ...expected }) => {
    const home = newHome();
    const { supervisor, messages } = supervise(home, first, second);
    await supervisor.start();

    const [one, other, overSocket] = await Promise.all([
      supervisor.reload(),
      supervisor.reload(),
      requestReload(home),
    ]);

    expect([one, other]).toEqual([expected, expected]);
    expect(overSocket).toEqual({ kind: 'answer', ...expected });
    const asked = first === 'rejecting' ? 3 : 6;
    expect(messages.filter((message) => message.endsWith('reloaded'))).toHaveLength(asked);
  });

  it('cannot be reached when it does not run', async () => {
    expect(await requestReload(newHome())).toMatchObject({ kind: 'unreachable' });
  });
});
