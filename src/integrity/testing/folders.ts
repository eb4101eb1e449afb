import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from 'vitest';
import { fileChecks, type CheckedFolder } from '../../config/index.ts';
import { Scanner, type ScannerOptions } from '../scanner.ts';

const made: string[] = [];

afterEach(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** A folder of the test's own, removed when it is over. */
export function newFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'tocsin-integrity-')));
  made.push(folder);
  return folder;
}

export function checked(path: string, more: Partial<CheckedFolder> = {}): CheckedFolder {
  const rest = { realtime: false, reportChanges: false, recurse: true, restrict: undefined };
  return { path, checks: fileChecks, ...rest, ...more };
}

export interface Scans {
  readonly scanner: Scanner;
  readonly warnings: string[];
  readonly folders: string[];
  /** Scans and answers what was told, in order of the paths. */
  scan(isFull?: boolean): readonly string[];
  check(path: string): readonly string[];
}

export function scansOf(
  folders: readonly CheckedFolder[],
  values: Partial<ScannerOptions['values']> = {},
): Scans {
  const told: string[] = [];
  const warnings: string[] = [];
  const entered: string[] = [];
  const scanner = new Scanner({
    values: { folders, skipNfs: false, ignore: [], nodiff: [], ...values },
    diffFolder: join(newFolder(), 'diff'),
    onEvent: (text) => void told.push(text),
    onWarning: (text) => void warnings.push(text),
    onFolder: (path) => void entered.push(path),
  });
  const run = (steps: Iterator<void>): readonly string[] => {
    while (steps.next().done !== true) {
      // Each step is one file.
    }
    const byPath = (text: string): string => text.slice(text.indexOf(' '));
    return told.splice(0).sort((a, b) => (byPath(a) < byPath(b) ? -1 : 1));
  };
  return {
    scanner,
    warnings,
    folders: entered,
    scan: (isFull = false) => run(scanner.scan(isFull)),
    check: (path) => run(scanner.check(path)),
  };
}

/** The paths that texts are about. */
export function pathsOf(texts: readonly string[]): readonly string[] {
  return texts.map((text) => text.slice(text.indexOf(' ') + 1).split('\n')[0] ?? '');
}
