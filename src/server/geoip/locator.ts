import { isIP } from 'node:net';
import type { Reader, Response } from 'mmdb-lib';
import { fromUtf8 } from '../../base/index.ts';

/** Tells where an address is; undefined for one that no database knows. */
export type Locate = (address: string) => string | undefined;

export type GeoReader = Reader<Response>;

/** The readers for each family of addresses; where one is missing its addresses stay unknown. */
export interface GeoReaders {
  readonly v4: GeoReader | undefined;
  readonly v6: GeoReader | undefined;
}

/** Addresses whose place is remembered; then the look-up begins anew with none. */
const rememberedMax = 20_000;

function property(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null
    ? Object.getOwnPropertyDescriptor(value, name)?.value
    : undefined;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? fromUtf8(value) : undefined;
}

/**
 * The text that OSSEC has for a place: the country's two letters and, from a database of cities,
 * the region behind a slash.
 */
export function placeText(found: unknown): string | undefined {
  const country =
    textOf(property(property(found, 'country'), 'iso_code')) ??
    textOf(property(property(found, 'registered_country'), 'iso_code'));
  const regions = property(found, 'subdivisions');
  const region: unknown = Array.isArray(regions) ? regions[0] : undefined;
  const name = textOf(property(property(region, 'names'), 'en'));
  return country === undefined || name === undefined ? country : `${country} / ${name}`;
}

function lookUp(reader: GeoReader | undefined, address: string): string | undefined {
  if (reader === undefined) return undefined;
  try {
    return placeText(reader.get(address));
  } catch {
    // A part of the file that makes no sense: the address is as unknown as one that is missing.
    return undefined;
  }
}

/** Looks addresses up in memory and remembers what it found. */
export function locator(readers: GeoReaders): Locate {
  const remembered = new Map<string, string | undefined>();
  const v6 = readers.v6?.metadata.ipVersion === 6 ? readers.v6 : undefined;
  return (address) => {
    const known = remembered.get(address);
    if (known !== undefined || remembered.has(address)) return known;
    const family = isIP(address);
    if (family === 0) return undefined;
    const place = lookUp(family === 4 ? readers.v4 : v6, address);
    if (remembered.size >= rememberedMax) remembered.clear();
    remembered.set(address, place);
    return place;
  };
}
