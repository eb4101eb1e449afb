import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ledgerPath, type LedgerReport } from '../../server/index.ts';
import type { Command } from '../contract.ts';
import { homeOf } from '../home-option.ts';
import { readOptions, refusePositionals } from '../options.ts';
import { ledgerLines } from './ledger-text.ts';

const usage = `usage: tocsin ledger [--json] [--home DIR]

Tells for each source how many records were received, how many of them were analysed or dropped
because they came twice, and which are missing. Analysis writes the numbers every few seconds and
when it ends.

  --json       print them as one JSON object
  --home DIR   the folder with configuration, state and logs; else TOCSIN_HOME, else as root an
               installation in /var/ossec, else tocsin in the user's state folder`;

export const ledger: Command = {
  name: 'ledger',
  summary: 'Tell for each source what was received and what became of it.',
  usage,
  async run(args, io) {
    const { values, positionals } = readOptions(args, {
      home: { type: 'string' },
      json: { type: 'boolean' },
    });
    refusePositionals(positionals);
    const path = join(homeOf(values.home, io), ledgerPath);
    const text = await readFile(path, 'utf8').catch(() => undefined);
    if (text === undefined) {
      io.stderr.write(`tocsin ledger: ${path} cannot be read: has analysis run in this home?\n`);
      return 1;
    }
    if (values.json === true) io.stdout.write(text);
    else {
      const report = JSON.parse(text) as LedgerReport;
      io.stdout.write(`${ledgerLines(report).join('\n')}\n`);
    }
    return 0;
  },
};
