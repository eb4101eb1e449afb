import { deserialize, serialize } from 'node:v8';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Event } from '../event/index.ts';
import { differInPlaceholders, permText } from './file-sum.ts';
import type { IntegrityOptions } from './file-integrity.ts';
import { FileIntegrity } from './file-integrity.ts';
import { maintenanceText } from './maintenance.ts';
import { engineOf, record, run } from './testing/engine-bench.ts';

const defaults: IntegrityOptions = { autoIgnore: true, alertNewFiles: false, ignore: [] };
const a = '10:33188:0:0:aaa:bbb';
const b = '20:33261:1:2:ccc:ddd:eee';

function told(messages: readonly string[], options: Partial<IntegrityOptions> = {}): string[] {
  const integrity = new FileIntegrity({ ...defaults, ...options });
  return messages.map((text) => {
    const event = new Event(0, '8', 'syscheck', text);
    return integrity.decode(event) ? `${event.decoder}: ${event.log}` : '-';
  });
}

const kinds = (answers: readonly string[]): string[] =>
  answers.map((one) => one.split(':')[0] ?? '');
const c = 'syscheck_integrity_changed';

describe('file integrity', () => {
  it.each([
    ['an equal sum', [`${a} /f`, `${a} /f`], ['-', '-']],
    ['placeholders', ['1:2:3:4:xxx:xxx /f', '1:2:3:4:a:b /f', '1:2:3:4:a: /f'], ['-', '-', '-']],
    [
      'counted changes',
      [1, 2, 3, 4, 5].map((n) => `${n}${a} /f`),
      ['-', c, `${c}_2nd`, `${c}_3rd`, '-'],
    ],
    [
      'a deleted file',
      [`${a} /f`, '-1 /f', `${a} /f`],
      ['-', 'syscheck_deleted', 'syscheck_new_entry'],
    ],
    ['the end of the first scan', ['syscheck-db-completed'], ['-']],
    [
      'a file that came and went when its changes are told no more',
      [1, 2, 3, 4, 5].map((n) => `${n}${a} /f`).concat('-1 /f', '-1 /f', `${a} /f`),
      ['-', c, `${c}_2nd`, `${c}_3rd`, '-', 'syscheck_deleted', '-', 'syscheck_new_entry'],
    ],
    [
      'no space',
      ['', 'x', ' ', ' /f', 'x ', `${'x'.repeat(600)} /f`, 'a\nb /f'],
      Array(7).fill('-'),
    ],
  ])('%s', (_, messages, expected) => {
    expect(kinds(told(messages))).toEqual(expected);
  });

  it('takes changes as they are while they are expected, and tells those behind again', () => {
    const integrity = new FileIntegrity({ ...defaults, alertNewFiles: true });
    const say = (text: string): string => {
      const event = new Event(5, '8', 'syscheck', text);
      return integrity.decode(event) ? event.log.split('\n', 1).join() : '-';
    };
    say(`${a} /f`);
    say('syscheck-db-completed');
    integrity.maintenance.obey(maintenanceText('enabled', 'syscheck', 1));
    const during = [`${b} /f`, '-1 /f', `${a} /f`, `${a} /new`, `${a} /new`, 'xxx /f'].map(say);
    expect(during).toEqual(['-', '-', '-', '-', '-', '-']);
    const noted = integrity.maintenance.takeLines().map(({ kind, path }) => `${kind} ${path}`);
    expect(noted.slice(0, 4)).toEqual(['modify /f', 'modify /f', 'modify /f', 'new /new']);
    integrity.maintenance.obey(maintenanceText('ending', 'syscheck', 1));
    say('syscheck-db-completed');

    // The change counts as the first one: those in between were expected.
    expect(say(`${b} /new`)).toBe("Integrity checksum changed for: '/new'");
  });

  it('says every attribute that changed, and the difference', () => {
    const sha = '10:33188:0:0:aaa:bbb:fff';
    expect(told([`${sha} /etc/f`, `${b} /etc/f\n1c1\n\n** Alert 1\n> x`])[1]).toBe(
      `${c}: Integrity checksum changed for: '/etc/f'\nSize changed from '10' to '20'\n` +
        "Permissions changed from 'rw-r--r--' to 'rwxr-xr-x'\nOwnership was '0', now it is '1'\n" +
        "Group ownership was '0', now it is '2'\nOld md5sum was: 'aaa'\nNew md5sum is : 'ccc'\n" +
        "Old sha1sum was: 'bbb'\nNew sha1sum is : 'ddd'\nOld sha256sum was: 'fff'\n" +
        "New sha256sum is : 'eee'\nWhat changed:\n1c1\n ** Alert 1\n> x\n",
    );
  });

  it('tells new files and all changes where that is set, and no ignored ones', () => {
    const [, ...after] = told(['syscheck-db-completed', `${b} /f`], { alertNewFiles: true });
    expect(after).toEqual([
      "syscheck_new_entry: New file '/f' added to the file system.\nNew sha1sum is : 'ddd'\n" +
        "New md5sum is : 'ccc'\nNew sha256sum is : 'eee'\n",
    ]);
    const five = [1, 2, 3, 4, 5, 6].map((n) => `${n}${a} /f`);
    expect(kinds(told(five, { autoIgnore: false }))).toEqual(['-', c, c, c, c, c]);
    expect(
      told([`${a} /TMP/f`], { alertNewFiles: true, ignore: [{ text: '/tmp', isPattern: false }] }),
    ).toEqual(['-']);
    const others = [{ text: '!^/x/', isPattern: true }];
    const two = [`${a} /x/f`, `${a} /y/f`];
    expect(told(two, { alertNewFiles: true, ignore: others })[1]).toBe('-');
    const pattern = { text: '.log$|^/srv/', isPattern: true };
    const seen = [`${a} /x/f.LOG`, `${a} /srv/f`, `${a} /x/f.log.1`];
    const ignore = [pattern];
    expect(told(seen, { alertNewFiles: true, ignore }).slice(0, 2)).toEqual(['-', '-']);
  });

  it('tells no new files until the first scan is complete, for each host by itself', () => {
    const integrity = new FileIntegrity({ ...defaults, alertNewFiles: true });
    const tells = (text: string, location: string): boolean =>
      integrity.decode(new Event(0, '8', location, text));
    expect(tells(`${a} /1`, 'one')).toBe(false);
    tells('syscheck-db-completed', 'one');
    expect([tells(`${a} /2`, 'one'), tells(`${a} /2`, 'two')]).toEqual([true, false]);
    const next = new FileIntegrity({ ...defaults, alertNewFiles: true });
    next.restore(structuredClone(integrity.snapshot()));
    expect(next.decode(new Event(0, '8', 'one', `${a} /3`))).toBe(true);
  });

  it.each([
    [0o644, 'rw-r--r--'],
    [0o104755, 'rwsr-xr-x'],
    [0o1666, 'rw-rw-rwt'],
    [0o6070, '--srws---'],
    [0o7777, 'rwsrwsrwt'],
  ])('prints mode %i as %s', (mode, text) => {
    expect(permText(mode)).toBe(text);
  });

  it.each([
    ['1:2:3:4:5', '1:2:3:4:', false],
    ['9:2:3:4:a:b', '1:2:3:4:xxx:b', false],
    ['1:2:3:4:a:b', '1:2:3:4:a:b:c', true],
    ['1:2:3:4:a:b', '1:2:3:4:x:b', false],
  ])('compares %s with %s', (x, y, expected) => {
    expect(differInPlaceholders(x, y)).toBe(expected);
  });

  it('takes any bytes', () => {
    const message = fc.oneof(fc.string({ unit: 'binary-ascii' }), fc.constant(`${a} /f`));
    fc.assert(
      fc.property(fc.array(message), (messages) => {
        expect(told(messages, { alertNewFiles: true })).toHaveLength(messages.length);
      }),
    );
  });
});

