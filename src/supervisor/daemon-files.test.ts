import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DaemonLog, daemonLogLine } from './daemon-log.ts';
import { PidFiles } from './pid-files.ts';
import { commandLine, identify, isRunning } from './process-info.ts';

function newHome(): string {
  const home = mkdtempSync(join(tmpdir(), 'tocsin-daemon-files-'));
  mkdirSync(join(home, 'logs'));
  mkdirSync(join(home, 'var', 'run'), { recursive: true });
  return home;
}

/** A process that ends when told, and its number. */
async function child(): Promise<{ readonly pid: number; readonly end: () => Promise<void> }> {
  const process = spawn('sleep', ['60'], { stdio: 'ignore' });
  await once(process, 'spawn');
  return {
    pid: process.pid ?? 0,
    async end() {
      const gone = once(process, 'exit');
      process.kill('SIGKILL');
      await gone;
    },
  };
}

describe('daemonLogLine', () => {
  const time = new Date(2026, 0, 2, 3, 4, 5);
  it.each([
    ['hello', 'hello'],
    ['one\ntwo', 'one | two'],
    ['one\r\n\r\ntwo\n', 'one | two | '],
    ['', ''],
  ])('%j stays one line', (text, shown) => {
    expect(daemonLogLine(time, 'ossec-analysisd', 'WARN', text)).toBe(
      `2026/01/02 03:04:05 ossec-analysisd: WARN: ${shown}\n`,
    );
  });
});

describe('DaemonLog', () => {
  it('adds lines, also after the file was taken away', () => {
    const home = newHome();
    const path = join(home, 'logs', 'ossec.log');
    const log = new DaemonLog(home);
    log.write('a', 'INFO', 'one');
    log.write('a', 'ERROR', 'two');
    expect(readFileSync(path, 'utf8')).toMatch(/ a: INFO: one\n.* a: ERROR: two\n$/);
    rmSync(path);
    log.write('a', 'INFO', 'three');
    expect(readFileSync(path, 'utf8')).toMatch(/^\S+ \S+ a: INFO: three\n$/);
  });

  it.each([
    [false, 0],
    [true, 1],
  ])('with debug %j tells %i lines of debugging', (debug, count) => {
    const home = newHome();
    const log = new DaemonLog(home, debug);
    log.write('a', 'DEBUG', 'x');
    expect(readdirSync(join(home, 'logs'))).toHaveLength(count);
  });

  it('bears a folder that is not there', () => {
    const log = new DaemonLog(join(tmpdir(), 'tocsin-no-such-home'));
    expect(() => log.write('a', 'INFO', 'x')).not.toThrow();
  });
});

describe('PidFiles', () => {
  it('writes, lists and removes', () => {
    const home = newHome();
    const files = new PidFiles(home);
    files.write({ name: 'ossec-analysisd', pid: 12 });
    files.write({ name: 'ossec-logcollector', pid: 34 });
    expect(readFileSync(join(home, 'var/run/ossec-analysisd-12.pid'), 'utf8')).toBe('12\n');
    expect(files.list()).toHaveLength(2);
    files.remove({ name: 'ossec-analysisd', pid: 12 });
    files.remove({ name: 'ossec-analysisd', pid: 12 });
    expect(files.list()).toEqual([{ name: 'ossec-logcollector', pid: 34 }]);
  });

  it.each([
    'other.pid',
    'ossec-x.pid',
    'ossec-x-0.pid',
    'ossec-x-1.pid.bak',
    'ossec-x--1.pid',
    'ossec-X-1.pid',
  ])('does not take %s for one', (name) => {
    const home = newHome();
    writeFileSync(join(home, 'var', 'run', name), '1\n');
    expect(new PidFiles(home).list()).toEqual([]);
  });

  it('is empty where the folder is not there', () => {
    expect(new PidFiles(join(tmpdir(), 'tocsin-no-such-home')).list()).toEqual([]);
  });

  it('tells those that run from those that a kill left behind', async () => {
    const files = new PidFiles(newHome());
    const [alive, dead] = [await child(), await child()];
    files.write({ name: 'ossec-analysisd', pid: alive.pid });
    files.write({ name: 'ossec-analysisd', pid: dead.pid });
    await dead.end();
    expect(files.running()).toEqual([{ name: 'ossec-analysisd', pid: alive.pid }]);
    await alive.end();
    expect(files.running()).toEqual([]);
  });
});

describe('processes', () => {
  it('are known by number and start', async () => {
    const { pid, end } = await child();
    const identity = identify(pid);
    expect(identity?.pid).toBe(pid);
    if (identity === undefined) throw new Error('the child runs');
    expect(isRunning(identity)).toBe(true);
    expect(isRunning({ ...identity, startedAt: 'another' })).toBe(false);
    await end();
    expect(isRunning(identity)).toBe(false);
    expect(identify(pid)).toBeUndefined();
  });

  it('tell their arguments', async () => {
    const { pid, end } = await child();
    expect(commandLine(pid)).toEqual(['sleep', '60']);
    await end();
    expect(commandLine(pid)).toEqual([]);
  });
});
