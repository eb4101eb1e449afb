import { setTimeout as sleep } from 'node:timers/promises';
import type { Command, CommandIo } from '../contract.ts';
import { homeOf } from '../home-option.ts';
import { readOptions, refusePositionals } from '../options.ts';
import { agentRows } from './rows.ts';
import { tableText } from './table.ts';

const usage = `usage: tocsin agents [--json] [--watch] [--home DIR]

Shows the agents of this server: whether they report, what they are, whether they have the shared
configuration, and how much waits, is late or was lost.

  --json       print one JSON object for each agent
  --watch      show it again every two seconds until it is stopped

  --home DIR   the folder with etc, queue and so on; else TOCSIN_HOME, else as root an
               installation in /var/ossec, else tocsin in the user's state folder

STATE is active, silent or never; CONFIG tells whether the agent has the files that the server
pushes; SPOOL is what waits on the agent's disk and LAG how old that is, as agents of Tocsin tell;
LOST counts records that the ledger misses.`;

const optionTable = {
  json: { type: 'boolean' },
  watch: { type: 'boolean' },
  home: { type: 'string' },
} as const;

const everyMs = 2000;
const clearScreen = '\x1b[H\x1b[2J';

export const agents: Command = {
  name: 'agents',
  summary: 'Show the agents of this server and how they are.',
  usage,
  async run(args, io) {
    const { values, positionals } = readOptions(args, optionTable);
    refusePositionals(positionals);
    const home = homeOf(values.home, io);
    const asJson = values.json === true;
    if (values.watch !== true) {
      show(home, asJson, io);
      return 0;
    }
    await watch(() => {
      if (io.isTerminal && !asJson) io.stdout.write(clearScreen);
      show(home, asJson, io);
    });
    return 0;
  },
};

function show(home: string, asJson: boolean, io: CommandIo): void {
  const rows = agentRows(home, Date.now());
  if (asJson) for (const row of rows) io.stdout.write(`${JSON.stringify(row)}\n`, 'latin1');
  else io.stdout.write(tableText(rows, io.isTerminal ? io.columns() : undefined), 'latin1');
}

/** Until a signal ends it. */
async function watch(step: () => void): Promise<void> {
  const ended = new AbortController();
  const end = (): void => ended.abort();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, end);
  while (!ended.signal.aborted) {
    step();
    await sleep(everyMs, undefined, { signal: ended.signal }).catch(() => undefined);
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.removeListener(signal, end);
}
