import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { brand, formatDiagnostic, hasErrors, latin1, type Diagnostic } from '../../base/index.ts';
import { checkSharedConfig } from '../../gateway/index.ts';
import type { Command } from '../contract.ts';
import { homeOf } from '../home-option.ts';
import { readOptions, refusePositionals } from '../options.ts';

const usage = `usage: verify-agent-conf [-f FILE] [-d] [--home DIR]

Checks the configuration that a server pushes to its agents, without pushing it: all mistakes are
told with file and line. A server does the same before it pushes: a file with errors stays where
it is, and agents keep the version before.

  -f FILE      the file; etc/shared/agent.conf of the home when absent
  -d           accepted: everything there is to tell is told anyway
  -V           print the version

  --home DIR   the folder with etc, queue and so on; else TOCSIN_HOME, else as root an
               installation in /var/ossec, else tocsin in the user's state folder

Exit status: 0 when nothing is wrong, also where there is no such file; 1 otherwise.`;

const optionTable = {
  file: { type: 'string', short: 'f' },
  debug: { type: 'boolean', short: 'd' },
  version: { type: 'boolean', short: 'V' },
  home: { type: 'string' },
} as const;

export const verifyAgentConf: Command = {
  name: 'verify-agent-conf',
  summary: 'Check the configuration that agents get.',
  usage,
  async run(args, io) {
    const { values, positionals } = readOptions(args, optionTable);
    refusePositionals(positionals);
    if (values.version === true) {
      io.stdout.write(`${brand.name} ${brand.version} verify-agent-conf\n`);
      return 0;
    }
    const { file } = values;
    const path =
      file === undefined
        ? join(homeOf(values.home, io), 'etc', 'shared', 'agent.conf')
        : resolve(io.cwd, file);
    const found = check(path, file !== undefined);
    for (const one of found) io.stderr.write(`${formatDiagnostic(one)}\n`);
    return hasErrors(found) ? 1 : 0;
  },
};

/** A server need not have the file; one that was named must be there. */
function check(path: string, isNamed: boolean): readonly Diagnostic[] {
  let text: string;
  try {
    text = latin1(readFileSync(path));
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    if (isMissing && !isNamed) return [];
    const message = error instanceof Error ? error.message : String(error);
    const at = { file: path, line: 1, column: 1 };
    return [{ severity: 'error', code: 'CONFIG_UNREADABLE', at, message }];
  }
  return checkSharedConfig(text, path);
}
