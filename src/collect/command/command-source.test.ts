import { existsSync, readFileSync, rmSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Bench, localfile, until } from '../testing/bench.ts';
import { runCommand } from './run-command.ts';

let bench: Bench;
beforeEach(() => {
  bench = new Bench();
});
afterEach(async () => {
  await bench.close();
});

describe('a command', () => {
  it('gives a record for each line, again and again', async () => {
    const count = bench.path('count');
    const command = `echo x >>${count}; printf 'a b\\n\\nlast'; echo no >&2`;
    await bench.start([
      localfile('', 'command', { command, alias: 'disk', frequencySeconds: 0.05 }),
    ]);

    await until(() => bench.records.length >= 6);

    const lines = [
      "ossec: output: 'disk': a b",
      "ossec: output: 'disk': ",
      "ossec: output: 'disk': last",
    ];
    expect(bench.texts().slice(0, 6)).toEqual([...lines, ...lines]);
    expect(bench.records[0]).toMatchObject({ queue: '1', location: 'disk' });
    const ranges = bench.records.slice(0, 3).map(({ origin }) => [origin.from, origin.to]);
    expect(ranges).toEqual([
      [0, 1],
      [1, 2],
      [2, 3],
    ]);
    expect(readFileSync(count, 'utf8').length).toBeGreaterThanOrEqual(4);
  });

  it('gives its whole output as one record', async () => {
    const command = String.raw`printf 'one\r\n\n\ntwo\n'`;
    await bench.start([localfile('', 'full_command', { command, frequencySeconds: 0.05 })]);

    await until(() => bench.records.length > 0);

    expect(bench.texts()[0]).toBe(`ossec: output: '${command}':\none\n\ntwo`);
    expect(bench.records[0]).toMatchObject({ location: command });
  });

  it('tells how the last run ended', async () => {
    const collector = await bench.start([
      localfile('', 'command', { command: 'echo x; exit 3', frequencySeconds: 0.05 }),
    ]);

    await until(() => bench.records.length > 1);

    expect(collector.sources()).toMatchObject([
      { kind: 'command', state: 'watching', reason: 'the last run ended with 3' },
    ]);
    expect(bench.logged).toHaveLength(1);
  });

  it('never runs twice at once', async () => {
    const lock = bench.path('lock');
    const command = `mkdir ${lock} || touch ${lock}.broken; sleep 0.1; rmdir ${lock}; echo x`;
    await bench.start([localfile('', 'command', { command, frequencySeconds: 0.01 })]);

    await until(() => bench.records.length > 2);

    expect(existsSync(`${lock}.broken`)).toBe(false);
  });
});

describe('runCommand', () => {
  const never = new AbortController().signal;

  it('kills all processes of a command at the limit', async () => {
    // A process that was left would hold the output open, far beyond the time of this test.
    const result = await runCommand('echo a; sleep 500 & sleep 500', 100, never);

    expect(result).toEqual({ output: 'a\n', cut: false, problem: 'did not end within 0.1 s' });
  });

  it('stops when asked', async () => {
    const stop = new AbortController();
    const running = runCommand('sleep 500', 600_000, stop.signal);
    stop.abort();

    expect((await running).problem).toBe('was stopped');
  });

  it('does not wait for what a command leaves behind', async () => {
    const stays = bench.path('stays');
    const left = `while [ -e ${stays} ]; do sleep 0.1; done`;
    const result = await runCommand(`echo a; touch ${stays}; { ${left}; } &`, 60_000, never);

    expect(result).toMatchObject({ output: 'a\n', problem: '' });
    rmSync(stays);
  });

  it.each([
    ['exit 0', ''],
    ['exit 7', 'ended with 7'],
    ['no-such-command-here', 'ended with 127'],
    ['kill -TERM $$', 'ended with SIGTERM'],
  ])('%s', async (command, problem) => {
    expect((await runCommand(command, 10_000, never)).problem).toBe(problem);
  });

  it('bounds the output and lets the command end', async () => {
    const result = await runCommand('head -c 9000000 /dev/zero', 60_000, never);

    expect(result).toMatchObject({ cut: true, problem: '' });
    expect(result.output.length).toBe(4 * 1024 * 1024);
  });
});
