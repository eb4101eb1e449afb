import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { HomeError } from './home-error.ts';
import { identify, isRunning, type ProcessIdentity } from './process-info.ts';

const attempts = 10;

export interface HomeLock {
  release(): void;
}

/**
 * Makes this process the only supervisor of a home, or throws HOME_LOCKED. A lock whose holder is
 * gone is taken over: its process number together with its start time tells.
 */
export function lockHome(home: string): HomeLock {
  const path = lockPath(home);
  const own = identify(process.pid) ?? { pid: process.pid, startedAt: '' };
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, JSON.stringify(own), { mode: 0o640 });
  try {
    for (let attempt = 0; attempt < attempts; attempt++) {
      if (tryLink(draft, path)) return { release: () => releaseLock(path, own) };
      const text = readLock(path);
      const holder = parseHolder(text);
      if (holder !== undefined && isRunning(holder)) throw locked(home, holder);
      setAside(path, text);
    }
    throw locked(home, undefined);
  } finally {
    rmSync(draft, { force: true });
  }
}

/** The running supervisor of a home; undefined when there is none. */
export function lockHolder(home: string): ProcessIdentity | undefined {
  const holder = parseHolder(readLock(lockPath(home)));
  return holder !== undefined && isRunning(holder) ? holder : undefined;
}

function lockPath(home: string): string {
  return join(home, 'var', 'run', 'tocsin.lock');
}

/** A link, unlike writing, creates the file and its content in one step. */
function tryLink(draft: string, path: string): boolean {
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

/**
 * Renaming takes a stale lock away for exactly one of those that try. If another one was faster
 * and this is its fresh lock, it is put back.
 */
function setAside(path: string, stale: string | undefined): void {
  const aside = `${path}.stale.${process.pid}`;
  try {
    renameSync(path, aside);
    if (readLock(aside) !== stale) tryLink(aside, path);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  } finally {
    rmSync(aside, { force: true });
  }
}

function releaseLock(path: string, own: ProcessIdentity): void {
  if (parseHolder(readLock(path))?.pid === own.pid) rmSync(path, { force: true });
}

function readLock(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function parseHolder(text: string | undefined): ProcessIdentity | undefined {
  if (text === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null) return undefined;
    if (!('pid' in value) || !('startedAt' in value)) return undefined;
    const { pid, startedAt } = value;
    if (typeof pid !== 'number' || typeof startedAt !== 'string') return undefined;
    return { pid, startedAt };
  } catch {
    return undefined; // Cut off by a full disk: nobody holds it.
  }
}

function locked(home: string, holder: ProcessIdentity | undefined): HomeError {
  const who = holder === undefined ? 'another process' : `process ${holder.pid}`;
  return new HomeError('HOME_LOCKED', home, { detail: `${who} already runs on ${home}` });
}
