import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** OSSEC's tools ask the checks of a machine for a scan by this file below its home. */
const flag = 'var/run/.syscheck_run';

/** Whether somebody asked for a scan; the question is taken away. Throws what the system says. */
export function takeScanFlag(home: string): boolean {
  const path = join(home, flag);
  if (!existsSync(path)) return false;
  rmSync(path, { force: true });
  return true;
}
