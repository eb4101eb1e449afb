import { spawnSync } from 'node:child_process';
import { Buffer } from 'node:buffer';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Bench, localfile, until } from '../testing/bench.ts';

const REMOTE = '/lib/systemd/systemd-journal-remote';
const found = existsSync(REMOTE) && spawnSync('journalctl', ['--version']).status === 0;
if (!found) console.warn('journal tests are left out: systemd-journal-remote is not installed');

let bench: Bench;
beforeEach(() => {
  bench = new Bench();
  mkdirSync(bench.path('journal'));
});
afterEach(async () => {
  await bench.close();
});

interface Entry {
  readonly ident: string;
  readonly message: Buffer | string;
}

const id = existsSync('/etc/machine-id') ? readFileSync('/etc/machine-id', 'utf8').trim() : '';
const machine = id === '' ? '' : `_MACHINE_ID=${id}\n`;
let time = 1_767_326_645_000_000;

/** Adds entries to the journal file of the test's folder. */
function write(...entries: readonly Entry[]): void {
  const parts = entries.flatMap(({ ident, message }) => {
    const bytes = Buffer.from(message);
    const length = Buffer.alloc(8);
    length.writeBigUInt64LE(BigInt(bytes.length));
    time += 1_000_000;
    const head = `__REALTIME_TIMESTAMP=${time}\nSYSLOG_IDENTIFIER=${ident}\n_HOSTNAME=far\n${machine}`;
    return [Buffer.from(`${head}MESSAGE\n`), length, bytes, Buffer.from('\n\n')];
  });
  const file = `--output=${bench.path('journal/a.journal')}`;
  const done = spawnSync(REMOTE, [file, '-'], { input: Buffer.concat(parts) });
  if (done.status !== 0) throw new Error(done.stderr.toString());
}

const shown = (text: string): string => text.slice(26);

async function start(location = 'all', more = {}) {
  return await bench.start([localfile(location, 'journald', more)], {
    journalArguments: ['--directory', bench.path('journal')],
  });
}

describe.skipIf(!found)('the journal', () => {
  it('is read from now on at first, then from where it was left', async () => {
    write({ ident: 'sshd', message: 'old' });
    const first = await start();
    write({ ident: 'sshd', message: 'one' }, { ident: 'cron', message: 'two' });
    await until(
      () => bench.texts().length >= 2,
      () => bench.logged,
    );
    await first.stop();
    write({ ident: 'su', message: 'three' });

    await start();
    await until(
      () => bench.texts().length >= 3,
      () => bench.logged,
    );

    expect(bench.texts().map(shown)).toEqual(['far sshd: one', 'far cron: two', 'far su: three']);
    expect(bench.texts()[0]).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d far sshd: /);
    expect(bench.records.map(({ origin }) => [origin.source, origin.from, origin.to])).toEqual([
      ['journal:all', 1, 2],
      ['journal:all', 2, 3],
      ['journal:all', 3, 4],
    ]);
    expect(bench.records[0]).toMatchObject({ queue: '1', location: 'journald' });
  });

  it('that was empty is read from its start', async () => {
    await start();

    write({ ident: 'sshd', message: 'one' });

    await until(
      () => bench.texts().length > 0,
      () => bench.logged,
    );
    expect(bench.texts().map(shown)).toEqual(['far sshd: one']);
  });

  it('can be filtered by identifier', async () => {
    write({ ident: 'sshd', message: 'old' });
    const collector = await start('sshd');
    write({ ident: 'cron', message: 'no' }, { ident: 'sshd', message: 'yes' });

    await until(
      () => bench.texts().length > 0,
      () => bench.logged,
    );

    expect(bench.texts().map(shown)).toEqual(['far sshd: yes']);
    expect(bench.records[0]?.origin).toMatchObject({ source: 'journal:sshd', from: 1, to: 3 });
    expect(collector.sources()).toMatchObject([{ id: 'journal:sshd', records: 1 }]);
  });

  it('keeps bytes that are no text, and long messages up to the limit', async () => {
    write({ ident: 'x', message: 'old' });
    const collector = await start();
    const bytes = Buffer.from([0x61, 0xff, 0xfe, 0x0a, 0x62]);
    write(
      { ident: 'x', message: bytes },
      { ident: 'x', message: 'w\u00f6rld' },
      { ident: 'x', message: 'y'.repeat(70_000) },
    );

    await until(
      () => bench.texts().length >= 3,
      () => bench.logged,
    );

    const [first, second, third] = bench.texts().map(shown);
    expect(first).toBe('far x: a\xff\xfe\nb');
    expect(second).toBe('far x: w\xc3\xb6rld');
    expect(third).toBe(`far x: ${'y'.repeat(65_536)}`);
    expect(collector.sources()).toMatchObject([{ cutLines: 1 }]);
  });

  it('leaves out what was written meanwhile when only future events are wanted', async () => {
    write({ ident: 'x', message: 'old' });
    const only = { onlyFutureEvents: true };
    await (await start('all', only)).stop();
    write({ ident: 'x', message: 'meanwhile' });
    await start('all', only);
    write({ ident: 'x', message: 'new' });

    await until(
      () => bench.texts().length > 0,
      () => bench.logged,
    );

    expect(bench.texts().map(shown)).toEqual(['far x: new']);
  });

  it('that cannot be read is told, and nothing old comes when it can', async () => {
    write({ ident: 'x', message: 'old' });
    const file = bench.path('journal/a.journal');
    const whole = readFileSync(file);
    writeFileSync(file, 'no journal');
    const collector = await start();
    await until(
      () => collector.sources()[0]?.state === 'unreadable',
      () => collector.sources(),
    );
    expect(collector.sources()[0]?.reason).not.toBe('');

    writeFileSync(file, whole);
    await until(
      () => collector.sources()[0]?.state === 'watching',
      () => collector.sources(),
    );
    write({ ident: 'x', message: 'new' });

    await until(
      () => bench.texts().length > 0,
      () => bench.logged,
    );
    expect(bench.texts().map(shown)).toEqual(['far x: new']);
  });
});
