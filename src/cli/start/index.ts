import { resolve } from 'node:path';
import {
  DaemonLog,
  homeRole,
  localChildren,
  prepareHome,
  thisMachine,
} from '../../supervisor/index.ts';
import { UsageError, type Command, type CommandIo } from '../contract.ts';
import { homeOf, isRoot } from '../home-option.ts';
import { readOptions } from '../options.ts';
import { Console } from './console.ts';
import { isCapable, wantsColour } from './paint.ts';
import { Screen } from './screen.ts';
import { runSession } from './session.ts';

const usage = `usage: tocsin start [--watch FILE]... [--home DIR] [--level N] [--json]

Watches this machine's logs and prints each alert as it happens, until Ctrl-C.

  --watch FILE   read this file too, as syslog lines, for this run; it may appear later;
                 may be given several times
  --home DIR     the folder with configuration, state and logs; created when missing. Else
                 TOCSIN_HOME, else as root an installation in /var/ossec, else tocsin in the
                 user's state folder
  --level N      print alerts from this level on (0 to 16); else console_level of etc/ossec.conf
  --json         print alerts as JSON, one object a line, and everything else on stderr`;

export const start: Command = {
  name: 'start',
  summary: 'Watch logs here and print alerts as they happen.',
  usage,
  async run(args, io) {
    const { values, positionals } = readOptions(args, {
      watch: { type: 'string', multiple: true },
      home: { type: 'string' },
      level: { type: 'string' },
      json: { type: 'boolean' },
    });
    const [extra] = positionals;
    if (extra !== undefined) {
      throw new UsageError(`unexpected argument ${JSON.stringify(extra)}; a file to read: --watch`);
    }
    const level = readLevel(values.level);
    const watch = (values.watch ?? []).map((path) => watchPath(path, io.cwd));
    const home = homeOf(values.home, io);
    process.umask(0o027);
    const created = prepareHome(home, { isRoot: isRoot(), machine: thisMachine });
    // Sockets have short names when seen from inside the home.
    process.chdir(home);
    const json = values.json === true;
    const console = openConsole(io, { json, level, watch, isAgent: homeRole(home) === 'agent' });
    console.note(homeText(home, created));
    return runSession({
      home,
      children: localChildren(home, watch),
      plan: () => localChildren(home, watch),
      env: { ...io.env },
      log: new DaemonLog(home),
      console,
      complain: (line) => io.stderr.write(`${line}\n`),
    });
  },
};

interface Shown {
  readonly json: boolean;
  readonly level: number | undefined;
  readonly watch: readonly string[];
  readonly isAgent: boolean;
}

function openConsole(io: CommandIo, { json, level, watch, isAgent }: Shown): Console {
  const columns = !json && isCapable(io) ? () => io.columns() : undefined;
  const out = new Screen(io.stdout, columns);
  return new Console({
    alerts: out,
    notes: json ? new Screen(io.stderr, undefined) : out,
    json,
    colours: !json && wantsColour(io),
    level,
    watch,
    isAgent,
  });
}

function readLevel(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d{1,2}$/.test(text) && Number(text) <= 16) return Number(text);
  throw new UsageError(`--level takes a number from 0 to 16, not ${JSON.stringify(text)}`);
}

function watchPath(path: string, cwd: string): string {
  if (path === '') throw new UsageError('--watch takes the path of a file');
  return resolve(cwd, path);
}

function homeText(home: string, created: readonly string[]): string {
  const fresh = created.includes('etc/ossec.conf') ? ', created now' : '';
  return `Home: ${home}${fresh} (etc/ossec.conf, logs/alerts/alerts.log)`;
}
