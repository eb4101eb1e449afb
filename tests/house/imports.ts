import { posix } from 'node:path';
import type { SourceFile } from './tree.ts';

export interface Import {
  readonly from: string;
  /** Path from the root where the import is relative; else as written (`node:fs`, `vitest`). */
  readonly to: string;
}

const statement =
  /\b(?:import|export)\b[^'";]*?\bfrom\s*(['"])|\bimport\s*(['"])|\bimport\(\s*(['"])|\bimport\.meta\.resolve\(\s*(['"])|\bnew URL\(\s*(['"])/g;

/** Every import, re-export, dynamic import and file named by URL. */
export function importsOf(file: SourceFile): readonly Import[] {
  const found: Import[] = [];
  for (const match of file.code.matchAll(statement)) {
    const begin = match.index + match[0].length;
    const quote = match[0].slice(-1);
    const written = file.text.slice(begin, file.text.indexOf(quote, begin));
    const to = written.startsWith('.')
      ? posix.join(posix.dirname(file.path), written).replace(/\.js$/, '.ts')
      : written;
    found.push({ from: file.path, to });
  }
  return found;
}
