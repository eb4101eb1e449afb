import { mkdirSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { CheckedFolder } from '../config/index.ts';
import { FolderTable } from './folder-table.ts';
import { checked, newFolder } from './testing/folders.ts';
import { walk } from './walk.ts';

function walked(start: string, folders: readonly CheckedFolder[], skipNetwork = false) {
  const unread: string[] = [];
  const entered: string[] = [];
  const options = {
    folders: new FolderTable(folders),
    isIgnored: (path: string) => path.endsWith('/ignored'),
    skipNetwork,
    onFolder: (path: string) => void entered.push(path),
    onUnread: (path: string) => void unread.push(path),
  };
  const found = [...walk(start, options)].flatMap((one) => one?.path ?? []);
  return { found: found.toSorted(), unread, entered: entered.toSorted() };
}

function tree(): string {
  const root = newFolder();
  for (const folder of ['a/b', 'ignored/c', 'own'])
    mkdirSync(join(root, folder), { recursive: true });
  for (const file of ['f', 'a/g', 'a/b/h', 'ignored/c/i', 'own/j'])
    writeFileSync(join(root, file), '');
  return root;
}

describe('a walk', () => {
  it('finds files and enters folders, but for what is ignored or has a block of its own', () => {
    const root = tree();
    const { found, unread, entered } = walked(root, [checked(root), checked(join(root, 'own'))]);
    expect(found).toEqual([`${root}/a/b/h`, `${root}/a/g`, `${root}/f`]);
    expect(entered).toEqual([root, `${root}/a`, `${root}/a/b`]);
    expect(unread).toEqual([]);
  });

  it('may begin anywhere in a folder', () => {
    const root = tree();
    expect(walked(join(root, 'a'), [checked(root)]).found).toEqual([
      `${root}/a/b/h`,
      `${root}/a/g`,
    ]);
    expect(walked(join(root, 'a/g'), [checked(root)]).found).toEqual([`${root}/a/g`]);
    expect(walked(join(root, 'ignored'), [checked(root)]).found).toEqual([]);
    expect(walked('/elsewhere', [checked(root)]).found).toEqual([]);
  });

  it('finds nothing where nothing is, which is no failure to read', () => {
    const root = newFolder();
    expect(walked(join(root, 'none'), [checked(join(root, 'none'))])).toEqual({
      found: [],
      unread: [],
      entered: [],
    });
  });

  it('goes through a configured link to a folder, and takes one to a file as a link', () => {
    const root = tree();
    symlinkSync(join(root, 'a'), join(root, 'link'));
    symlinkSync(join(root, 'f'), join(root, 'name'));
    expect(walked(`${root}/link`, [checked(`${root}/link`)]).found).toEqual([
      `${root}/link/b/h`,
      `${root}/link/g`,
    ]);
    expect(walked(`${root}/name`, [checked(`${root}/name`)]).found).toEqual([`${root}/name`]);
    unlinkSync(join(root, 'f'));
    expect(walked(`${root}/name`, [checked(`${root}/name`)]).found).toEqual([`${root}/name`]);
  });

  it('goes on on file systems of this machine where others are left out', () => {
    const root = tree();
    expect(walked(root, [checked(root)], true).found).toContain(`${root}/a/b/h`);
  });

  it('tells what cannot be looked at', () => {
    const root = `/${'x'.repeat(5000)}`;
    expect(walked(root, [checked(root)]).unread).toEqual([root]);
  });
});
