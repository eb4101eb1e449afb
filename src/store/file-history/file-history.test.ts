import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import * as fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { StoreError } from '../store-error.ts';
import { FileHistory } from './file-history.ts';

const opened: FileHistory[] = [];

afterEach(() => {
  for (const history of opened.splice(0)) history.close();
});

function newPath(): string {
  return join(mkdtempSync(join(tmpdir(), 'tocsin-store-')), 'files.db');
}

function open(path: string, cursor?: number): FileHistory {
  const history = FileHistory.open(path, cursor);
  opened.push(history);
  return history;
}

function reopen(path: string, cursor?: number): FileHistory {
  opened.pop()?.close();
  return open(path, cursor);
}

const version = (sum: string, changes = 0, timeMs = 1) => ({ sum, changes, timeMs });

describe('the history of files', () => {
  it('answers the latest version, committed or not', () => {
    const history = open(newPath());
    expect(history.get('syscheck', '/etc/passwd')).toBeUndefined();
    history.set('syscheck', '/etc/passwd', version('a'));
    expect(history.get('syscheck', '/etc/passwd')).toMatchObject(version('a'));
    history.commit(10);
    expect(history.get('syscheck', '/etc/passwd')).toEqual(version('a'));
    history.set('syscheck', '/etc/passwd', version('b', 1, 2));

    expect(history.get('syscheck', '/etc/passwd')).toMatchObject(version('b', 1, 2));
    expect(history.get('other', '/etc/passwd')).toBeUndefined();
    expect(history.pending).toBe(1);
  });

  it('takes names of any bytes', () => {
    const path = newPath();
    const names = ['/\xff\xfe', '/a\nb', "/'; DROP TABLE version; --", '/J\xc3\xb6rg', ''];
    const history = open(path);
    for (const name of names) history.set(`(x\xe4) any->syscheck`, name, version(name));
    history.commit(1);

    const again = reopen(path, 1);
    expect(names.map((name) => again.get('(x\xe4) any->syscheck', name)?.sum)).toEqual(names);
  });

  it('forgets at a restart what the snapshot does not know', () => {
    const path = newPath();
    const history = open(path);
    for (const cursor of [10, 20, 30]) {
      history.set('l', '/f', version(`at ${cursor}`));
      history.set('l', `/f${cursor}`, version('x'));
      history.commit(cursor);
    }
    history.set('l', '/f', version('never committed'));

    expect(reopen(path, 30).get('l', '/f')?.sum).toBe('at 30');
    expect(reopen(path, 29).get('l', '/f')?.sum).toBe('at 20');
    expect(reopen(path, 29).get('l', '/f30')).toBeUndefined();
    expect(reopen(path, 9).get('l', '/f')).toBeUndefined();
  });

  it('keeps everything when there is no snapshot', () => {
    const path = newPath();
    const history = open(path);
    history.set('l', '/f', version('a'));
    history.commit(1000);
    const anew = reopen(path, undefined);
    anew.set('l', '/g', version('b'));
    anew.commit(5);

    const after = reopen(path, 5);
    expect([after.get('l', '/f')?.sum, after.get('l', '/g')?.sum]).toEqual(['a', 'b']);
    expect(after.verify()).toEqual({ versions: 2, broken: undefined });
  });

  it('equals a map of maps, whatever is set, committed and reopened', () => {
    const step = fc.oneof(
      fc.record({
        kind: fc.constant('set' as const),
        location: fc.constantFrom('a', 'b'),
        name: fc.constantFrom('/1', '/2', '/3'),
        sum: fc.string({ maxLength: 5 }),
      }),
      fc.record({ kind: fc.constant('commit' as const) }),
      fc.record({ kind: fc.constant('reopen' as const) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const path = newPath();
        let history = FileHistory.open(path, undefined);
        let committed = new Map<string, string>();
        let now = new Map<string, string>();
        let cursor = 0;
        for (const one of steps) {
          if (one.kind === 'set') {
            history.set(one.location, one.name, version(one.sum));
            now.set(`${one.location}${one.name}`, one.sum);
          } else if (one.kind === 'commit') {
            history.commit(++cursor);
            committed = new Map(now);
          } else {
            history.close();
            history = FileHistory.open(path, cursor);
            now = new Map(committed);
          }
          for (const location of ['a', 'b']) {
            for (const name of ['/1', '/2', '/3']) {
              expect(history.get(location, name)?.sum).toBe(now.get(`${location}${name}`));
            }
          }
        }
        expect(history.verify().broken).toBeUndefined();
        history.close();
      }),
      { numRuns: 30 },
    );
  });
});

describe('the chain', () => {
  const changes: readonly (readonly [string, string])[] = [
    ['a sum', "UPDATE version SET sum = 'forged' WHERE id = 2"],
    ['a time', 'UPDATE version SET time = 7 WHERE id = 2'],
    ['a name', "UPDATE version SET name = x'2f' WHERE id = 2"],
    ['a version that is gone', 'DELETE FROM version WHERE id = 2'],
    ['a location', "UPDATE location SET name = x'41'"],
    ['a digest', 'UPDATE version SET digest = zeroblob(32) WHERE id = 2'],
    [
      'two that changed places',
      'UPDATE version SET id = 99 WHERE id = 2; UPDATE version SET id = 2 WHERE id = 3; UPDATE version SET id = 3 WHERE id = 99',
    ],
  ];

  it.each(changes)('shows %s', (_what, sql) => {
    const path = newPath();
    const history = open(path);
    for (const name of ['/1', '/2', '/3', '/4']) history.set('l', name, version(name));
    history.commit(1);
    expect(history.verify()).toEqual({ versions: 4, broken: undefined });
    opened.pop()?.close();
    const intruder = new DatabaseSync(path);
    intruder.exec(sql);
    intruder.close();

    expect(open(path, 1).verify().broken).toBeDefined();
  });

  it('goes on after a restart', () => {
    const path = newPath();
    for (const cursor of [1, 2, 3]) {
      const history = open(path, cursor - 1);
      history.set('l', '/f', version(String(cursor)));
      history.commit(cursor);
      opened.pop()?.close();
    }

    expect(open(path, 3).verify()).toEqual({ versions: 3, broken: undefined });
  });
});

describe('a table that cannot be used', () => {
  it.each([
    ['a folder that is not there', () => '/nowhere/at/all/files.db', 'STORE_IO'],
    [
      'a file of something else',
      () => {
        const path = newPath();
        writeFileSync(path, 'no database, but long enough to be taken for one'.repeat(100));
        return path;
      },
      'STORE_DAMAGED',
    ],
  ])('is told: %s', (_what, path, code) => {
    let error: unknown;
    try {
      open(path());
    } catch (thrown) {
      error = thrown;
    }

    expect(error).toBeInstanceOf(StoreError);
    expect(error).toMatchObject({ code, name: 'StoreError' });
    expect((error as StoreError).cause).toBeInstanceOf(Error);
  });

  it('loses nothing when a commit fails, and can be tried again', () => {
    const path = newPath();
    const history = open(path);
    history.set('l', '/1', version('a'));
    history.commit(1);
    history.set('new location', '/2', version('b'));
    const blocker = new DatabaseSync(path);
    blocker.exec('BEGIN IMMEDIATE');

    expect(() => history.commit(2)).toThrow(StoreError);
    expect(history.get('new location', '/2')?.sum).toBe('b');
    blocker.exec('ROLLBACK');
    blocker.close();
    history.commit(2);

    const again = reopen(path, 2);
    expect(again.get('new location', '/2')?.sum).toBe('b');
    expect(again.verify()).toEqual({ versions: 2, broken: undefined });
  });
});
