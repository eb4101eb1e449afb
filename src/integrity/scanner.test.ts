import { createHash } from 'node:crypto';
import {
  appendFileSync,
  chmodSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { spawnSync } from 'node:child_process';
import { Buffer } from 'node:buffer';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checked, newFolder, pathsOf, scansOf } from './testing/folders.ts';

const digest = (name: string, text: string): string => createHash(name).update(text).digest('hex');

describe('a scan', () => {
  it('tells each file with its sum', () => {
    const root = newFolder();
    writeFileSync(join(root, 'motd'), 'hello\n');
    chmodSync(join(root, 'motd'), 0o644);
    const { uid, gid } = lstatSync(join(root, 'motd'));
    expect(scansOf([checked(root)]).scan()).toEqual([
      `6:33188:${uid}:${gid}:b1946ac92492d2347c6235b4d2611184:` +
        'f572d396fae9206628714fb2ce00f72e94f2258f:' +
        `5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03 ${root}/motd`,
    ]);
  });

  it('puts placeholders where nothing is wanted', () => {
    const root = newFolder();
    writeFileSync(join(root, 'f'), 'x');
    const [text] = scansOf([checked(root, { checks: ['size', 'sha1'] })]).scan();
    expect(text).toBe(`1:0:0:0:xxx:${digest('sha1', 'x')}:xxx ${root}/f`);
  });

  it('tells nothing a second time, and only what is different', () => {
    const root = newFolder();
    for (const name of ['a', 'b', 'c']) writeFileSync(join(root, name), name);
    const scans = scansOf([checked(root)]);
    expect(pathsOf(scans.scan())).toEqual(['a', 'b', 'c'].map((name) => `${root}/${name}`));
    expect(scans.scan()).toEqual([]);
    expect(scans.scanner.counts).toMatchObject({ files: 3, read: 0, bytes: 0 });
    appendFileSync(join(root, 'b'), 'more');
    chmodSync(join(root, 'c'), 0o600);
    expect(pathsOf(scans.scan())).toEqual([`${root}/b`, `${root}/c`]);
    expect(scans.scanner.counts).toMatchObject({ files: 3, read: 2 });
  });

  it('sees a change that kept size and times, by the time that nobody can set', () => {
    const root = newFolder();
    const path = join(root, 'f');
    writeFileSync(path, 'one');
    const { atime, mtime } = lstatSync(path);
    const scans = scansOf([checked(root)]);
    scans.scan();
    writeFileSync(path, 'two');
    utimesSync(path, atime, mtime);
    expect(pathsOf(scans.scan())).toEqual([path]);
  });

  it('reads everything again when it is a full one', () => {
    const root = newFolder();
    writeFileSync(join(root, 'f'), 'text');
    const scans = scansOf([checked(root)]);
    scans.scan();
    expect(scans.scan(true)).toEqual([]);
    expect(scans.scanner.counts).toMatchObject({ files: 1, read: 1, bytes: 4 });
  });

  it('tells what is gone, files of whole folders too', () => {
    const root = newFolder();
    mkdirSync(join(root, 'd/e'), { recursive: true });
    for (const name of ['a', 'd/b', 'd/e/c']) writeFileSync(join(root, name), name);
    const scans = scansOf([checked(root)]);
    scans.scan();
    unlinkSync(join(root, 'a'));
    rmSync(join(root, 'd'), { recursive: true });
    expect(scans.scan()).toEqual([`-1 ${root}/a`, `-1 ${root}/d/b`, `-1 ${root}/d/e/c`]);
    expect(scans.scan()).toEqual([]);
    writeFileSync(join(root, 'a'), 'a');
    expect(pathsOf(scans.scan())).toEqual([`${root}/a`]);
  });

  it('tells a file that a folder or a pipe took the place of as gone', () => {
    const root = newFolder();
    writeFileSync(join(root, 'f'), 'x');
    writeFileSync(join(root, 'p'), 'x');
    const scans = scansOf([checked(root)]);
    scans.scan();
    unlinkSync(join(root, 'f'));
    mkdirSync(join(root, 'f'));
    writeFileSync(join(root, 'f/inside'), 'y');
    unlinkSync(join(root, 'p'));
    spawnSync('mkfifo', [join(root, 'p')]);
    const told = scans.scan();
    expect(told).toContain(`-1 ${root}/f`);
    expect(told).toContain(`-1 ${root}/p`);
    expect(pathsOf(told)).toContain(`${root}/f/inside`);
  });

  it('says nothing of pipes and sockets, and never waits for one', () => {
    const root = newFolder();
    spawnSync('mkfifo', [join(root, 'pipe')]);
    symlinkSync(join(root, 'pipe'), join(root, 'link'));
    expect(pathsOf(scansOf([checked(root)]).scan())).toEqual([`${root}/link`]);
  });

  it('hashes where a link leads, with attributes of its own', () => {
    const root = newFolder();
    writeFileSync(join(root, 'target'), 'text');
    symlinkSync('target', join(root, 'link'));
    symlinkSync('nowhere', join(root, 'broken'));
    const told = scansOf([checked(root)]).scan();
    const mode = lstatSync(join(root, 'link')).mode;
    expect(told[0]).toMatch(new RegExp(`^7:${mode}:\\d+:\\d+:xxx:xxx:xxx .*/broken$`));
    expect(told[1]).toContain(`6:${mode}:`);
    expect(told[1]).toContain(`:${digest('sha256', 'text')} ${root}/link`);
  });

  it('does not follow links into folders, but walks a configured one', () => {
    const root = newFolder();
    const other = newFolder();
    writeFileSync(join(other, 'f'), 'x');
    symlinkSync(other, join(root, 'link'));
    expect(pathsOf(scansOf([checked(root)]).scan())).toEqual([`${root}/link`]);
    expect(pathsOf(scansOf([checked(`${root}/link`)]).scan())).toEqual([`${root}/link/f`]);
  });

  it('takes single files, those that appear later and hard links', () => {
    const root = newFolder();
    const scans = scansOf([checked(join(root, 'one')), checked(join(root, 'later'))]);
    writeFileSync(join(root, 'one'), 'x');
    linkSync(join(root, 'one'), join(root, 'not-asked-for'));
    expect(pathsOf(scans.scan())).toEqual([`${root}/one`]);
    writeFileSync(join(root, 'later'), 'y');
    expect(pathsOf(scans.scan())).toEqual([`${root}/later`]);
  });

  it('keeps names whatever their bytes are, with line feeds written as two characters', () => {
    const root = newFolder();
    const names = ['a b', 'line\nfeed', 'caf\xe9', '\xff\xfe'];
    for (const name of names) writeFileSync(Buffer.from(`${root}/${name}`, 'latin1'), 'x');
    const told = scansOf([checked(root)]).scan();
    expect(pathsOf(told).toSorted()).toEqual(
      names.map((name) => `${root}/${name.replace('\n', '\\n')}`).toSorted(),
    );
    expect(told.every((text) => !text.includes('\n'))).toBe(true);
  });

  it('reads large files in pieces', () => {
    const root = newFolder();
    const text = 'x'.repeat(3 * 1024 * 1024 + 7);
    writeFileSync(join(root, 'large'), text);
    writeFileSync(join(root, 'full'), 'y'.repeat(1024 * 1024));
    writeFileSync(join(root, 'empty'), '');
    const told = scansOf([checked(root, { checks: ['sha256', 'md5'] })]).scan();
    expect(told[0]).toContain(digest('sha256', ''));
    expect(told[1]).toContain(digest('md5', 'y'.repeat(1024 * 1024)));
    expect(told[2]).toContain(`${digest('md5', text)}:xxx:${digest('sha256', text)}`);
  });
});

