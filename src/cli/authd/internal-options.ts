import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { latin1 } from '../../base/index.ts';
import { parseInternalOptions, type ConfigFile, type InternalOptions } from '../../config/index.ts';

/** What is wrong in these files is told by `ossec-control`; here a default stands for it. */
export function readInternalOptions(home: string): InternalOptions {
  const names = ['etc/internal_options.conf', 'etc/local_internal_options.conf'];
  const files = names.flatMap((name): readonly ConfigFile[] => {
    const path = join(home, name);
    try {
      return [{ path, text: latin1(readFileSync(path)) }];
    } catch {
      return [];
    }
  });
  return parseInternalOptions(files).options;
}
