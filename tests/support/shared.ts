import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The folder with compatibility data beside the checkout; a user's clone has none. */
export const sharedFolder = join(import.meta.dirname, '..', '..', '..', 'shared');

export const hasShared = existsSync(join(sharedFolder, 'spec', 'vectors'));

export const whyNoShared = 'compatibility data (../shared) is not beside this checkout';

/** A JSON file below the shared folder. */
export function sharedJson(path: string): unknown {
  return JSON.parse(readFileSync(join(sharedFolder, path), 'utf8'));
}
