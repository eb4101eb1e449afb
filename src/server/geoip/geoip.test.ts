import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Diagnostic } from '../../base/index.ts';
import { formatDiagnostic, fromUtf8 } from '../../base/index.ts';
import type { GeoDatabases } from '../../config/index.ts';
import { openLocator } from './index.ts';
import { placeText } from './locator.ts';
import { mmdb } from './testing/mmdb.ts';

let home = '';
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'tocsin-geoip-'));
});
afterEach(() => {
  rmSync(home, { recursive: true, force: true });
});

const at = { file: 'ossec.conf', line: 3, column: 5 };
const none: GeoDatabases = { any: undefined, v4: undefined, v6: undefined };

function write(name: string, bytes: Buffer): { value: string; at: typeof at } {
  writeFileSync(join(home, name), bytes);
  return { value: name, at };
}

function open(databases: Partial<GeoDatabases>) {
  const found: Diagnostic[] = [];
  const locate = openLocator(home, { ...none, ...databases }, (one) => found.push(one));
  return { locate, told: found.map(formatDiagnostic) };
}

const country = (code: string) => ({ country: { iso_code: code } });
const both = mmdb({
  '203.0.113.0/24': country('BR'),
  '198.51.100.0/25': {
    ...country('US'),
    subdivisions: [{ iso_code: 'VA', names: { de: 'x', en: 'Virginia' } }, { names: { en: 'y' } }],
  },
  '2001:db8::/32': { registered_country: { iso_code: 'DE' } },
  '192.0.2.0/24': { continent: { code: 'EU' } },
});

describe('a look-up', () => {
  it.each([
    ['203.0.113.9', 'BR'],
    ['203.0.114.9', undefined],
    ['198.51.100.1', 'US / Virginia'],
    ['198.51.100.200', undefined],
    ['2001:db8::1', 'DE'],
    ['2001:db9::1', undefined],
    ['192.0.2.1', undefined],
    ['host.example', undefined],
    ['', undefined],
    ['999.0.0.1', undefined],
  ])('of %j tells %j, the second time too', (address, place) => {
    const { locate, told } = open({ any: write('a.mmdb', both) });
    expect(told).toEqual([]);
    expect(locate?.(address)).toBe(place);
    expect(locate?.(address)).toBe(place);
  });

  it('goes to the database of the family where there is one', () => {
    const v4 = write('4.mmdb', mmdb({ '203.0.113.0/24': country('XA') }, 4));
    const v6 = write('6.mmdb', mmdb({ '2001:db8::/32': country('XB') }));
    const any = write('a.mmdb', both);
    expect(open({ any, v4 }).locate?.('203.0.113.9')).toBe('XA');
    expect(open({ any, v4 }).locate?.('2001:db8::1')).toBe('DE');
    expect(open({ any, v6 }).locate?.('203.0.113.9')).toBe('BR');
    expect(open({ any, v6 }).locate?.('2001:db8::1')).toBe('XB');
    expect(open({ v6 }).locate?.('203.0.113.9')).toBeUndefined();
  });

  it('finds no IPv6 address in a database that has none', () => {
    const any = write('4.mmdb', mmdb({ '32.1.0.0/16': country('XA') }, 4));
    expect(open({ any }).locate?.('2001:db8::1')).toBeUndefined();
    expect(open({ any }).locate?.('32.1.13.184')).toBe('XA');
  });

  it('goes on after more addresses than it remembers', () => {
    const { locate } = open({ any: write('a.mmdb', both) });
    for (let i = 0; i < 25_000; i++) locate?.(`10.${i >> 16}.${(i >> 8) & 255}.${i & 255}`);
    expect(locate?.('203.0.113.9')).toBe('BR');
  });

  it('calls an address unknown where the file makes no sense', () => {
    const broken = Buffer.from(both);
    broken.fill(0xff, 0, broken.indexOf('iso_code'));
    const { locate } = open({ any: write('b.mmdb', broken) });
    for (const address of ['203.0.113.9', '2001:db8::1']) expect(locate?.(address)).toBeUndefined();
  });
});

describe('the files', () => {
  it('are none where none is configured', () => {
    expect(open({})).toEqual({ locate: undefined, told: [] });
  });

  it('are read below the home, also where the path looks absolute', () => {
    mkdirSync(join(home, 'etc'));
    writeFileSync(join(home, 'etc/a.mmdb'), both);
    expect(open({ any: { value: '/etc/a.mmdb', at } }).locate?.('203.0.113.9')).toBe('BR');
    const absolute = { value: join(home, 'etc/a.mmdb'), at };
    expect(open({ any: absolute }).locate?.('203.0.113.9')).toBe('BR');
  });

  it('are told with their place when they are missing or something else', () => {
    expect(open({ any: { value: 'etc/none.mmdb', at } })).toEqual({
      locate: undefined,
      told: [
        `ossec.conf:3:5 GEOIP_UNREADABLE the GeoIP database ${join(home, 'etc/none.mmdb')} ` +
          "can't be read (ENOENT)",
      ],
    });
    for (const bytes of [Buffer.alloc(0), Buffer.from('x'.repeat(5000)), Buffer.alloc(100)]) {
      expect(open({ any: write('c.dat', bytes) }).told).toEqual([
        expect.stringMatching(/^ossec\.conf:3:5 GEOIP_BAD .*c\.dat is no GeoIP database/),
      ]);
    }
  });
});

describe('the text of a place', () => {
  it.each([
    [undefined, undefined],
    [null, undefined],
    ['US', undefined],
    [{ country: 'US' }, undefined],
    [{ country: { iso_code: 7 } }, undefined],
    [{ subdivisions: [{ names: { en: 'Bavaria' } }] }, undefined],
    [{ ...country('DE'), subdivisions: {} }, 'DE'],
    [{ ...country('DE'), subdivisions: [null] }, 'DE'],
    [
      { ...country('FR'), subdivisions: [{ names: { en: 'Île-de-France' } }] },
      'FR / Île-de-France',
    ],
  ])('of %j is %j', (found, text) => {
    expect(placeText(found)).toBe(text === undefined ? undefined : fromUtf8(text));
  });
});
