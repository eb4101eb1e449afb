import { nearest } from '../../base/index.ts';
import { prepareHome, thisMachine } from '../../supervisor/index.ts';
import { UsageError, type Command, type CommandIo } from '../contract.ts';
import { homeOf, isRoot } from '../home-option.ts';
import { readOptions } from '../options.ts';
import { ProcessList, switches, type SwitchName } from './process-list.ts';
import { reload, restart, start, status, stop } from './verbs.ts';

const usage = `usage: ossec-control [--home DIR] start|stop|restart|status|reload
       ossec-control [--home DIR] enable|disable database|client-syslog|agentless|debug

Runs Tocsin in the background.

  start     checks all files, starts every part and waits until events are taken
  stop      ends every part; kills what has not ended after 45 seconds
  restart   checks all files, then stops and starts
  status    tells which parts run; exit status 1 when one does not
  reload    reads configuration, decoders and rules again while running; with a mistake in them
            everything stays as it was, and the mistakes are listed
  enable    switches a part on from the next start on: debug makes logs/ossec.log tell more
  disable   switches it off

  --home DIR   the folder with etc, rules, logs and so on; else TOCSIN_HOME, else as root an
               installation in /var/ossec, else tocsin in the user's state folder`;

const verbs = { start, stop, restart, status, reload } as const;

export const control: Command = {
  name: 'control',
  summary: 'Run in the background: start, stop, restart, status, reload.',
  usage,
  async run(args, io) {
    const { values, positionals } = readOptions(args, { home: { type: 'string' } });
    const [verb, ...rest] = positionals;
    if (verb === undefined) throw new UsageError('what to do is missing: start, stop, status, ...');
    const home = homeOf(values.home, io);
    if (verb === 'enable' || verb === 'disable') return switchPart(verb, rest, home, io);
    if (!isVerb(verb)) throw unknown('command', verb, [...Object.keys(verbs), 'enable', 'disable']);
    const [extra] = rest;
    if (extra !== undefined) throw new UsageError(`unexpected argument ${JSON.stringify(extra)}`);
    return verbs[verb](home, io);
  },
};

function switchPart(
  verb: 'enable' | 'disable',
  names: readonly string[],
  home: string,
  io: CommandIo,
): number {
  const [name, extra] = names;
  if (name === undefined || extra !== undefined) {
    throw new UsageError(`${verb} takes one of ${Object.keys(switches).join(', ')}`);
  }
  if (!isSwitch(name)) throw unknown('part', name, Object.keys(switches));
  const { missing } = switches[name];
  if (verb === 'enable' && missing !== undefined) {
    io.stderr.write(`ossec-control: ${name} cannot be enabled: this version has no ${missing}\n`);
    return 1;
  }
  prepareHome(home, { isRoot: isRoot(), machine: thisMachine });
  new ProcessList(home).set(name, verb === 'enable');
  io.stdout.write(`${name} is ${verb}d from the next start on.\n`);
  return 0;
}

function isVerb(word: string): word is keyof typeof verbs {
  return Object.hasOwn(verbs, word);
}

function isSwitch(word: string): word is SwitchName {
  return Object.hasOwn(switches, word);
}

function unknown(kind: string, word: string, known: readonly string[]): UsageError {
  const close = nearest(word, known);
  const hint = close === undefined ? `; known: ${known.join(', ')}` : ` (did you mean ${close}?)`;
  return new UsageError(`unknown ${kind} ${JSON.stringify(word)}${hint}`);
}
