import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Event } from '../event/index.ts';
import { Rootcheck } from './rootcheck.ts';

function decoded(
  rootcheck: Rootcheck,
  log: string,
  location = 'rootcheck',
  timeMs = 0,
): Event | undefined {
  const event = new Event(timeMs, '9', location, log);
  return rootcheck.decode(event) ? event : undefined;
}

const finding = "Trojaned version of file '/bin/ls' detected.";
const md5 = 'd41d8cd98f00b204e9800998ecf8427e';
const sha1 = `${md5}01234567`;
const sha256 = `${md5}${md5}`;

describe('a finding', () => {
  it('is of the decoder rootcheck, and new the first time alone', () => {
    const rootcheck = new Rootcheck();
    const events = [finding, finding, 'Another one', finding].map((log) => decoded(rootcheck, log));

    expect(events.map((one) => one?.decoder)).toEqual(Array(4).fill('rootcheck'));
    expect(events.map((one) => one?.decoderType)).toEqual(Array(4).fill('ossec'));
    expect(events.map((one) => one?.ftsDone)).toEqual([true, false, true, false]);
  });

  it('of one host is new on another', () => {
    const rootcheck = new Rootcheck();
    decoded(rootcheck, finding, '(a) 10.0.0.1->rootcheck');

    expect(decoded(rootcheck, finding, '(b) 10.0.0.2->rootcheck')?.ftsDone).toBe(true);
    expect(decoded(rootcheck, finding, '(a) 10.0.0.1->rootcheck')?.ftsDone).toBe(false);
  });

  it.each([
    [finding, '/bin/ls'],
    ["Hidden file '/dev/shm/a b' found. Hidden file 'x'.", '/dev/shm/a b'],
    ["A file '' without a name", undefined],
    ["A file 'without an end", undefined],
    ["file '/etc/x' at the start", undefined],
    ['No file at all', undefined],
  ])('%j names the file %s', (log, name) => {
    expect(decoded(new Rootcheck(), log)?.filename).toBe(name);
  });

  it.each([
    [`x MD5=${md5}`, { md5 }],
    [`x MD5=${md5} SHA1=${sha1} SHA256=${sha256} y`, { md5, sha1, sha256 }],
    [`x SHA1=${sha1}`, { sha1 }],
    [`x MD5=${md5}0`, undefined],
    [`x MD5=${md5.slice(1)} SHA256=n/a`, undefined],
    [`xMD5=${md5}`, undefined],
  ])('%j brings the hashes %j', (log, hashes) => {
    const after = decoded(new Rootcheck(), log)?.integrity?.after;
    expect(after).toEqual(hashes === undefined ? undefined : expect.objectContaining(hashes));
  });

  it('keeps when it was seen first and last', () => {
    const rootcheck = new Rootcheck();
    for (const timeMs of [1000, 2000, 5000]) decoded(rootcheck, finding, 'rootcheck', timeMs);

    expect(rootcheck.snapshot().get('rootcheck')?.get(finding)).toEqual({
      firstMs: 1000,
      lastMs: 5000,
    });
  });

  it('is known after a restart', () => {
    const before = new Rootcheck();
    decoded(before, finding);
    const after = new Rootcheck();
    after.restore(structuredClone(before.snapshot()));

    expect(decoded(after, finding)?.ftsDone).toBe(false);
  });
});

describe('the bounds', () => {
  it('forget the oldest findings of a host, and count them', () => {
    const rootcheck = new Rootcheck();
    for (let i = 0; i <= 5000; i++) decoded(rootcheck, `finding ${i}`);

    expect(rootcheck.evicted).toBe(1);
    expect(decoded(rootcheck, 'finding 5000')?.ftsDone).toBe(false);
    expect(decoded(rootcheck, 'finding 0')?.ftsDone).toBe(true);
  });

  it.each(['', 'x'.repeat(8193)])('refuse and count what is no finding', (log) => {
    const rootcheck = new Rootcheck();

    expect(decoded(rootcheck, log)).toBeUndefined();
    expect(rootcheck.malformed).toBe(1);
  });

  it('hold for any text', () => {
    const rootcheck = new Rootcheck();
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (log) => {
        const event = decoded(rootcheck, log);
        expect(event === undefined).toBe(log === '');
        expect(event?.log ?? '').toBe(log);
      }),
    );
  });
});
