import { Buffer } from 'node:buffer';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { agentEntry, exportKey, importKey, keyChanceBytes, makeKey } from './index.ts';

const key = '1aa0cc5c12f0f4bd7c4d5b2e0e4d8f6a0123456789abcdef0123456789abcdef';

function base64(text: string): string {
  return Buffer.from(text, 'latin1').toString('base64');
}

describe('an exported key', () => {
  it('is the line in base64', () => {
    const entry = agentEntry('001', 'web01', '10.0.0.5', key);
    if (entry === undefined) throw new Error('no entry');

    expect(exportKey(entry)).toMatch(/^MDAxIHdlYjAxIDEwLjAuMC41IDFhYTBj/);
    expect(importKey(exportKey(entry))).toMatchObject({
      id: '001',
      name: 'web01',
      address: '10.0.0.5',
      key,
    });
  });

  it('may be broken into lines by what carried it', () => {
    const text = base64(`001 web01 any ${key}`);

    expect(importKey(` ${text.slice(0, 40)}\n${text.slice(40)} `)?.name).toBe('web01');
  });

  it.each([
    { what: 'nothing', text: '' },
    { what: 'no base64', text: '001 web01 any k' },
    { what: 'three fields', text: base64(`001 web01 ${key}`) },
    { what: 'five fields', text: base64(`001 web01 any ${key} x`) },
    { what: 'two lines', text: base64(`001 web01 any ${key}\n002 b any k`) },
    { what: 'an address that is none', text: base64(`001 web01 10.0.0 ${key}`) },
    { what: 'an id of nine digits', text: base64(`123456789 web01 any ${key}`) },
    { what: 'more than 256 bytes', text: base64(`001 web01 any ${'k'.repeat(250)}`) },
    { what: 'bytes that are no text', text: base64(`001 web\x00 any ${key}`) },
  ])('is not $what', ({ text }) => {
    expect(importKey(text)).toBeUndefined();
  });

  it('answers for any text', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        importKey(text);
        importKey(base64(text));
      }),
    );
  });
});

describe('makeKey', () => {
  it('is made of all that it is given', () => {
    const chance = Buffer.alloc(keyChanceBytes, 1);
    const keys = [
      makeKey('001', 'web', 'any', chance),
      makeKey('002', 'web', 'any', chance),
      makeKey('001', 'wex', 'any', chance),
      makeKey('001', 'web', '::1', chance),
      makeKey('001', 'web', 'any', Buffer.alloc(keyChanceBytes, 2)),
    ];

    expect(new Set(keys).size).toBe(5);
    for (const one of keys) expect(one).toMatch(/^[0-9a-f]{64}$/);
  });
});