describe('what is left out', () => {
  it('is what a rule ignores, and everything in it', () => {
    const root = newFolder();
    mkdirSync(join(root, 'Cache'));
    for (const name of ['Cache/x', 'a.log', 'a.LOG.1', 'keep'])
      writeFileSync(join(root, name), 'x');
    const ignore = [
      { text: `${root.toUpperCase()}/cache`, isPattern: false },
      { text: '.log$', isPattern: true },
    ];
    expect(pathsOf(scansOf([checked(root)], { ignore }).scan())).toEqual([
      `${root}/a.LOG.1`,
      `${root}/keep`,
    ]);
  });

  it('is what a restriction does not match, folders below what is not recursed into', () => {
    const root = newFolder();
    mkdirSync(join(root, 'd'));
    for (const name of ['a.conf', 'b.txt', 'd/c.conf']) writeFileSync(join(root, name), 'x');
    const restrict = '.conf$';
    expect(pathsOf(scansOf([checked(root, { restrict })]).scan())).toEqual([
      `${root}/a.conf`,
      `${root}/d/c.conf`,
    ]);
    const flat = checked(root, { recurse: false });
    expect(pathsOf(scansOf([flat]).scan())).toEqual([`${root}/a.conf`, `${root}/b.txt`]);
  });

  it('is looked at as the folder further in says', () => {
    const root = newFolder();
    mkdirSync(join(root, 'in/deep'), { recursive: true });
    for (const name of ['a', 'in/b', 'in/deep/c']) writeFileSync(join(root, name), 'x');
    const folders = [checked(root), checked(join(root, 'in'), { checks: ['size'] })];
    const told = scansOf(folders).scan();
    expect(pathsOf(told)).toEqual([`${root}/a`, `${root}/in/b`, `${root}/in/deep/c`]);
    expect(told[1]).toBe(`1:0:0:0:xxx:xxx:xxx ${root}/in/b`);
    expect(told[2]).toBe(`1:0:0:0:xxx:xxx:xxx ${root}/in/deep/c`);
  });

  it('is found anew by patterns at each scan', () => {
    const root = newFolder();
    const scans = scansOf([checked(`${root}/*/etc`)]);
    mkdirSync(join(root, 'one/etc'), { recursive: true });
    writeFileSync(join(root, 'one/etc/f'), 'x');
    expect(pathsOf(scans.scan())).toEqual([`${root}/one/etc/f`]);
    mkdirSync(join(root, 'two/etc'), { recursive: true });
    writeFileSync(join(root, 'two/etc/g'), 'x');
    expect(pathsOf(scans.scan())).toEqual([`${root}/two/etc/g`]);
  });
});

