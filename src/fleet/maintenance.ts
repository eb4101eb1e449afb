import { closeSync, ftruncateSync, mkdirSync, openSync, readdirSync, readFileSync } from 'node:fs';
import { rmSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { isErrno } from './fleet-error.ts';
import { writeWhole } from './write-whole.ts';

/** Owner of the files of the server itself, as its integrity records name their place. */
export const serverOwner = 'syscheck';

/** A time in which changes of files are expected and taken as they are. */
export interface Maintenance {
  /** Seconds since the epoch. */
  readonly enabledAt: number;
  /** It ends with the next complete scan. */
  readonly pendingEnd: boolean;
  /** Changes that were taken without an alert. */
  readonly silentUpdates: number;
}

const markerMode = 0o660;
const head = '#!maint';
const markerName = /^\.(?<owner>.+)\.maint$/s;
const numberLimit = 15;

/** `(NAME) IP` of an agent, of which the marker keeps what is sent as one. */
export function ownerOf({ name, ip }: { readonly name: string; readonly ip: string }): string {
  return `(${name}) ${ip}`;
}

function folderOf(home: string): string {
  return join(home, 'queue', 'syscheck');
}

function markerPath(home: string, owner: string): string {
  return join(folderOf(home), `.${owner.replaceAll('/', '-')}.maint`);
}

/** Undefined where there is no maintenance. */
export function readMaintenance(home: string, owner: string): Maintenance | undefined {
  const path = markerPath(home, owner);
  try {
    return parseMarker(readFileSync(path, 'latin1'), statSync(path).mtimeMs);
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return undefined;
    throw error;
  }
}

/** Every maintenance of a home, by its owner. */
export function allMaintenance(home: string): ReadonlyMap<string, Maintenance> {
  const found = new Map<string, Maintenance>();
  for (const name of namesIn(folderOf(home))) {
    const owner = markerName.exec(name)?.groups?.['owner'];
    const one = owner === undefined ? undefined : readMaintenance(home, owner);
    if (owner !== undefined && one !== undefined) found.set(owner, one);
  }
  return found;
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return []; // No agent ever checked anything.
  }
}

export function writeMaintenance(home: string, owner: string, one: Maintenance): void {
  mkdirSync(folderOf(home), { recursive: true, mode: 0o750 });
  writeWhole(markerPath(home, owner), markerText(one), markerMode);
}

/** Changes a marker that is there; one that was taken away meanwhile does not come back. */
export function updateMaintenance(home: string, owner: string, one: Maintenance): void {
  let file: number;
  try {
    file = openSync(markerPath(home, owner), 'r+');
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return;
    throw error;
  }
  try {
    const text = markerText(one);
    writeSync(file, text, 0, 'latin1');
    ftruncateSync(file, text.length);
  } finally {
    closeSync(file);
  }
}

/** False where there was none. */
export function endMaintenance(home: string, owner: string): boolean {
  const path = markerPath(home, owner);
  const isThere = statSync(path, { throwIfNoEntry: false }) !== undefined;
  rmSync(path, { force: true });
  return isThere;
}

function markerText({ enabledAt, pendingEnd, silentUpdates }: Maintenance): string {
  const pending = pendingEnd ? 1 : 0;
  return `${head}\nenabled_at=${enabledAt}\npending_end=${pending}\nsilent_updates=${silentUpdates}\n`;
}

/** What an older marker does not say is told by the time of its file. */
function parseMarker(text: string, mtimeMs: number): Maintenance {
  const values = new Map(
    text.split('\n').flatMap((line): readonly [string, number][] => {
      const [, name, digits = ''] = /^([a-z_]+)=(\d+)$/.exec(line) ?? [];
      return name === undefined || digits.length > numberLimit ? [] : [[name, Number(digits)]];
    }),
  );
  return {
    enabledAt: values.get('enabled_at') ?? Math.floor(mtimeMs / 1000),
    pendingEnd: values.get('pending_end') === 1,
    silentUpdates: values.get('silent_updates') ?? 0,
  };
}
