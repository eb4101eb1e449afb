import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Diagnostic } from '../../base/index.ts';
import { latin1, limits, toUtf8 } from '../../base/index.ts';
import type { CaseFile } from './case-file.ts';
import { parseCaseFile } from './case-file.ts';

export interface FoundCases {
  readonly files: readonly (CaseFile & { readonly path: string })[];
  /** Everything that is wrong with the files or in them. */
  readonly problems: readonly Diagnostic[];
}

/** Reads case files: the named ones, and those below named folders in name order, each once. */
export function findCases(paths: readonly string[], cwd: string): FoundCases {
  const files: (CaseFile & { readonly path: string })[] = [];
  const problems: Diagnostic[] = [];
  const seen = new Set<string>();
  const attempt = (path: string, read: () => void): void => {
    try {
      read();
    } catch (error) {
      const reason = error instanceof Error && 'code' in error ? error.code : error;
      const message = `${path} can't be read (${String(reason)})`;
      problems.push(problem('CASE_FILE_UNREADABLE', path, message));
    }
  };
  const readOne = (path: string): void => {
    const full = realpathSync(resolve(cwd, path));
    if (seen.has(full)) return;
    seen.add(full);
    if (statSync(full).size > limits.configFileBytes) {
      const message = `the file is larger than ${limits.configFileBytes} bytes`;
      problems.push(problem('CASE_FILE_TOO_BIG', path, message));
      return;
    }
    const parsed = parseCaseFile(toUtf8(latin1(readFileSync(full))), path);
    files.push({ ...parsed, path });
    problems.push(...parsed.problems);
  };
  for (const path of paths) {
    attempt(path, () => {
      const full = resolve(cwd, path);
      if (!statSync(full).isDirectory()) readOne(path);
      else
        for (const name of caseNames(full)) {
          const below = join(path, name);
          attempt(below, () => {
            readOne(below);
          });
        }
    });
  }
  return { files, problems };
}

function caseNames(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.case'))
    .sort();
}

function problem(code: string, file: string, message: string): Diagnostic {
  return { severity: 'error', code, at: { file, line: 1, column: 1 }, message };
}
