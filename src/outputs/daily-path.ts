import { link, mkdir, rename, stat, symlink, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { DailyNames } from './contract.ts';
import type { Day } from './local-time.ts';
import { dayParts } from './local-time.ts';

/** `<logs>/alerts/2023/Nov/ossec-alerts-14.log` */
export function dailyPath(logs: string, names: DailyNames, day: Day): string {
  const { year, month, day: date } = dayParts(day);
  return join(logs, names.folder, year, month, `${names.stem}-${date}.${names.extension}`);
}

/** The folders get 0770 less the umask, which is 027 in the daemons. */
export async function makeFolderOf(path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o770 });
}

async function inodeOf(path: string): Promise<number | undefined> {
  return await stat(path).then(
    ({ ino }) => ino,
    () => undefined,
  );
}

/**
 * Makes `alerts.log` and its like a hard link to the day's file, without a moment in between. Some
 * file systems have no hard links; a symbolic one serves readers there.
 */
export async function pointLink(logs: string, names: DailyNames, path: string): Promise<void> {
  const name = join(logs, names.folder, names.link);
  const fresh = `${name}.new`;
  if ((await inodeOf(name)) === (await inodeOf(path))) return;
  await unlink(fresh).catch(() => undefined);
  await link(path, fresh).catch(() => symlink(path, fresh));
  await rename(fresh, name);
}
