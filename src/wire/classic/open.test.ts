import { Buffer } from 'node:buffer';
import { deflateSync } from 'node:zlib';
import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encrypt } from './cipher.ts';
import {
  AgentKey,
  cipherMethods,
  open,
  parseEnvelope,
  replayProblem,
  saltBytes,
  seal,
} from './index.ts';
import type { CipherMethod, Opened } from './index.ts';

const secret = { id: '001', name: 'web', key: 'a'.repeat(64) };
const key = new AgentKey(secret);
const salt = Buffer.alloc(saltBytes, 9);
const counter = { global: 3, local: 14 };
const methods = fc.constantFrom<CipherMethod>(...cipherMethods);

function md5(body: string): string {
  return createHash('md5').update(body, 'latin1').digest('hex');
}

/** A datagram around a text that nobody checked. */
function wrap(method: CipherMethod, text: Buffer): Opened {
  const bangs = 8 - (text.length % 8);
  const padded = Buffer.concat([Buffer.alloc(bangs, '!'), text]);
  return open({ id: undefined, method, body: encrypt(key, method, padded, salt.subarray(2)) }, key);
}

function body(text: string): Buffer {
  return deflateSync(Buffer.from(md5(text) + text, 'latin1'));
}

describe('a message', () => {
  it('comes back as it went in', () => {
    const payloads = fc.uint8Array({ minLength: 1, maxLength: 6016 });
    const ids = fc.constantFrom(undefined, '1', '001', '12345678');
    const counters = fc.record({
      global: fc.nat({ max: 9_999_999_999 }),
      local: fc.nat({ max: 9999 }),
    });
    const salts = fc.uint8Array({ minLength: saltBytes, maxLength: saltBytes });
    fc.assert(
      fc.property(payloads, methods, ids, counters, salts, (bytes, method, id, at, random) => {
        const payload = Buffer.from(bytes);
        const sealed = seal(payload, { key, method, id, counter: at, salt: Buffer.from(random) });
        const envelope = parseEnvelope(sealed);

        expect(envelope).toMatchObject({ id, method });
        if (envelope === undefined) return;
        expect(open(envelope, key)).toEqual({ kind: 'message', counter: at, payload });
      }),
    );
  });

  it('does not open with one bit changed anywhere behind the prefix', () => {
    fc.assert(
      fc.property(methods, fc.nat(), fc.nat({ max: 7 }), (method, at, bit) => {
        const sealed = seal(Buffer.from('1:/var/log/x:hello'), { key, method, counter, salt });
        const envelope = parseEnvelope(sealed);
        if (envelope === undefined) throw new Error('no envelope');
        const damaged = Buffer.from(envelope.body);
        const index = at % damaged.length;
        damaged[index] = (damaged[index] ?? 0) ^ (1 << bit);
        const opened = open({ ...envelope, body: damaged }, key);

        // The bits of the padding in front carry nothing.
        if (opened.kind === 'message') expect(opened.payload.toString()).toBe('1:/var/log/x:hello');
      }),
      { numRuns: 300 },
    );
  });

  it('does not open cut anywhere', () => {
    for (const method of cipherMethods) {
      const sealed = seal(Buffer.from('1:a:b'), { key, method, counter, salt });
      for (let length = 0; length < sealed.length; length++) {
        const envelope = parseEnvelope(sealed.subarray(0, length));
        const kind = envelope === undefined ? 'rejected' : open(envelope, key).kind;
        expect([length, kind]).toEqual([length, 'rejected']);
      }
    }
  });

  it('never throws on arbitrary bytes', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 200 }),
        fc.constantFrom('', ':', '#AES:', '!1!:', '!1!#AES:'),
        (bytes, prefix) => {
          const envelope = parseEnvelope(Buffer.concat([Buffer.from(prefix), Buffer.from(bytes)]));
          if (envelope !== undefined) open(envelope, key);
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('never throws on arbitrary bytes that were encrypted and compressed', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 200 }),
        methods,
        fc.boolean(),
        (bytes, method, compressed) => {
          const text = Buffer.from(bytes);
          const opened = wrap(method, compressed ? deflateSync(text) : text);
          expect(opened.kind).toBe('rejected');
        },
      ),
      { numRuns: 1000 },
    );
  });

  const good = '123450000000003:0014:1:a:b';
  it.each([
    {
      what: 'what follows the compressed stream',
      text: Buffer.concat([body(good), Buffer.from('!!')]),
    },
    { what: 'padding of any length', text: Buffer.concat([Buffer.alloc(40, '!'), body(good)]) },
    { what: 'any five characters of chance', text: body(`....\xff${good.slice(5)}`) },
    { what: 'the most that fits', text: body(good + 'x'.repeat(6144 - 32 - good.length)) },
  ])('opens with $what', ({ text }) => {
    expect(wrap('aes', text)).toMatchObject({ kind: 'message', counter });
    expect(wrap('blowfish', text).kind).toBe('message');
  });

  it.each([
    {
      what: 'a form that is not compressed',
      text: Buffer.from(`:${md5('x')}x`),
      reason: 'compression',
    },
    { what: 'a bomb', text: deflateSync(Buffer.alloc(100_000_000)), reason: 'compression' },
    {
      what: 'one byte too many',
      text: body(good + 'x'.repeat(6145 - 32 - good.length)),
      reason: 'compression',
    },
    {
      what: 'another checksum',
      text: deflateSync(Buffer.from(md5('x') + good)),
      reason: 'checksum',
    },
    {
      what: 'a checksum in capitals',
      text: deflateSync(Buffer.from(md5(good).toUpperCase() + good)),
      reason: 'checksum',
    },
    { what: 'no place for a counter', text: body('12345'), reason: 'checksum' },
    { what: 'a counter that is none', text: body('123450000000x03:0014:1:a:b'), reason: 'counter' },
    { what: 'a short counter', text: body('12345000000003:0014:1:a:bcd'), reason: 'counter' },
    { what: 'a negative counter', text: body('12345-000000003:0014:1:a:b'), reason: 'counter' },
    { what: 'no payload', text: body(good.slice(0, 21)), reason: 'empty' },
  ])('does not open with $what', ({ text, reason }) => {
    for (const method of cipherMethods) {
      expect(wrap(method, text)).toEqual({ kind: 'rejected', reason });
    }
  });

  it('does not open a text that begins like the form before compression', () => {
    const text = Buffer.from(`:${md5('x')}1764000000:0001:x`.padEnd(64, 'x'));
    const body = encrypt(key, 'blowfish', text, salt);

    expect(open({ id: undefined, method: 'blowfish', body }, key)).toEqual({
      kind: 'rejected',
      reason: 'key',
    });
  });

  it('opens with the key of its agent alone', () => {
    for (const method of cipherMethods) {
      const sealed = seal(Buffer.from('1:a:b'), { key, method, counter, salt });
      const envelope = parseEnvelope(sealed);
      const other = new AgentKey({ ...secret, key: 'b'.repeat(64) });
      if (envelope === undefined) throw new Error('no envelope');
      expect(open(envelope, other).kind).toBe('rejected');
    }
  });
});

describe('replayProblem', () => {
  const last = { global: 5, local: 10 };
  it.each([
    { at: { global: 5, local: 11 }, problem: undefined },
    { at: { global: 6, local: 1 }, problem: undefined },
    { at: { global: 5, local: 9000 }, problem: undefined },
    { at: { global: 5, local: 10 }, problem: 'duplicate' },
    { at: { global: 5, local: 9 }, problem: 'duplicate' },
    { at: { global: 4, local: 9997 }, problem: 'stale' },
  ])('answers $problem for $at.global:$at.local', ({ at, problem }) => {
    expect(replayProblem(at, last)).toBe(problem);
  });
});
