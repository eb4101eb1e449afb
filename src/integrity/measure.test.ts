import { spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import {
  chmodSync,
  mkdirSync,
  renameSync,
  symlinkSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fileChecks } from '../config/index.ts';
import { look, Measure, stampOfLook } from './measure.ts';
import { newFolder } from './testing/folders.ts';

const megabyte = 1024 * 1024;

function sumOf(measure: Measure, ...asked: Parameters<Measure['sum']>): string {
  const steps = measure.sum(...asked);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

function fileAt(path: string) {
  const seen = look(path);
  if (seen.kind !== 'file') throw new Error(`${path} is no file`);
  return seen;
}

describe('a look', () => {
  it('tells what is there', () => {
    const root = newFolder();
    const at = (name: string): string => join(root, name);
    writeFileSync(at('file'), '');
    mkdirSync(at('folder'));
    symlinkSync('folder', at('link'));
    spawnSync('mkfifo', [at('pipe')]);
    const kinds = ['file', 'folder', 'link', 'pipe', 'none', 'file/below'].map(
      (name) => look(at(name)).kind,
    );
    expect(kinds).toEqual(['file', 'folder', 'file', 'other', 'gone', 'gone']);
    expect(fileAt(at('link')).isLink).toBe(true);
    expect(look(at('x'.repeat(5000))).kind).toBe('unread');
  });
});

describe('a stamp', () => {
  it.each<[name: string, change: (path: string) => void]>([
    ['its contents', (path) => writeFileSync(path, 'other text')],
    ['its mode', (path) => chmodSync(path, 0o600)],
    ['its times', (path) => utimesSync(path, 1, 1)],
    [
      'another file of its name',
      (path) => {
        writeFileSync(`${path}.new`, 'text');
        renameSync(`${path}.new`, path);
      },
    ],
  ])('changes with %s', (_name, change) => {
    const path = join(newFolder(), 'f');
    writeFileSync(path, 'text');
    const before = stampOfLook(path, fileAt(path));
    expect(stampOfLook(path, fileAt(path))).toBe(before);
    change(path);
    expect(stampOfLook(path, fileAt(path))).not.toBe(before);
  });

  it('of a link changes with where it leads', () => {
    const root = newFolder();
    const path = join(root, 'link');
    symlinkSync('target', path);
    const stamps = [stampOfLook(path, fileAt(path))];
    writeFileSync(join(root, 'target'), 'one');
    stamps.push(stampOfLook(path, fileAt(path)));
    chmodSync(join(root, 'target'), 0o600);
    stamps.push(stampOfLook(path, fileAt(path)));
    unlinkSync(join(root, 'target'));
    expect(stampOfLook(path, fileAt(path))).toBe(stamps[0]);
    expect(new Set(stamps).size).toBe(3);
  });
});

describe('hashes', () => {
  it.each([0, 1, megabyte - 1, megabyte, megabyte + 1, 2 * megabyte, 3 * megabyte + 17])(
    'of %i bytes are those of the whole file',
    (size) => {
      const path = join(newFolder(), 'f');
      const bytes = randomBytes(size);
      writeFileSync(path, bytes);
      const measure = new Measure();
      const hashes = sumOf(measure, path, fileAt(path), fileChecks).split(':').slice(4);
      expect(hashes).toEqual(
        ['md5', 'sha1', 'sha256'].map((name) => createHash(name).update(bytes).digest('hex')),
      );
      expect(measure.bytesRead).toBe(size);
    },
  );

  it('are placeholders where the file is gone, or a pipe took its place', () => {
    const path = join(newFolder(), 'f');
    writeFileSync(path, 'text');
    const seen = fileAt(path);
    unlinkSync(path);
    expect(sumOf(new Measure(), path, seen, ['sha256'])).toBe('0:0:0:0:xxx:xxx:xxx');
    spawnSync('mkfifo', [path]);
    expect(sumOf(new Measure(), path, seen, ['sha256'])).toBe('0:0:0:0:xxx:xxx:xxx');
  });

  it('are not made where nobody wants them', () => {
    const path = join(newFolder(), 'f');
    writeFileSync(path, 'text');
    const measure = new Measure();
    expect(sumOf(measure, path, fileAt(path), ['size'])).toBe('4:0:0:0:xxx:xxx:xxx');
    expect(measure.bytesRead).toBe(0);
  });
});