describe('a look at one path', () => {
  it('tells the file, its change and its end', () => {
    const root = newFolder();
    const path = join(root, 'f');
    const scans = scansOf([checked(root)]);
    expect(scans.check(path)).toEqual([]);
    writeFileSync(path, 'one');
    expect(pathsOf(scans.check(path))).toEqual([path]);
    expect(scans.check(path)).toEqual([]);
    appendFileSync(path, 'two');
    expect(pathsOf(scans.check(path))).toEqual([path]);
    unlinkSync(path);
    expect(scans.check(path)).toEqual([`-1 ${path}`]);
    expect(scans.check(path)).toEqual([]);
  });

  it('tells all that came or went with a folder', () => {
    const root = newFolder();
    const scans = scansOf([checked(root, { realtime: true })]);
    mkdirSync(join(root, 'd/e'), { recursive: true });
    writeFileSync(join(root, 'd/a'), 'x');
    writeFileSync(join(root, 'd/e/b'), 'x');
    expect(pathsOf(scans.check(join(root, 'd')))).toEqual([`${root}/d/a`, `${root}/d/e/b`]);
    expect(scans.folders).toEqual([`${root}/d`, `${root}/d/e`]);
    renameSync(join(root, 'd'), join(root, 'moved'));
    expect(scans.check(join(root, 'd'))).toEqual([`-1 ${root}/d/a`, `-1 ${root}/d/e/b`]);
    expect(pathsOf(scans.check(join(root, 'moved')))).toEqual([
      `${root}/moved/a`,
      `${root}/moved/e/b`,
    ]);
  });

  it('is none where nothing is to be checked', () => {
    const root = newFolder();
    writeFileSync(join(root, 'f'), 'x');
    const scans = scansOf([checked(join(root, 'other'))]);
    expect(scans.check(join(root, 'f'))).toEqual([]);
  });
});

describe('differences', () => {
  it('are told from the second time on', () => {
    const root = newFolder();
    const path = join(root, 'f');
    const scans = scansOf([checked(root, { reportChanges: true })]);
    writeFileSync(path, 'hello\n');
    expect(scans.scan()[0]).not.toContain('\n');
    writeFileSync(path, 'hello world\n');
    expect(scans.scan()[0]?.split('\n').slice(1)).toEqual([
      '1c1',
      '< hello',
      '---',
      '> hello world',
    ]);
    chmodSync(path, 0o600);
    expect(scans.scan()[0]).not.toContain('\n');
  });

  it('are kept secret where the configuration says so', () => {
    const root = newFolder();
    const path = join(root, 'key');
    const nodiff = [{ text: path, isPattern: false }];
    const scans = scansOf([checked(root, { reportChanges: true })], { nodiff });
    writeFileSync(path, 'secret one\n');
    scans.scan();
    writeFileSync(path, 'secret two\n');
    expect(scans.scan()[0]?.split('\n')[1]).toBe('<Diff truncated because nodiff option>');
    expect(readFileSync(path, 'latin1')).toBe('secret two\n');
  });
});
