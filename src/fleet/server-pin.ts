import { mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { FleetError, isErrno } from './fleet-error.ts';
import { writeWhole } from './write-whole.ts';

const pinPattern = /^[0-9a-f]{64}$/;
const pinMode = 0o640;

export function serverPinPath(home: string): string {
  return join(home, 'etc', 'server.pin');
}

export function isServerPin(text: string): boolean {
  return pinPattern.test(text);
}

/**
 * The servers that an agent takes for its own, by their public keys: one SHA-256 a line; lines
 * that begin with `#` are for people. Nothing where there is no file: then no server is known.
 * Throws PIN_UNUSABLE, also for a line that is no sum: half a list would look like all of it.
 */
export function readServerPins(home: string): readonly string[] {
  const path = serverPinPath(home);
  let text: string;
  try {
    text = readFileSync(path, 'latin1');
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return [];
    throw new FleetError('PIN_UNUSABLE', path, { cause: error });
  }
  const lines = text.split('\n').map((line) => line.trim().toLowerCase());
  const pins = lines.filter((line) => line !== '' && !line.startsWith('#'));
  const wrong = pins.findIndex((line) => !isServerPin(line));
  if (wrong < 0) return pins;
  throw new FleetError('PIN_UNUSABLE', path, { cause: new Error(`entry ${wrong + 1} is no sum`) });
}

/** Makes one server the only one that the agent takes for its own. Throws PIN_UNUSABLE. */
export function writeServerPin(home: string, pin: string): void {
  const path = serverPinPath(home);
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o750 });
    writeWhole(path, `${pin}\n`, pinMode);
  } catch (error) {
    throw new FleetError('PIN_UNUSABLE', path, { cause: error });
  }
}
