import { readdirSync } from 'node:fs';
import { compileGlob, isGlob, latin1 } from '../base/index.ts';
import type { CheckedFolder } from '../config/index.ts';
import { joined } from './folder-table.ts';
import { bytesOf } from './measure.ts';

const matchesMax = 10_000;

/** The folders with the names that `*`, `?` and `[...]` in their paths stand for now. */
export function expandFolders(folders: readonly CheckedFolder[]): readonly CheckedFolder[] {
  return folders.flatMap((folder) => {
    if (!isGlob(folder.path)) return [folder];
    const { checks, realtime, reportChanges, recurse, restrict } = folder;
    const rest = { checks, realtime, reportChanges, recurse, restrict };
    return expand(folder.path).map((path) => Object.assign({ path }, rest));
  });
}

function expand(path: string): readonly string[] {
  let found = ['/'];
  for (const part of path.split('/').filter((one) => one !== '')) {
    if (!isGlob(part)) {
      found = found.map((folder) => joined(folder, part));
      continue;
    }
    const matches = compileGlob(part);
    found = found
      .flatMap((folder) =>
        namesIn(folder)
          .filter(matches)
          .map((name) => joined(folder, name)),
      )
      .slice(0, matchesMax);
  }
  return found.sort();
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(bytesOf(folder), { encoding: 'buffer' }).map(latin1);
  } catch {
    return [];
  }
}
