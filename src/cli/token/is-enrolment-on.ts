import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { latin1 } from '../../base/index.ts';
import { authSection, coreSections, parseConfig, valuesOf } from '../../config/index.ts';
import { PidFiles } from '../../supervisor/index.ts';

/** Whether the configuration has a port for enrolment, or ossec-authd runs by itself. */
export function isEnrolmentOn(home: string): boolean {
  if (new PidFiles(home).running().some(({ name }) => name === 'ossec-authd')) return true;
  try {
    const path = join(home, 'etc', 'ossec.conf');
    const file = { path, text: latin1(readFileSync(path)) };
    const { config } = parseConfig([file], coreSections, { unavailable: 'warning' });
    return valuesOf(config, authSection) !== undefined;
  } catch {
    return false; // Whoever starts the server is told what is wrong with the file.
  }
}
