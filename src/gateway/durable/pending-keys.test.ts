import { mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PendingKeys } from './pending-keys.ts';

const [one, two] = ['a'.repeat(64), 'b'.repeat(64)];

function newPath(text?: string): string {
  const path = join(mkdtempSync(join(tmpdir(), 'tocsin-pending-')), 'next-keys');
  if (text !== undefined) writeFileSync(path, text);
  return path;
}

describe('PendingKeys', () => {
  it('are on disk before anybody hears of one, for nobody else to read', () => {
    const path = newPath();
    const keys = new PendingKeys(path);
    keys.add('001', one);
    keys.add('002', one);
    keys.add('002', two);

    expect(readFileSync(path, 'utf8')).toBe(`001 ${one}\n002 ${two}\n`);
    expect(statSync(path).mode & 0o777).toBe(0o640);
    const again = new PendingKeys(path);
    expect([again.of('001'), again.of('002'), again.of('003')]).toEqual([one, two, undefined]);
  });

  it('go when they are used', () => {
    const path = newPath();
    const keys = new PendingKeys(path);
    keys.add('001', one);
    keys.remove('001');
    keys.remove('009');
    expect(readFileSync(path, 'utf8')).toBe('');
    expect(keys.of('001')).toBeUndefined();
  });

  it('stay as they were when the disk takes no other', () => {
    const keys = new PendingKeys(join(newPath(), 'nowhere'));
    expect(() => keys.add('001', one)).toThrow('ENOENT');
    expect(keys.of('001')).toBeUndefined();
  });

  it.each(['x', `001 ${'a'.repeat(63)}\n`, `web ${one}\n`, '\0'.repeat(50)])(
    'that nobody wrote are none: %#',
    (text) => {
      const keys = new PendingKeys(newPath(text));
      expect([keys.of('001'), keys.of('web')]).toEqual([undefined, undefined]);
    },
  );
});
