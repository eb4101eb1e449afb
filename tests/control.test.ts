import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  build,
  findProcess,
  newFolder,
  processesWith,
  processOf,
  readIfThere,
  run,
  until,
} from './support/running.ts';
import { tokenConfig, tokenHome, tokenLine, tokenRules, tokensIn } from './support/token-home.ts';

const homes: string[] = [];

async function control(home: string, ...args: readonly string[]) {
  const command = run('ossec-control', [...args], { env: { TOCSIN_HOME: home } });
  const status = await command.exited;
  return { status, out: command.stdout, err: command.stderr };
}

function newHome(): { readonly home: string; readonly file: string } {
  const file = join(newFolder(), 'watched.log');
  const home = tokenHome([file]);
  homes.push(home);
  return { home, file };
}

function analysed(home: string, token: string): Promise<void> {
  return until(
    () => tokensIn(home, 'alerts').has(token),
    () => `${token} in the alerts; ${readIfThere(join(home, 'logs/ossec.log'))}`,
  );
}

beforeAll(build, 120_000);

afterEach(async () => {
  for (const home of homes.splice(0)) await control(home, 'stop');
});

describe('ossec-control', () => {
  it('starts, tells, and stops', async () => {
    const { home, file } = newHome();

    const started = await control(home, 'start');
    const status = await control(home, 'status');
    appendFileSync(file, tokenLine('a'));
    await analysed(home, 'a');
    const stopped = await control(home, 'stop');
    const after = await control(home, 'status');

    expect(started.err).toBe('');
    expect(started.status).toBe(0);
    expect(started.out).toMatch(
      /^ossec-analysisd started \(process \d+\)\.\nossec-logcollector started \(process \d+\)\.\nossec-syscheckd started \(process \d+\)\.\n$/,
    );
    expect(status).toEqual({
      status: 0,
      out: 'ossec-analysisd is running...\nossec-logcollector is running...\nossec-syscheckd is running...\n',
      err: '',
    });
    expect(stopped.status).toBe(0);
    expect(stopped.out).toBe(
      'ossec-analysisd stopped.\nossec-logcollector stopped.\nossec-syscheckd stopped.\n',
    );
    expect(after.status).toBe(1);
    expect(after.out).toMatch(/^ossec-analysisd not running\.\.\.$/m);
    expect(processesWith(home)).toEqual([]);
    expect(readFileSync(join(home, 'logs/ossec.log'), 'latin1')).toMatch(
      /^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d tocsin: INFO: Started \(pid: \d+\)\.$/m,
    );
  });

  it('starts once', async () => {
    const { home } = newHome();
    await control(home, 'start');

    const again = await control(home, 'start');

    expect(again.status).toBe(0);
    expect(again.out).toMatch(/^Tocsin runs already on \S+ \(process \d+\)\.\n$/);
    expect(processesWith(home)).toHaveLength(3);
  });

  it.each(['guard-main', 'analysis-main'])('survives the end of %s', async (script) => {
    const { home, file } = newHome();
    await control(home, 'start');

    process.kill(processOf(script, home), 'SIGKILL');
    appendFileSync(file, tokenLine('while it is down'.replaceAll(' ', '-')));
    await analysed(home, 'while-it-is-down');

    // The last word of the line that said so may still be on its way.
    await until(
      () => processesWith(home).length === 3,
      () => 'all three run',
    );
    expect((await control(home, 'status')).status).toBe(0);
  });

  it('starts anew after its supervisor was killed', async () => {
    const { home, file } = newHome();
    await control(home, 'start');
    process.kill(processOf('daemon-main', home), 'SIGKILL');
    await until(
      () => findProcess('daemon-main', home) === undefined,
      () => 'the supervisor is gone',
    );
    const down = await control(home, 'status');

    const started = await control(home, 'start');
    appendFileSync(file, tokenLine('a'));
    await analysed(home, 'a');

    expect(down.status).toBe(1);
    expect(started.status).toBe(0);
    expect(processesWith(home)).toHaveLength(3);
  });

  it('takes new sources and rules at reload, and keeps its state', async () => {
    const { home, file } = newHome();
    const other = `${file}.2`;
    await control(home, 'start');
    const pids = processesWith(home);
    appendFileSync(file, tokenLine('one'));
    await analysed(home, 'one');
    writeFileSync(join(home, 'etc/ossec.conf'), tokenConfig([file, other]));
    const rules = tokenRules.replace('A token', 'Another token');
    writeFileSync(join(home, 'rules/token_rules.xml'), rules);

    const reloaded = await control(home, 'reload');
    appendFileSync(file, tokenLine('two'));
    appendFileSync(other, tokenLine('three'));
    await analysed(home, 'two');
    await analysed(home, 'three');

    expect(reloaded).toEqual({ status: 0, out: 'Reloaded.\n', err: '' });
    expect(processesWith(home)).toEqual(pids);
    expect(Object.fromEntries(tokensIn(home, 'alerts'))).toEqual({ one: 1, two: 1, three: 1 });
    const alerts = readFileSync(join(home, 'logs/alerts/alerts.log'), 'latin1');
    expect(alerts.match(/'Another token was seen\.'/g)).toHaveLength(2);
  });

  it('keeps the running set when files are broken at reload', async () => {
    const { home, file } = newHome();
    await control(home, 'start');
    writeFileSync(join(home, 'rules/token_rules.xml'), '<group name="x"><rule id="1"></group>');

    const reloaded = await control(home, 'reload');
    appendFileSync(file, tokenLine('a'));
    await analysed(home, 'a');

    expect(reloaded.status).toBe(1);
    expect(reloaded.err).toMatch(/rules\/token_rules\.xml:1:\d+ [A-Z_]+ .*\n/);
    expect(reloaded.err).toMatch(/Not reloaded; all runs on as before: \d+ errors?\.\n$/);
    const log = readFileSync(join(home, 'logs/ossec.log'), 'latin1');
    expect(log.match(/ERROR: \S+token_rules\.xml:1:/g)?.length).toBe(
      reloaded.err.match(/token_rules\.xml:1:/g)?.length,
    );
  });

  it('restarts, unless files are broken', async () => {
    const { home } = newHome();
    await control(home, 'start');
    const before = processOf('daemon-main', home);

    const restarted = await control(home, 'restart');
    const after = processOf('daemon-main', home);
    writeFileSync(join(home, 'etc/ossec.conf'), '<ossec_config><globl/></ossec_config>');
    const refused = await control(home, 'restart');

    expect(restarted.status).toBe(0);
    expect(after).not.toBe(before);
    expect(refused.status).toBe(1);
    expect(refused.err).toMatch(/ossec\.conf:1:15 CONFIG_UNKNOWN_SECTION .*global/);
    expect(processOf('daemon-main', home)).toBe(after);
  });

  it('tells more in its log when debug is enabled', async () => {
    const { home } = newHome();

    await control(home, 'enable', 'debug');
    await control(home, 'start');

    const log = readFileSync(join(home, 'logs/ossec.log'), 'latin1');
    expect(log).toMatch(/tocsin: DEBUG: guard: ready/);
  });
});
