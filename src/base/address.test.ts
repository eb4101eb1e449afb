import { isIP } from 'node:net';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contains, parseAddress, parseNetwork } from './index.ts';

function hex(bytes: Uint8Array | undefined): string | undefined {
  return bytes === undefined ? undefined : Buffer.from(bytes).toString('hex');
}

const mapped = '00000000000000000000ffff';

describe('parseAddress', () => {
  it.each([
    ['0.0.0.0', `${mapped}00000000`],
    ['192.0.2.1', `${mapped}c0000201`],
    ['255.255.255.255', `${mapped}ffffffff`],
    ['192.000.002.001', `${mapped}c0000201`],
    ['::', '0'.repeat(32)],
    ['::1', `${'0'.repeat(31)}1`],
    ['1::', `0001${'0'.repeat(28)}`],
    ['2001:db8::8:800:200C:417A', '20010db80000000000080800200c417a'],
    ['2001:db8:1:2:3:4:5:6', '20010db8000100020003000400050006'],
    ['::ffff:192.0.2.1', `${mapped}c0000201`],
    ['64:ff9b::192.0.2.33', '0064ff9b0000000000000000c0000221'],
  ])('reads %s', (text, expected) => {
    expect(hex(parseAddress(text))).toBe(expected);
  });

  it.each([
    '',
    '1',
    '1.2.3',
    '1.2.3.4.5',
    '1.2.3.256',
    '1.2.3.-4',
    '1.2.3.4 ',
    '1.2.3.4/8',
    'a.b.c.d',
    ':',
    ':::',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '1::2::3',
    '12345::',
    'g::',
    '::1%eth0',
    '::1.2.3',
    '1'.repeat(100),
  ])('refuses %j', (text) => {
    expect(parseAddress(text)).toBeUndefined();
  });

  it('agrees with the system about what is an address', () => {
    const part = fc.constantFrom('0', '1', '255', '256', 'ff', 'ffff', '1.2.3.4', ':', '::', '.');
    fc.assert(
      fc.property(fc.array(part, { maxLength: 9 }), fc.constantFrom('', ':', '.'), (parts, sep) => {
        const text = parts.join(sep);
        // Logs pad numbers with zeros; the system would read those as octal, or not at all.
        const plain = text.replace(/(?<![\da-f])0+(?=\d+(?:\.|$))/g, '');
        if (parseAddress(text) !== undefined) expect(isIP(plain)).not.toBe(0);
      }),
      { numRuns: 20_000 },
    );
  });

  it('reads every address that the system knows', () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (text) => {
        expect(parseAddress(text)).toHaveLength(16);
      }),
    );
  });
});

describe('parseNetwork', () => {
  it.each([
    ['192.0.2.1', 128],
    ['192.0.2.0/24', 120],
    ['192.0.2.1/32', 128],
    ['0.0.0.0/0', 0],
    ['2001:db8::/32', 32],
    ['::/0', 0],
    ['::1/128', 128],
  ])('%s has %i bits', (text, bits) => {
    expect(parseNetwork(text)?.bits).toBe(bits);
  });

  it.each([
    '192.0.2.0/33',
    '192.0.2.0/',
    '192.0.2.0/a',
    '192.0.2.0/24/8',
    '192.0.2.0/255.255.255.0',
    '::/129',
    '/8',
    'any',
  ])('refuses %s', (text) => {
    expect(parseNetwork(text)).toBeUndefined();
  });
});

describe('contains', () => {
  it.each([
    ['192.0.2.0/24', '192.0.2.0', true],
    ['192.0.2.0/24', '192.0.2.255', true],
    ['192.0.2.0/24', '192.0.3.0', false],
    ['192.0.2.77/24', '192.0.2.1', true],
    ['192.0.2.128/25', '192.0.2.127', false],
    ['10.0.0.0/8', '10.200.3.4', true],
    ['10.0.0.0/7', '11.0.0.1', true],
    ['10.0.0.0/7', '12.0.0.1', false],
    ['192.0.2.1', '192.0.2.1', true],
    ['192.0.2.1', '192.0.2.2', false],
    ['192.0.2.0/24', '::ffff:192.0.2.9', true],
    ['2001:db8::/32', '2001:db8:ffff::1', true],
    ['2001:db8::/32', '2001:db9::1', false],
    ['0.0.0.0/0', '2001:db8::1', true],
    ['::/0', '192.0.2.1', true],
    ['::/1', '8000::', false],
  ])('%s contains %s: %j', (network, address, expected) => {
    const net = parseNetwork(network);
    const ip = parseAddress(address);
    if (net === undefined || ip === undefined) throw new Error('the sample is no address');
    expect(contains(net, ip)).toBe(expected);
  });

  it('holds for the network of any address and for no other of the same size', () => {
    fc.assert(
      fc.property(fc.ipV4(), fc.ipV4(), fc.integer({ min: 1, max: 32 }), (one, other, prefix) => {
        const net = parseNetwork(`${one}/${prefix}`);
        const [a, b] = [parseAddress(one), parseAddress(other)];
        if (net === undefined || a === undefined || b === undefined) throw new Error('no address');
        const number = (bytes: Uint8Array): number => Buffer.from(bytes).readUInt32BE(12);
        const shift = 32 - prefix;
        expect(contains(net, a)).toBe(true);
        expect(contains(net, b)).toBe(number(a) >>> shift === number(b) >>> shift);
      }),
    );
  });
});
