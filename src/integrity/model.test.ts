import {
  appendFileSync,
  chmodSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checked, newFolder, scansOf } from './testing/folders.ts';

const name = fc.constantFrom('a', 'b', 'c');
const path = fc.array(name, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('/'));
const operation = fc.oneof(
  fc.record({ what: fc.constant('write' as const), path, text: fc.constantFrom('', 'x', 'yy') }),
  fc.record({ what: fc.constant('append' as const), path, text: fc.constantFrom('z', 'zz') }),
  fc.record({ what: fc.constant('truncate' as const), path, size: fc.nat({ max: 3 }) }),
  fc.record({ what: fc.constant('chmod' as const), path, mode: fc.constantFrom(0o644, 0o600) }),
  fc.record({ what: fc.constant('folder' as const), path }),
  fc.record({ what: fc.constant('rename' as const), path, to: path }),
  fc.record({ what: fc.constant('hard' as const), path, to: path }),
  fc.record({ what: fc.constant('symbolic' as const), path, to: path }),
  fc.record({ what: fc.constant('remove' as const), path }),
);
type Operation = typeof operation extends fc.Arbitrary<infer T> ? T : never;

/** What the file system refuses did not happen. */
function run(root: string, one: Operation): void {
  const at = join(root, one.path);
  try {
    if (one.what === 'write') writeFileSync(at, one.text);
    else if (one.what === 'append') appendFileSync(at, one.text, { flag: 'a' });
    else if (one.what === 'truncate') truncateSync(at, one.size);
    else if (one.what === 'chmod') chmodSync(at, one.mode);
    else if (one.what === 'folder') mkdirSync(at, { recursive: true });
    else if (one.what === 'rename') renameSync(at, join(root, one.to));
    else if (one.what === 'hard') linkSync(at, join(root, one.to));
    else if (one.what === 'symbolic') symlinkSync(join(root, one.to), at);
    else rmSync(at, { recursive: true });
  } catch {
    // It is not there, is there already, or is a folder.
  }
}

/** Everything that a sum tells of the files below a folder, slow and obvious. */
function stateOf(folder: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const entry of readdirSync(folder)) {
    const at = join(folder, entry);
    const stats = lstatSync(at);
    if (stats.isDirectory()) {
      for (const [below, state] of stateOf(at)) found.set(below, state);
      continue;
    }
    found.set(at, `${stats.size} ${stats.mode} ${stats.uid} ${stats.gid} ${contents(at)}`);
  }
  return found;
}

function contents(at: string): string {
  try {
    return readFileSync(at, 'latin1');
  } catch {
    return lstatSync(at).isSymbolicLink() ? `link nowhere ${readlinkSync(at).length}` : 'none';
  }
}

/**
 * Where it happened, as the system tells it: in the folder itself, whatever links lead there, and
 * where a link leads, for writing through it makes that file.
 */
function touched(root: string, paths: readonly string[]): readonly string[] {
  const ends = paths.flatMap((path) => [
    ...real(dirname(join(root, path))).map((folder) => join(folder, basename(path))),
    ...real(join(root, path)),
  ]);
  return [...new Set([...paths.map((path) => join(root, firstOf(path))), ...ends])];
}

/** A folder that was made on the way to the path. */
function firstOf(path: string): string {
  return path.split('/')[0] ?? path;
}

function real(path: string): readonly string[] {
  try {
    return [realpathSync(path)];
  } catch {
    return [];
  }
}

function differences(before: Map<string, string>, after: Map<string, string>): readonly string[] {
  const changed = [...after].filter(([at, state]) => before.get(at) !== state).map(([at]) => at);
  const gone = [...before.keys()].filter((at) => !after.has(at)).map((at) => `gone ${at}`);
  return [...changed, ...gone].toSorted();
}

function told(texts: readonly string[]): readonly string[] {
  return texts
    .map((text) => (text.startsWith('-1 ') ? `gone ${text.slice(3)}` : text.replace(/^\S+ /, '')))
    .toSorted();
}

describe('what scans tell of any tree', () => {
  it('is the difference of its states', () => {
    const rounds = fc.array(fc.array(operation, { maxLength: 8 }), { maxLength: 6 });
    fc.assert(
      fc.property(rounds, (all) => {
        const root = newFolder();
        const scans = scansOf([checked(root)]);
        let before = new Map<string, string>();
        for (const operations of all) {
          for (const one of operations) run(root, one);
          const after = stateOf(root);
          expect(told(scans.scan())).toEqual(differences(before, after));
          before = after;
        }
      }),
      { numRuns: 150 },
    );
  });

  it('is the same where each path is looked at as something happens to it', () => {
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 25 }), (operations) => {
        const root = newFolder();
        const scans = scansOf([checked(root)]);
        const state = new Map<string, string>();
        for (const one of operations) {
          run(root, one);
          const named = 'to' in one ? [one.path, one.to] : [one.path];
          for (const at of touched(root, named)) {
            for (const text of told(scans.check(at))) {
              if (text.startsWith('gone ')) expect(state.delete(text.slice(5))).toBe(true);
              else state.set(text, '');
            }
          }
        }
        // What a link or a second name leads to may have changed unseen; what is there may not.
        expect([...state.keys()].toSorted()).toEqual([...stateOf(root).keys()].toSorted());
        for (const text of told(scans.scan())) expect(text.startsWith('gone ')).toBe(false);
      }),
      { numRuns: 150 },
    );
  });
});
