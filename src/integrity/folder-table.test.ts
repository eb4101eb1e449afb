import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  compilePathRules,
  defaultInternalOptions,
  parseInternalOptions,
  type SyscheckValues,
} from '../config/index.ts';
import { changeText, deletionText } from './event-text.ts';
import { expandFolders } from './expand-folders.ts';
import { FolderTable, joined, parentOf } from './folder-table.ts';
import { scanOrder } from './scan-order.ts';
import { checked, newFolder } from './testing/folders.ts';

describe('the folder that a path belongs to', () => {
  const table = new FolderTable([
    checked('/etc'),
    checked('/etc/ssh', { recurse: false }),
    checked('/etc/ssh/keys'),
    checked('/srv/file'),
    checked('/etc', { checks: ['size'] }),
  ]);
  it.each([
    ['/etc', '/etc'],
    ['/etc/passwd', '/etc'],
    ['/etc/a/b/c', '/etc'],
    ['/etc/ssh', '/etc/ssh'],
    ['/etc/ssh/config', '/etc/ssh'],
    ['/etc/ssh/d/deep', undefined],
    ['/etc/ssh/keys/d/deep', '/etc/ssh/keys'],
    ['/etcetera', undefined],
    ['/srv/file', '/srv/file'],
    ['/srv/other', undefined],
    ['/', undefined],
  ])('%s: %s', (path, folder) => {
    expect(table.of(path)?.path).toBe(folder);
  });

  it('is named once, as the last one says', () => {
    expect(table.folders).toHaveLength(4);
    expect(table.at('/etc')?.checks).toEqual(['size']);
  });

  it('may be the root', () => {
    const all = new FolderTable([checked('/')]);
    expect(['/', '/a', '/a/b'].map((path) => all.of(path)?.path)).toEqual(['/', '/', '/']);
  });
});

describe('paths', () => {
  it.each([
    ['/', 'a', '/a'],
    ['/a', 'b', '/a/b'],
  ])('%s and %s are %s', (folder, name, path) => {
    expect(joined(folder, name)).toBe(path);
    expect(parentOf(path)).toBe(folder);
  });

  it.each([
    ['/ETC/mt', '/etc/mtab', true],
    ['/etc/mt', '/etc/MTools.conf', true],
    ['/etc/mt', '/srv/etc/mtab', false],
    ['/caf\xc9', '/caf\xe9', false],
  ])('that begin with %s: %s is %s', (text, path, expected) => {
    expect(compilePathRules([{ text, isPattern: false }])(path)).toBe(expected);
  });

  it.each([
    ['.log$|.tmp$', '/var/x.log', true],
    ['.log$|.tmp$', '/var/x.TMP', true],
    ['.log$', '/var/x.log.1', false],
    ['^/var/', '/srv/var/', false],
    ['!^/var/', '/srv', true],
  ])('with the pattern %s: %s is %s', (text, path, expected) => {
    expect(compilePathRules([{ text, isPattern: true }])(path)).toBe(expected);
  });

  it('that no rule names', () => {
    expect(compilePathRules([])('/anything')).toBe(false);
  });
});

describe('patterns of folders', () => {
  it('stand for the names that are there', () => {
    const root = newFolder();
    for (const name of ['a1/etc', 'a2/etc', 'b1/etc', '.hidden/etc']) {
      mkdirSync(join(root, name), { recursive: true });
    }
    writeFileSync(join(root, 'a3'), '');
    const paths = (path: string): readonly string[] =>
      expandFolders([checked(join(root, path))]).map((one) => one.path.slice(root.length));
    expect(paths('a*/etc')).toEqual(['/a1/etc', '/a2/etc', '/a3/etc']);
    expect(paths('[ab]1/etc')).toEqual(['/a1/etc', '/b1/etc']);
    expect(paths('?2')).toEqual(['/a2']);
    expect(paths('*/et?')).toEqual(['/a1/etc', '/a2/etc', '/b1/etc']);
    expect(paths('none*')).toEqual([]);
    expect(paths('plain')).toEqual(['/plain']);
  });
});

describe('the text of an event', () => {
  it.each([
    ['a change', changeText('/a b', '1:2', undefined), '1:2 /a b'],
    ['one with a difference', changeText('/a', '1:2', '1c1\n< x'), '1:2 /a\n1c1\n< x'],
    ['a line feed in a name', changeText('/a\nb', '1:2', undefined), '1:2 /a\\nb'],
    ['a deletion', deletionText('/a\nb'), '-1 /a\\nb'],
  ])('%s', (_name, text, expected) => {
    expect(text).toBe(expected);
  });

  it('is cut in its difference, never in its path', () => {
    expect(changeText('/a', '1', 'x'.repeat(9000))).toHaveLength(6144);
    expect(changeText(`/${'p'.repeat(9000)}`, '1', 'x')).toBe(`1 /${'p'.repeat(9000)}`);
  });
});

describe('what is asked of the thread', () => {
  const values: SyscheckValues = {
    folders: [checked('/etc')],
    ignore: [{ text: '/etc/mtab', isPattern: false }],
    nodiff: [],
    frequencySeconds: 72_000,
    scanTime: undefined,
    scanDays: undefined,
    scanOnStart: true,
    scanRate: 2000,
    autoIgnore: false,
    alertNewFiles: false,
    disabled: false,
    skipNfs: false,
    ofServer: [],
    at: undefined,
  };

  it('leaves out what the home itself writes', () => {
    const order = scanOrder('/var/ossec', values, defaultInternalOptions);
    const isIgnored = compilePathRules(order?.ignore ?? []);
    const paths = [
      '/var/ossec/queue/x',
      '/var/ossec/logs/y',
      '/var/ossec/etc/ossec.conf',
      '/etc/mtab',
    ];
    expect(paths.map(isIgnored)).toEqual([true, true, false, true]);
  });

  it('is nothing where nothing is to be checked', () => {
    expect(scanOrder('/h', { ...values, disabled: true }, defaultInternalOptions)).toBeUndefined();
    expect(scanOrder('/h', { ...values, folders: [] }, defaultInternalOptions)).toBeUndefined();
  });

  it.each([
    ['', 2000, { files: 20, pauseMs: 10 }],
    ['', 50, { files: 1, pauseMs: 10 }],
    ['', 0, { files: 0, pauseMs: 0 }],
    ['syscheck.sleep=3', 2000, { files: 15, pauseMs: 3000 }],
    ['syscheck.sleep_after=100', 2000, { files: 100, pauseMs: 2000 }],
    ['syscheck.sleep=0', 2000, { files: 0, pauseMs: 0 }],
  ])('goes at the pace of %j and %i files a second', (text, scanRate, pace) => {
    const internal = parseInternalOptions([{ path: 'i', text }]).options;
    expect(scanOrder('/h', { ...values, scanRate }, internal)?.pace).toEqual(pace);
  });
});
