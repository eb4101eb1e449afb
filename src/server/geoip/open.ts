import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Reader } from 'mmdb-lib';
import type { Diagnostic } from '../../base/index.ts';
import type { GeoDatabases, Placed } from '../../config/index.ts';
import type { GeoReader, Locate } from './locator.ts';
import { locator } from './locator.ts';

/**
 * Reads the databases whole, so that no look-up waits for a disk. Undefined when none is
 * configured or none can be read; problems are reported with the place that names the file.
 */
export function openLocator(
  home: string,
  { any, v4, v6 }: GeoDatabases,
  report: (diagnostic: Diagnostic) => void,
): Locate | undefined {
  const opened = new Map<string, GeoReader | undefined>();
  const open = (wanted: Placed<string> | undefined): GeoReader | undefined => {
    if (wanted === undefined) return undefined;
    const path = pathOf(home, wanted.value);
    if (!opened.has(path)) opened.set(path, openFile(path, wanted, report));
    return opened.get(path);
  };
  const readers = { v4: open(v4 ?? any), v6: open(v6 ?? any) };
  return readers.v4 === undefined && readers.v6 === undefined ? undefined : locator(readers);
}

/** OSSEC's analysis sees its home as the root, so `/etc/a.mmdb` may mean a file below the home. */
function pathOf(home: string, written: string): string {
  const below = join(home, written);
  const path = resolve(home, written);
  return existsSync(path) || !existsSync(below) ? path : below;
}

function openFile(
  path: string,
  { at }: Placed<string>,
  report: (diagnostic: Diagnostic) => void,
): GeoReader | undefined {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    const message = `the GeoIP database ${path} can't be read (${code})`;
    report({ severity: 'error', code: 'GEOIP_UNREADABLE', at, message });
    return undefined;
  }
  try {
    return new Reader(bytes);
  } catch {
    const message =
      `${path} is no GeoIP database in the MaxMind DB format (.mmdb); ` +
      'the older format (.dat) is not read';
    report({ severity: 'error', code: 'GEOIP_BAD', at, message });
    return undefined;
  }
}
