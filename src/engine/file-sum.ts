import type { FileAttributes } from '../event/index.ts';

/** Reads `size:perm:uid:gid:md5:sha1[:sha256]`; `-1` is a file that is gone. */
export function readSum(sum: string): FileAttributes {
  if (sum.startsWith('-1')) return {};
  const [size, perm, owner, gowner, md5, sha1, sha256] = sum.split(':', 7);
  return {
    size: known(size),
    perm: readPerm(perm),
    owner: known(owner),
    gowner: known(gowner),
    md5: known(md5),
    sha1: known(sha1),
    sha256: known(sha256),
  };
}

function known(value: string | undefined): string | undefined {
  return value === '' || value === 'xxx' ? undefined : value;
}

/** The decimal mode; three digits are octal. */
function readPerm(text: string | undefined): number | undefined {
  if (text === undefined || !/^\d{1,10}$/.test(text)) return undefined;
  const perm = Number.parseInt(text, text.length === 3 ? 8 : 10);
  return perm > 0 ? perm : undefined;
}

/** Whether two sums differ in nothing but hashes that one side has not computed. */
export function differInPlaceholders(before: string, after: string): boolean {
  const old = before.split(':', 7);
  const now = after.split(':', 7);
  if (old.length < 6 || now.length < 6) return false;
  for (let i = 0; i < 7; i++) {
    if (old[i] === now[i]) continue;
    if (i < 4 || (known(old[i] ?? '') !== undefined && known(now[i] ?? '') !== undefined)) {
      return false;
    }
  }
  return true;
}

/** Nine letters, as OSSEC prints them: `s` and `t` stand there whether or not it may be run. */
export function permText(mode: number): string {
  let text = '';
  for (const [shift, special, letter] of [
    [6, 0o4000, 's'],
    [3, 0o2000, 's'],
    [0, 0o1000, 't'],
  ] as const) {
    const bits = mode >> shift;
    text += (bits & 4) === 0 ? '-' : 'r';
    text += (bits & 2) === 0 ? '-' : 'w';
    text += (mode & special) !== 0 ? letter : (bits & 1) === 0 ? '-' : 'x';
  }
  return text;
}
