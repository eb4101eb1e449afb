import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { blanked } from './blanked.ts';

export const root = join(import.meta.dirname, '..', '..');

/** A file of the tree; `path` is relative to the root, with slashes. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
  /** The text with comments and the insides of texts and patterns made blank. */
  readonly code: string;
}

export function sourceFile(path: string, text: string): SourceFile {
  return { path, text, code: blanked(text) };
}

const skipped = new Set(['.git', 'node_modules', 'dist', 'coverage', 'runtime', '.tmp']);

/** Paths of all files below a folder of the root, without what is installed or built. */
export function pathsBelow(folder: string): readonly string[] {
  const start = join(root, folder);
  if (!existsSync(start)) return [];
  const found: string[] = [];
  const waiting = [start];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    for (const entry of readdirSync(next, { withFileTypes: true })) {
      if (skipped.has(entry.name)) continue;
      const path = join(next, entry.name);
      if (entry.isDirectory()) waiting.push(path);
      else if (entry.isFile()) found.push(relative(root, path));
    }
  }
  return found.sort();
}

export function readText(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

export function typeScriptBelow(...folders: readonly string[]): readonly SourceFile[] {
  return folders
    .flatMap(pathsBelow)
    .filter((path) => path.endsWith('.ts'))
    .map((path) => sourceFile(path, readText(path)));
}

export function isTest(path: string): boolean {
  return path.endsWith('.test.ts') || path.startsWith('tests/') || path.includes('/testing/');
}

export function linesOf(text: string): number {
  return text === '' ? 0 : text.trimEnd().split('\n').length;
}
