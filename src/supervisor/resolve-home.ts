import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

export interface HomeQuestion {
  /** `--home`, as it was typed. */
  readonly option: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly isRoot: boolean;
  /** Where an installed product lives; tests name another place. */
  readonly installed?: string;
}

/** The folder that holds configuration, state and logs of this run; absolute. */
export function resolveHome(question: HomeQuestion): string {
  const { option, env, cwd, isRoot, installed = '/var/ossec' } = question;
  const named = option ?? nonEmpty(env['TOCSIN_HOME']);
  if (named !== undefined) return resolve(cwd, named);
  if (isRoot && isInstalled(installed)) return installed;
  const state = nonEmpty(env['XDG_STATE_HOME']);
  // The specification of these folders says that relative ones are to be ignored.
  if (state?.startsWith('/') === true) return join(state, 'tocsin');
  return join(nonEmpty(env['HOME']) ?? homedir(), '.local', 'state', 'tocsin');
}

function isInstalled(folder: string): boolean {
  return existsSync(join(folder, 'etc', 'ossec.conf')) && existsSync(join(folder, 'var'));
}

function nonEmpty(text: string | undefined): string | undefined {
  return text === '' ? undefined : text;
}
