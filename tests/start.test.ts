import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
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
  type RunningCommand,
} from './support/running.ts';
import { fastest } from '../src/base/testing/measure.ts';
import { tokenHome, tokenLine } from './support/token-home.ts';

const failure = 'Nov 24 10:00:00 h sshd[1]: Failed password for invalid user x from 203.0.113.9';

const running: RunningCommand[] = [];

function start(args: readonly string[], options: Parameters<typeof run>[2] = {}): RunningCommand {
  const command = run('tocsin', ['start', ...args], options);
  running.push(command);
  return command;
}

function says(command: RunningCommand, pattern: RegExp): Promise<void> {
  return until(
    () => pattern.test(command.stdout),
    () => `${pattern} in ${command.stdout}${command.stderr}`,
  );
}

beforeAll(build, 120_000);

afterEach(async () => {
  for (const command of running.splice(0)) {
    command.signal('SIGTERM');
    await command.exited;
  }
});

describe('tocsin start', () => {
  it('shows an alert for a line in a file that appears later', async () => {
    const folder = newFolder();
    const home = join(folder, 'home');
    const command = start(['--home', 'home', '--watch', 'later.log'], { cwd: folder });
    await says(command, /Ctrl-C stops everything/);

    appendFileSync(join(folder, 'later.log'), `${failure} port 4242 ssh2\n`);

    await says(command, /rule 5710 {2}.*\n +\S+->\S+\/later\.log: .*203\.0\.113\.9 port 4242/);
    expect(command.stdout).toMatch(/^Home: \S+, created now/);
    expect(command.stdout).toMatch(/^\d+ decoders and \d+ rules are loaded\.$/m);
    expect(command.stdout).toMatch(/^Not there yet: .*later\.log/m);
    expect(command.stdout).toMatch(/^To see a first alert: echo .* >> \S+later\.log$/m);
    expect(command.stdout).not.toContain('\u001b');
    expect(readFileSync(join(home, 'logs/alerts/alerts.log'), 'latin1')).toContain('Rule: 5710 ');
  });

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    'ends within two seconds at %s and leaves no process',
    async (signal) => {
      const took = await fastest(2000, async () => {
        const home = tokenHome(['/nowhere']);
        const command = start(['--home', home]);
        await says(command, /Ctrl-C stops everything/);
        expect(processesWith(home).length).toBeGreaterThanOrEqual(3);
        const before = performance.now();

        command.signal(signal);

        expect(await command.exited).toBe(0);
        const time = performance.now() - before;
        expect(processesWith(home)).toEqual([]);
        expect(command.stdout).toMatch(/\nStopped after \d+ s: 0 events, 0 alerts\.\n$/);
        return time;
      });

      expect(took).toBeLessThan(2000);
    },
  );

  it('ends at once when told twice', async () => {
    const home = tokenHome(['/nowhere']);
    const command = start(['--home', home]);
    await says(command, /Ctrl-C stops everything/);
    // Parts that hang keep the first Ctrl-C waiting. One that follows at once is the same one.
    for (const part of ['guard-main', 'analysis-main']) {
      process.kill(processOf(part, home), 'SIGSTOP');
    }
    command.signal('SIGINT');
    const more = setInterval(() => command.signal('SIGINT'), 50);

    const status = await command.exited;
    clearInterval(more);

    expect(status).toBe(130);
    await until(
      () => processesWith(home).length === 0,
      () => 'no process is left',
    );
  });

  it('prints JSON for programs, the rest on stderr', async () => {
    const folder = newFolder();
    const file = join(folder, 'a.log');
    const home = tokenHome([file]);
    const command = start(['--home', home, '--json', '--level', '5']);
    await until(
      () => command.stderr.includes('Ctrl-C'),
      () => command.stderr,
    );

    writeFileSync(file, tokenLine('a') + tokenLine('b').replace('end', '\u001b[2J\u0007 end'));

    await says(command, /token-b.*\n/);
    const alerts = command.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { level: number; rule: number; log: string });
    expect(alerts.map(({ level, rule }) => [level, rule])).toEqual([
      [5, 100_100],
      [5, 100_100],
    ]);
    expect(command.stdout).not.toContain('\u001b');
  });

  it('prints nothing below its level', async () => {
    const file = join(newFolder(), 'a.log');
    const home = tokenHome([file]);
    const command = start(['--home', home, '--level', '6']);
    await says(command, /Ctrl-C stops everything/);
    writeFileSync(file, tokenLine('a'));
    await until(
      () => readIfThere(join(home, 'logs/alerts/alerts.log')).includes('token-a'),
      () => 'the alert is written',
    );

    command.signal('SIGINT');
    await command.exited;

    expect(command.stdout).not.toContain('token-a');
    expect(command.stdout).toMatch(/: 1 event, 1 alert \(0 shown\)\.\n$/);
  });

  it('analyses what was written while it was down, once', async () => {
    const file = join(newFolder(), 'a.log');
    const home = tokenHome([file]);
    writeFileSync(file, tokenLine('before the first start'));
    const first = start(['--home', home]);
    await says(first, /Ctrl-C stops everything/);
    appendFileSync(file, tokenLine('one'));
    await says(first, /token-one/);
    first.signal('SIGINT');
    await first.exited;
    appendFileSync(file, tokenLine('two'));

    const second = start(['--home', home]);
    await says(second, /token-two/);
    appendFileSync(file, tokenLine('three'));
    await says(second, /token-three/);

    expect(second.stdout).not.toContain('token-one');
    expect(first.stdout + second.stdout).not.toContain('before');
  });

  it('shows an alert once although analysis was killed after it', async () => {
    const file = join(newFolder(), 'a.log');
    const home = tokenHome([file]);
    const command = start(['--home', home]);
    await says(command, /Ctrl-C stops everything/);
    for (const token of ['one', 'two', 'three']) {
      const victim = processOf('analysis-main', home);
      appendFileSync(file, tokenLine(token));
      await says(command, new RegExp(`token-${token}`));
      process.kill(victim, 'SIGKILL');
      await until(
        () => ![undefined, victim].includes(findProcess('analysis-main', home)),
        () => 'analysis runs again',
      );
    }
    appendFileSync(file, tokenLine('four'));
    await says(command, /token-four/);

    const shown = command.stdout.match(/token-\w+/g);
    expect(shown).toEqual(['token-one', 'token-two', 'token-three', 'token-four']);
  });

  it('refuses a home that another one holds', async () => {
    const home = tokenHome(['/nowhere']);
    await says(start(['--home', home]), /Ctrl-C stops everything/);

    const second = start(['--home', home]);

    expect(await second.exited).toBe(1);
    expect(second.stderr).toMatch(/HOME_LOCKED process \d+ already runs on /);
  });

  it('takes a home over whose supervisor was killed', async () => {
    const home = tokenHome(['/nowhere']);
    const first = start(['--home', home]);
    await says(first, /Ctrl-C stops everything/);
    first.signal('SIGKILL');
    await first.exited;

    await says(start(['--home', home]), /Ctrl-C stops everything/);

    expect(processesWith(home)).toHaveLength(3);
  });

  it.each([
    { args: ['--level', '17'], says: /--level takes a number from 0 to 16, not "17"/ },
    { args: ['--level', 'x'], says: /--level takes a number/ },
    { args: ['--watch', ''], says: /--watch takes the path of a file/ },
    { args: ['--wach', 'x'], says: /unknown option --wach \(did you mean --watch\?\)/ },
    { args: ['file.log'], says: /unexpected argument "file.log"; a file to read: --watch/ },
    { args: ['--home'], says: /--home/ },
  ])('refuses $args', async ({ args, says: expected }) => {
    const command = start(args);

    expect(await command.exited).toBe(2);
    expect(command.stderr).toMatch(expected);
  });

  it('tells a home that cannot be made', async () => {
    const folder = newFolder();
    writeFileSync(join(folder, 'file'), '');

    const command = start(['--home', join(folder, 'file', 'home')]);

    expect(await command.exited).toBe(1);
    expect(command.stderr).toMatch(/HOME_UNUSABLE the folder \S+ cannot be used\n.*ENOTDIR/);
  });

  it('works in a folder with blanks and a long name', async () => {
    const folder = join(newFolder(), `a b ${'x'.repeat(120)}`);
    mkdirSync(folder);
    const command = start(['--home', 'h', '--watch', 'w w.log'], { cwd: folder });
    await says(command, /Ctrl-C stops everything/);

    appendFileSync(join(folder, 'w w.log'), `${failure} port 1 ssh2\n`);

    await says(command, /rule 5710/);
    await until(
      () => findProcess('guard-main', join(folder, 'h')) !== undefined,
      () => 'the guard runs',
    );
  });
});
