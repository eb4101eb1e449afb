import { Buffer } from 'node:buffer';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { envelopePrefix, parseEnvelope } from './datagram.ts';
import { cipherMethods } from './cipher.ts';

describe('parseEnvelope', () => {
  it('reads each prefix that is written', () => {
    for (const id of [undefined, '0', '001', '12345678']) {
      for (const method of cipherMethods) {
        const bytes = Buffer.from(`${envelopePrefix(id, method)}text`);
        expect(parseEnvelope(bytes)).toEqual({ id, method, body: Buffer.from('text') });
      }
    }
  });

  it.each([
    '',
    'x',
    '!',
    '!!',
    '!!:x',
    '!1',
    '!1!',
    '!1!x',
    '!123456789!:x',
    '!1x!:x',
    '! 1!:x',
    '#AES',
    '#AESx',
    '#aes:x',
    '#!-agent startup ',
    '!1!#AESx',
    '!1!!:x',
  ])('refuses %j', (text) => {
    expect(parseEnvelope(Buffer.from(text))).toBeUndefined();
  });

  it('answers for arbitrary bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        const envelope = parseEnvelope(Buffer.from(bytes));
        if (envelope !== undefined) expect(bytes.length).toBeGreaterThan(envelope.body.length);
      }),
    );
  });
});
