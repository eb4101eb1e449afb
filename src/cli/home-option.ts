import { resolveHome } from '../supervisor/index.ts';
import type { CommandIo } from './contract.ts';

/** The home a command works on: `--home` where given, else what the environment says. */
export function homeOf(option: string | undefined, io: CommandIo): string {
  return resolveHome({ option, env: io.env, cwd: io.cwd, isRoot: isRoot() });
}

export function isRoot(): boolean {
  return process.geteuid?.() === 0;
}
