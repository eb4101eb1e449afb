import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { formatDiagnostic, latin1 } from '../base/index.ts';
import { parseXml } from '../xml/index.ts';
import { daemonLogLine } from './daemon-log.ts';
import type { MachineFacts } from './default-sources.ts';
import { homeFolders } from './home-layout.ts';
import { PidFiles } from './pid-files.ts';
import { prepareHome } from './prepare-home.ts';

const bare: MachineFacts = { journal: false, exists: () => false, readable: () => false };

function prepare(home: string, options: { isRoot?: boolean; ruleset?: string } = {}) {
  return prepareHome(home, {
    isRoot: false,
    machine: bare,
    ruleset: '/product/ruleset',
    ...options,
  });
}

function newFolder(): string {
  return mkdtempSync(join(tmpdir(), 'tocsin-home-'));
}

describe('prepareHome', () => {
  it.each([
    { isRoot: true, modeOf: 'rootMode' },
    { isRoot: false, modeOf: 'userMode' },
  ] as const)('gives every folder its mode, root $isRoot', ({ isRoot, modeOf }) => {
    const home = join(newFolder(), 'a', 'b');

    prepare(home, { isRoot });

    for (const folder of homeFolders) {
      const { mode } = statSync(join(home, folder.path));
      expect([folder.path, mode & 0o7777]).toEqual([folder.path, folder[modeOf]]);
    }
  });

  it.runIf(process.geteuid?.() === 0)('gives folders to the users that OSSEC makes', () => {
    const place = newFolder();
    const accounts = { passwd: join(place, 'passwd'), group: join(place, 'group') };
    writeFileSync(accounts.passwd, 'root:x:0:0:\nossec:x:61001:61000:\nossecr:x:61002:61000:\n');
    writeFileSync(accounts.group, 'ossec:x:61000:\n');
    const home = join(place, 'home');
    prepareHome(home, { isRoot: true, machine: bare, ruleset: '/product/ruleset', accounts });
    const owner = (path: string): readonly number[] => {
      const { uid, gid } = statSync(join(home, path));
      return [uid, gid];
    };

    expect(owner('')).toEqual([0, 61_000]);
    expect(owner('etc/ossec.conf')).toEqual([0, 61_000]);
    expect(owner('queue/rids')).toEqual([61_002, 61_000]);
    expect(owner('queue/ossec')).toEqual([61_001, 61_000]);
    expect(owner('var/run')).toEqual([0, 61_000]);
    const user = join(place, 'user');
    prepareHome(user, { isRoot: false, machine: bare, ruleset: '/product/ruleset', accounts });
    expect(statSync(join(user, 'queue/rids')).gid).toBe(0);
  });

  it('says what it created, and nothing the second time', () => {
    const home = newFolder();

    const first = prepare(home);
    const second = prepare(home);

    expect(first).toContain('etc/ossec.conf');
    expect(first).toContain('var/run');
    expect(second).toEqual([]);
  });

  it('never overwrites a file', () => {
    const home = newFolder();
    mkdirSync(join(home, 'etc'));
    writeFileSync(join(home, 'etc', 'ossec.conf'), 'mine');

    prepare(home);

    expect(readFileSync(join(home, 'etc', 'ossec.conf'), 'utf8')).toBe('mine');
  });

  it('creates files of well-formed XML', () => {
    const home = newFolder();
    prepare(home);

    for (const file of ['etc/ossec.conf', 'etc/local_decoder.xml', 'rules/local_rules.xml']) {
      const text = latin1(readFileSync(join(home, file)));
      expect(parseXml(text, file).diagnostics.map(formatDiagnostic)).toEqual([]);
    }
  });

  it('follows the product when it moved', () => {
    const home = newFolder();
    prepare(home, { ruleset: '/old' });

    prepare(home, { ruleset: '/new' });

    expect(readlinkSync(join(home, 'ruleset'))).toBe('/new');
  });

  it('leaves a folder of rules that is the own of the user', () => {
    const home = newFolder();
    mkdirSync(join(home, 'ruleset'));

    prepare(home);

    expect(lstatSync(join(home, 'ruleset')).isDirectory()).toBe(true);
  });

  it('replaces a link that leads nowhere', () => {
    const home = newFolder();
    symlinkSync(join(home, 'gone'), join(home, 'ruleset'));

    prepare(home);

    expect(readlinkSync(join(home, 'ruleset'))).toBe('/product/ruleset');
    unlinkSync(join(home, 'ruleset'));
  });

  it('tells which home cannot be used, and why', () => {
    const file = join(newFolder(), 'file');
    writeFileSync(file, '');

    expect(() => prepare(join(file, 'home'))).toThrow(
      expect.objectContaining({
        code: 'HOME_UNUSABLE',
        cause: expect.objectContaining({ code: 'ENOTDIR' }) as unknown,
      }),
    );
  });
});

describe('daemonLogLine', () => {
  it.each([
    { text: 'hello', line: '2026/01/02 03:04:05 tocsin: INFO: hello\n' },
    { text: 'two\r\nlines', line: '2026/01/02 03:04:05 tocsin: INFO: two | lines\n' },
    { text: '', line: '2026/01/02 03:04:05 tocsin: INFO: \n' },
  ])('writes $text on one line', ({ text, line }) => {
    expect(daemonLogLine(new Date(2026, 0, 2, 3, 4, 5), 'tocsin', 'INFO', text)).toBe(line);
  });
});

describe('PidFiles', () => {
  it('lists what it wrote and what runs', () => {
    const home = newFolder();
    prepare(home);
    const files = new PidFiles(home);
    const alive = { name: 'ossec-analysisd', pid: process.pid };
    const dead = { name: 'ossec-logcollector', pid: 2 ** 30 };
    files.write(alive);
    files.write(dead);
    for (const other of ['x.pid', 'ossec-x-0.pid', 'ossec-x-12.pid.bak', 'ossec-analysisd-.pid']) {
      writeFileSync(join(home, 'var', 'run', other), '');
    }

    expect(files.list()).toEqual([alive, dead]);
    expect(files.running()).toEqual([alive]);
    const path = join(home, 'var', 'run', `ossec-analysisd-${process.pid}.pid`);
    expect(readFileSync(path, 'utf8')).toBe(`${process.pid}\n`);

    files.remove(dead);
    files.remove(dead);
    expect(files.list()).toEqual([alive]);
    expect(existsSync(path)).toBe(true);
    rmSync(home, { recursive: true });
  });

  it('finds nothing in a home that is not there', () => {
    expect(new PidFiles('/nowhere').list()).toEqual([]);
  });
});
