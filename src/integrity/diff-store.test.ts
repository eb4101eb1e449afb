import { chmodSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { Buffer } from 'node:buffer';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { copyBytesMax, cutDiff, DiffStore } from './diff-store.ts';
import { newFolder } from './testing/folders.ts';

function bench() {
  const folder = newFolder();
  const store = new DiffStore(join(folder, 'store'));
  const path = join(folder, 'file');
  const change = (text: string | Buffer): string | undefined => {
    writeFileSync(path, text);
    return store.update(path, false);
  };
  return { folder, store, path, change };
}

describe('copies of files', () => {
  it('tell what changed, from the second text on', () => {
    const { change } = bench();
    expect(change('a\nb\n')).toBeUndefined();
    expect(change('a\nc\n')).toBe('2c2\n< b\n---\n> c');
    expect(change('a\nc\n')).toBeUndefined();
    expect(change('c\n')).toBe('1d0\n< a');
  });

  it('say nothing of what is no text, or too large', () => {
    const { change } = bench();
    change(Buffer.from([0, 1, 2]));
    expect(change(Buffer.from([0, 1, 3]))).toBeUndefined();
    expect(change('x'.repeat(copyBytesMax + 1))).toBeUndefined();
  });

  it('are none of what is secret', () => {
    const { store, path, folder } = bench();
    writeFileSync(path, 'secret');
    expect(store.update(path, true)).toBe('<Diff truncated because nodiff option>');
    expect(() => statSync(join(folder, 'store'))).toThrow('ENOENT');
  });

  it('are forgotten with the file', () => {
    const { store, path, change } = bench();
    change('one\n');
    store.forget(path);
    expect(change('two\n')).toBeUndefined();
    expect(() => store.forget('/never/there')).not.toThrow();
  });

  it('lie where the path says, also where its bytes are no name', () => {
    const folder = newFolder();
    const store = new DiffStore(join(folder, 'store'));
    const name = Buffer.from(`${folder}/caf\xe9%`, 'latin1');
    writeFileSync(name, 'one\n');
    store.update(name.toString('latin1'), false);
    const kept = join(folder, 'store', folder, 'caf%e9%25/last-entry');
    expect(readFileSync(kept, 'latin1')).toBe('one\n');
  });

  it('cost only the difference where the disk refuses', () => {
    const { folder, change } = bench();
    mkdirSync(join(folder, 'store'));
    writeFileSync(join(folder, 'store', folder.split('/')[1] ?? ''), 'in the way');
    chmodSync(join(folder, 'store'), 0o500);
    expect(change('one')).toBeUndefined();
  });
});

describe('a difference', () => {
  const numbered = (count: number): string =>
    Array.from({ length: count }, (_, i) => `> line ${i}`).join('\n');

  it.each([
    ['nothing', '', undefined],
    ['two files that are no text', 'Binary files a and b differ\n', undefined],
    ['a few lines', '1a2\n> x\n', '1a2\n> x'],
    ['twenty lines', `${numbered(20)}\n`, numbered(20)],
    ['one more', `${numbered(21)}\n`, `${numbered(20)}\n... diff was truncated ...`],
    [
      'one endless line',
      `> ${'x'.repeat(9000)}`,
      `> ${'x'.repeat(254)}\n... diff was truncated ...`,
    ],
  ])('of %s', (_name, text, expected) => {
    expect(cutDiff(text)).toBe(expected);
  });

  it('ends with a whole line where it is long', () => {
    const text = Array.from({ length: 10 }, () => `> ${'y'.repeat(900)}`).join('\n');
    expect(
      cutDiff(text)
        ?.split('\n')
        .slice(0, -1)
        .every((line) => line.length === 902),
    ).toBe(true);
  });
});
