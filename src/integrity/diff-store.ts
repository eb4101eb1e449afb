import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, readFileSync, renameSync, statSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { bytesOf } from './measure.ts';

const readMax = 4095;
const fullMax = 4000;
const linesMax = 20;
/** Larger files are not copied. */
export const copyBytesMax = 10 * 1024 * 1024;
const wasTruncated = '... diff was truncated ...';
export const noDiffMark = '<Diff truncated because nodiff option>';

/** Keeps the last copy of files and tells what a text was before. */
export class DiffStore {
  readonly #folder: string;

  /** `folder` is `queue/diff/local` of the home. */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /**
   * Takes over the file as it is now; answers what changed since the last time, undefined where
   * there is nothing to tell. Of a secret file nothing is copied.
   */
  update(path: string, isSecret: boolean): string | undefined {
    if (isSecret) return noDiffMark;
    const folder = join(this.#folder, ...partsOf(path));
    const last = join(folder, 'last-entry');
    try {
      if (statSync(bytesOf(path)).size > copyBytesMax) return undefined;
      mkdirSync(folder, { recursive: true, mode: 0o770 });
      const fresh = `${last}.new`;
      copyFileSync(bytesOf(path), fresh);
      const diff = isSame(last, fresh) ? undefined : difference(last, fresh);
      renameSync(fresh, last);
      return diff;
    } catch {
      // Without room or rights for a copy the change is told without its text.
      return undefined;
    }
  }

  forget(path: string): void {
    try {
      unlinkSync(join(this.#folder, ...partsOf(path), 'last-entry'));
    } catch {
      // There was none.
    }
  }
}

/** Names that the file system takes, whatever bytes the path has. */
function partsOf(path: string): readonly string[] {
  return path
    .split('/')
    .filter((part) => part !== '')
    .map((part) =>
      part.replace(
        /[\x00-\x1f%\x7f-\xff]/g,
        (one) => `%${one.charCodeAt(0).toString(16).padStart(2, '0')}`,
      ),
    );
}

function isSame(one: string, other: string): boolean {
  const digest = (file: string): string | undefined => {
    try {
      return createHash('sha256').update(readFileSync(file)).digest('hex');
    } catch {
      return undefined;
    }
  };
  return digest(one) === digest(other);
}

/** What the system's `diff` says, cut as OSSEC cuts it; undefined without an earlier copy. */
function difference(before: string, after: string): string | undefined {
  try {
    statSync(before);
  } catch {
    return undefined;
  }
  const { status, stdout } = spawnSync('diff', ['--', before, after], {
    encoding: 'latin1',
    maxBuffer: 1024 * 1024,
    timeout: 10_000,
    env: { ...process.env, LC_ALL: 'C' },
  });
  // 1: they differ. With more output than anybody reads it was stopped, and has no status.
  if (status !== 1 && status !== null) return undefined;
  return cutDiff(stdout);
}

export function cutDiff(text: string): string | undefined {
  if (text === '' || text.startsWith('Binary files ')) return undefined;
  let shown = text.slice(0, readMax);
  if (shown.length >= fullMax) {
    const end = shown.lastIndexOf('\n');
    shown = end > 0 ? shown.slice(0, end) : shown.slice(0, 256);
  }
  const lines = shown.replace(/\n$/, '').split('\n');
  const isCut = shown.length < text.length || lines.length > linesMax;
  const told = lines.slice(0, linesMax).join('\n');
  return isCut ? `${told}\n${wasTruncated}` : told;
}
