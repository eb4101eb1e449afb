import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { runCommand } from '../run-command.ts';
import { ProcessList, type SwitchName } from './process-list.ts';
import { textOf } from '../testing/text-of.ts';

function newHome(processList?: string): string {
  const home = mkdtempSync(join(tmpdir(), 'tocsin-control-'));
  mkdirSync(join(home, 'bin'));
  if (processList !== undefined) writeFileSync(join(home, 'bin', '.process_list'), processList);
  return home;
}

async function call(...args: readonly string[]) {
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  const status = await runCommand('ossec-control', args, {
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

describe('ossec-control', () => {
  it.each([
    { args: [], says: /what to do is missing/ },
    { args: ['strat'], says: /unknown command "strat" \(did you mean start\?\)/ },
    { args: ['start', 'now'], says: /unexpected argument "now"/ },
    { args: ['enable'], says: /enable takes one of database, client-syslog, agentless, debug/ },
    { args: ['enable', 'debug', 'database'], says: /enable takes one of/ },
    { args: ['enable', 'agentles'], says: /unknown part "agentles" \(did you mean agentless\?\)/ },
    { args: ['--hom', '/x', 'status'], says: /unknown option --hom \(did you mean --home\?\)/ },
  ])('refuses $args', async ({ args, says }) => {
    const { status, out, err } = await call(...args);

    expect(err).toMatch(says);
    expect(err).toMatch(/Try 'ossec-control --help'/);
    expect(out).toBe('');
    expect(status).toBe(2);
  });

  it('tells that nothing runs', async () => {
    const { status, out } = await call('--home', newHome(), 'status');

    const names = ['ossec-analysisd', 'ossec-logcollector', 'ossec-syscheckd'];
    expect(out).toBe(names.map((name) => `${name} not running...\n`).join(''));
    expect(status).toBe(1);
  });

  it.each([
    { verb: 'stop', status: 0, says: /^Tocsin does not run on / },
    { verb: 'reload', status: 1, says: /^ossec-control: Tocsin does not run on / },
  ])('answers $verb when nothing runs', async ({ verb, status, says }) => {
    const answer = await call('--home', newHome(), verb);

    expect(answer.out + answer.err).toMatch(says);
    expect(answer.status).toBe(status);
  });

  it.each([
    ['database', 'database output'],
    ['client-syslog', 'syslog output'],
    ['agentless', 'agentless monitoring'],
  ])('refuses to enable %s, which is not there', async (name, missing) => {
    const home = newHome();

    const { status, err } = await call('--home', home, 'enable', name);

    expect(err).toBe(`ossec-control: ${name} cannot be enabled: this version has no ${missing}\n`);
    expect(status).toBe(1);
    expect(new ProcessList(home).missing()).toEqual([]);
  });

  it('switches debug on and off as OSSEC does', async () => {
    const home = newHome();

    await call('--home', home, 'enable', 'debug');
    const on = new ProcessList(home).isOn('debug');
    await call('--home', home, 'disable', 'debug');

    expect(on).toBe(true);
    expect(new ProcessList(home).isOn('debug')).toBe(false);
    const text = readFileSync(join(home, 'bin', '.process_list'), 'utf8');
    expect(text).toBe('DEBUG_CLI="-d"\nDEBUG_CLI=""\n');
  });
});

describe('ProcessList', () => {
  it.each<{ text: string | undefined; missing: readonly SwitchName[] }>([
    { text: undefined, missing: [] },
    { text: '', missing: [] },
    { text: 'DB_DAEMON=ossec-dbd\n', missing: ['database'] },
    { text: "DB_DAEMON='ossec-dbd'\nDB_DAEMON=\n", missing: [] },
    {
      text: 'CSYSLOG_DAEMON="ossec-csyslogd"\nAGENTLESS_DAEMON=ossec-agentlessd',
      missing: ['client-syslog', 'agentless'],
    },
    { text: '=\n\nDB_DAEMON\n', missing: [] },
  ])('reads $text', ({ text, missing }) => {
    expect(new ProcessList(newHome(text)).missing()).toEqual(missing);
  });
});
