import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { brand } from '../../base/index.ts';
import { lockHolder } from '../../supervisor/index.ts';
import { UsageError, type Command } from '../contract.ts';
import { homeOf } from '../home-option.ts';
import { readOptions, refusePositionals } from '../options.ts';

const usage = `usage: clear_stats -a | -d | -w [--home DIR]

Forgets how many events an hour usually has, which the rules for unusual numbers of events compare
with. Analysis has these numbers in memory too: stop it first.

  -a           all of them
  -d           the averages of hours
  -w           the averages of hours of each day of the week
  -V           print the version

  --home DIR   the folder with stats and so on; else TOCSIN_HOME, else as root an installation in
               /var/ossec, else tocsin in the user's state folder`;

const optionTable = {
  all: { type: 'boolean', short: 'a' },
  daily: { type: 'boolean', short: 'd' },
  weekly: { type: 'boolean', short: 'w' },
  version: { type: 'boolean', short: 'V' },
  home: { type: 'string' },
} as const;

const daily = ['stats/hourly-average'];
const weekly = [0, 1, 2, 3, 4, 5, 6].map((day) => `stats/weekly-average/${day}`);

export const clearStats: Command = {
  name: 'clear-stats',
  summary: 'Forget how many events an hour usually has.',
  usage,
  async run(args, io) {
    const { values, positionals } = readOptions(args, optionTable);
    refusePositionals(positionals);
    if (values.version === true) {
      io.stdout.write(`${brand.name} ${brand.version} clear_stats\n`);
      return 0;
    }
    const given = (['all', 'daily', 'weekly'] as const).filter((one) => values[one] === true);
    const [which, other] = given;
    if (which === undefined || other !== undefined) throw new UsageError('one of -a, -d and -w');
    const home = homeOf(values.home, io);
    if (lockHolder(home) !== undefined) {
      io.stderr.write('clear_stats: Tocsin runs and would write them again: stop it first\n');
      return 1;
    }
    const folders = [
      ...(which === 'weekly' ? [] : daily),
      ...(which === 'daily' ? [] : weekly),
    ].map((name) => join(home, name));
    const missing = folders.find((folder) => !existsSync(folder));
    if (missing !== undefined) {
      io.stderr.write(`clear_stats: there is no ${missing}\n`);
      return 1;
    }
    for (const folder of folders) {
      for (const name of readdirSync(folder)) rmSync(join(folder, name), { recursive: true });
    }
    return 0;
  },
};
