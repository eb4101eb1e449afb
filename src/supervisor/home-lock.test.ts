import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { lockHolder, lockHome } from './home-lock.ts';
import { identify, isRunning } from './process-info.ts';

function emptyHome(): string {
  const home = mkdtempSync(join(tmpdir(), 'tocsin-lock-'));
  mkdirSync(join(home, 'var', 'run'), { recursive: true });
  return home;
}

function writeLock(home: string, text: string): void {
  writeFileSync(join(home, 'var', 'run', 'tocsin.lock'), text);
}

async function deadProcess(): Promise<number> {
  const child = spawn(process.execPath, ['-e', '']);
  await new Promise((resolve) => child.once('exit', resolve));
  return child.pid ?? 0;
}

describe('lockHome', () => {
  it('admits one holder at a time', () => {
    const home = emptyHome();
    const lock = lockHome(home);

    expect(() => lockHome(home)).toThrow(/^HOME_LOCKED process \d+ already runs on /);
    expect(lockHolder(home)?.pid).toBe(process.pid);

    lock.release();
    expect(lockHolder(home)).toBeUndefined();
    lockHome(home).release();
    expect(readdirSync(join(home, 'var', 'run'))).toEqual([]);
  });

  it('takes over from a process that is gone', async () => {
    const home = emptyHome();
    writeLock(home, JSON.stringify({ pid: await deadProcess(), startedAt: 'x/1' }));

    lockHome(home);

    expect(lockHolder(home)?.pid).toBe(process.pid);
  });

  it('takes over when the number belongs to a younger process', () => {
    const home = emptyHome();
    writeLock(home, JSON.stringify({ pid: process.pid, startedAt: 'x/1' }));

    expect(lockHolder(home)).toBeUndefined();
    lockHome(home);

    expect(lockHolder(home)?.pid).toBe(process.pid);
  });

  it.each(['', '{', 'null', '[]', '{"pid":"1","startedAt":""}', '{"pid":1}', '\0\0\0'])(
    'takes over from a lock that holds %j',
    (text) => {
      const home = emptyHome();
      writeLock(home, text);

      lockHome(home);

      expect(lockHolder(home)?.pid).toBe(process.pid);
    },
  );

  it('leaves the lock of another in place on release', () => {
    const home = emptyHome();
    const lock = lockHome(home);
    writeLock(home, JSON.stringify({ pid: 1, startedAt: '' }));

    lock.release();

    expect(existsSync(join(home, 'var', 'run', 'tocsin.lock'))).toBe(true);
  });
});

describe('identify', () => {
  it('knows itself', () => {
    const own = identify(process.pid);

    expect(own?.pid).toBe(process.pid);
    expect(own !== undefined && isRunning(own)).toBe(true);
  });

  it('does not know the dead', async () => {
    expect(identify(await deadProcess())).toBeUndefined();
  });
});
