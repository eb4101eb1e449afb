import type { Diagnostic } from '../../base/index.ts';
import { readGuardFiles } from '../../agent/index.ts';

/** What the parts would find wrong in their files if they were started now. */
export function checkFiles(home: string): Promise<readonly Diagnostic[]> {
  return Promise.resolve(readGuardFiles(home, []).diagnostics);
}
