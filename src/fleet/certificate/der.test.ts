import { describe, expect, it } from 'vitest';
import * as der from './der.ts';

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

// Expected values are those of X.690 and of well-known certificates.
describe('lengths', () => {
  it.each([
    { size: 0, head: '0400' },
    { size: 1, head: '0401' },
    { size: 127, head: '047f' },
    { size: 128, head: '048180' },
    { size: 255, head: '0481ff' },
    { size: 256, head: '04820100' },
    { size: 65_535, head: '0482ffff' },
  ])('of $size bytes', ({ size, head }) => {
    const made = der.octets(new Uint8Array(size));

    expect(hex(made).slice(0, head.length)).toBe(head);
    expect(made).toHaveLength(head.length / 2 + size);
  });
});

describe('object ids', () => {
  it.each([
    { dotted: '2.5.4.3', bytes: '0603550403' },
    { dotted: '2.5.29.17', bytes: '0603551d11' },
    { dotted: '1.2.840.10045.4.3.2', bytes: '06082a8648ce3d040302' },
    { dotted: '1.2.840.113549.1.1.11', bytes: '06092a864886f70d01010b' },
    { dotted: '1.3.128', bytes: '06032b8100' },
  ])('$dotted', ({ dotted, bytes }) => {
    expect(hex(der.objectId(dotted))).toBe(bytes);
  });
});

describe('numbers', () => {
  it.each([
    { bytes: [2], made: '020102' },
    { bytes: [0x7f], made: '02017f' },
    // A bit that would make it negative gets a zero in front.
    { bytes: [0x80], made: '02020080' },
    { bytes: [0xff, 1], made: '020300ff01' },
  ])('$made', ({ bytes, made }) => {
    expect(hex(der.integer(Uint8Array.from(bytes)))).toBe(made);
  });
});

describe('times', () => {
  it.each([
    { at: '2026-01-02T03:04:05.678Z', made: '170d3236303130323033303430355a' },
    { at: '2049-12-31T23:59:59Z', made: '170d3439313233313233353935395a' },
    { at: '2050-01-01T00:00:00Z', made: '180f32303530303130313030303030305a' },
  ])('$at', ({ at, made }) => {
    expect(hex(der.time(new Date(at)))).toBe(made);
  });
});

describe('what holds others', () => {
  it('keeps their order', () => {
    const [yes, no] = [der.boolean(true), der.boolean(false)];

    expect(hex(der.sequence(yes, no))).toBe('30060101ff010100');
    expect(hex(der.set(no))).toBe('3103010100');
    expect(hex(der.explicit(3, yes))).toBe('a3030101ff');
    expect(hex(der.implicit(2, Buffer.from('ab')))).toBe('82026162');
    expect(hex(der.bits(Buffer.from('a')))).toBe('03020061');
    expect(hex(der.utf8('ü'))).toBe('0c02c3bc');
    expect(hex(der.sequence())).toBe('3000');
  });
});
