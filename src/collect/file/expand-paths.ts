import { readdir, stat } from 'node:fs/promises';
import { compileGlob, isGlob } from './glob.ts';
import { baseOf, directoryOf, joinPath, osPath } from './os-path.ts';
import { compressionOf, isRotatedName } from './rotated-names.ts';

/** More matches than this are a mistake in the pattern. */
const MAX_PATHS = 10_000;

export interface Expansion {
  readonly paths: readonly string[];
  /** Folders that were listed: a change in one of them may change the answer. */
  readonly folders: readonly string[];
}

/** The files that a path with wildcards names now, sorted. */
export async function expandPaths(pattern: string): Promise<Expansion> {
  const folders = new Set<string>();
  let found = [pattern.startsWith('/') ? '/' : '.'];
  const components = pattern.split('/').filter((part) => part !== '');
  for (const [index, component] of components.entries()) {
    const next: string[] = [];
    for (const folder of found) {
      next.push(...(await step(folder, component, index === components.length - 1, folders)));
      if (next.length > MAX_PATHS) break;
    }
    found = next.slice(0, MAX_PATHS);
  }
  return { paths: withoutRotated(found.sort()), folders: [...folders] };
}

async function step(
  folder: string,
  component: string,
  last: boolean,
  folders: Set<string>,
): Promise<readonly string[]> {
  folders.add(folder);
  if (!isGlob(component)) {
    const path = joinPath(folder, component);
    const there = await stat(osPath(path)).catch(() => undefined);
    return there === undefined ? [] : [path];
  }
  const names = await readdir(osPath(folder), { encoding: 'latin1' }).catch(() => []);
  const matches = compileGlob(component);
  const found: string[] = [];
  for (const name of names) {
    if (!matches(name)) continue;
    const path = joinPath(folder, name);
    if (await isWanted(path, last)) found.push(path);
  }
  return found;
}

async function isWanted(path: string, last: boolean): Promise<boolean> {
  const stats = await stat(osPath(path)).catch(() => undefined);
  // What cannot be looked at is kept at the end of a path, so that its status tells why.
  if (stats === undefined) return last;
  return stats.isDirectory() !== last;
}

/**
 * A pattern such as `app.log*` also names what rotation made of `app.log`: that is read as the
 * past of `app.log` and must not be read again as a file of its own, packed or not.
 */
function withoutRotated(paths: readonly string[]): readonly string[] {
  const all = new Set(paths);
  return paths.filter((path) => {
    if (compressionOf(baseOf(path)) !== undefined) return false;
    return !originsOf(path).some((origin) => all.has(origin));
  });
}

/** The paths of which rotation may have made this one. */
export function originsOf(path: string): readonly string[] {
  const name = baseOf(path);
  return possibleBases(name)
    .filter((base) => isRotatedName(name, base))
    .map((base) => joinPath(directoryOf(path), base));
}

/** Whether a pattern names a path, were there a file. */
export function namesPath(pattern: string, path: string): boolean {
  const parts = pattern.split('/').filter((part) => part !== '');
  const names = path.split('/').filter((part) => part !== '');
  if (parts.length !== names.length) return false;
  return parts.every((part, i) => compileGlob(part)(names[i] ?? ''));
}

/** The names that rotation may have made this one of, by the places where it adds something. */
function possibleBases(name: string): readonly string[] {
  const ending = name.slice(Math.max(0, name.lastIndexOf('.')));
  const found: string[] = [];
  for (let i = 1; i < name.length; i++) {
    if (!'.-_'.includes(name.charAt(i))) continue;
    found.push(name.slice(0, i), name.slice(0, i) + ending);
  }
  return found;
}