describe('an engine', () => {
  const rules = [c, `${c}_2nd`, `${c}_3rd`, 'syscheck_deleted', 'syscheck_new_entry', 'rootcheck']
    .map(
      (name, i) =>
        `<rule id="${550 + i}" level="7"><category>ossec</category><decoded_as>${name}</decoded_as></rule>`,
    )
    .join('');
  const fts = '<rule id="560" level="8"><if_sid>555</if_sid><if_fts /></rule>';
  const of = (text: string, queue = '8') => record(text, 0, { queue, location: 'syscheck' });

  it('gives each kind to its rule and keeps what it knows over a snapshot', () => {
    const engine = engineOf(rules);
    const first = [`${a} /f`, `1${a} /f`, `2${a} /f`].map((text) => of(text));
    expect(run(engine, first)).toBe('dropped 550! 551!');
    const next = engineOf(rules);
    next.restore(deserialize(serialize(engine.snapshot())));
    const then = [`3${a} /f`, `4${a} /f`, `${a} /g`, '-1 /g', `${a} /g`].map((text) => of(text));
    expect(run(next, then)).toBe('552! dropped dropped 553! 554!');
  });

  it('keeps the difference apart from the name', () => {
    const engine = engineOf(rules);
    engine.process(of(`${a} /f`));
    const found = engine.process(of(`${b} /f\n1c1\t\r\n> x`));
    expect(found?.event.filename).toBe('/f');
    expect(found?.event.log.endsWith('What changed:\n1c1\n> x\n')).toBe(true);
  });

  it('marks findings that are new, with file and hashes', () => {
    const engine = engineOf(rules + fts);
    const md5 = 'a'.repeat(32);
    const log = `Trojan in file '/bin/ls' MD5=${md5} SHA1=short SHA256=n/a`;
    const found = engine.process(of(log, '9'));
    expect(found?.event).toMatchObject({
      filename: '/bin/ls',
      ftsDone: true,
      decoder: 'rootcheck',
    });
    expect(found?.event.integrity?.after).toEqual({ md5, sha1: undefined, sha256: undefined });
    expect(found?.rule?.id).toBe(560);
    const next = engineOf(rules + fts);
    next.restore(deserialize(serialize(engine.snapshot())));
    expect(run(next, [of(log, '9'), of('other', '9'), of('', '9')])).toBe('555! 560! dropped');
  });
});
