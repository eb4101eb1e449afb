import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { KeyFile, readAgentTallies } from '../../fleet/index.ts';
import { ledgerPath, type LedgerReport } from '../../server/index.ts';
import type { Command, CommandIo } from '../contract.ts';
import { homeOf } from '../home-option.ts';
import { readOptions, refusePositionals } from '../options.ts';
import { acrossLines } from './across-text.ts';
import { agentAcross, isComplete } from './across.ts';
import { ledgerLines } from './ledger-text.ts';

const usage = `usage: tocsin ledger [AGENT] [--json] [--home DIR]

Tells for each source how many records were received, how many of them were analysed or dropped
because they came twice, and which are missing. Analysis writes the numbers every few seconds and
when it ends. Of an agent, named by its id or name, it also tells what the agent has read: that all
of it was received and analysed, or what is missing, or still to come.

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
    const [agent, ...more] = positionals;
    refusePositionals(more);
    const home = homeOf(values.home, io);
    const path = join(home, ledgerPath);
    const text = await readFile(path, 'utf8').catch(() => undefined);
    if (text === undefined) {
      io.stderr.write(`tocsin ledger: ${path} cannot be read: has analysis run in this home?\n`);
      return 1;
    }
    if (agent !== undefined) return tellAgent(agent, text, home, values.json === true, io);
    if (values.json === true) io.stdout.write(text);
    else {
      const report = JSON.parse(text) as LedgerReport;
      io.stdout.write(`${ledgerLines(report).join('\n')}\n`);
    }
    return 0;
  },
};

function tellAgent(
  wanted: string,
  text: string,
  home: string,
  json: boolean,
  io: CommandIo,
): number {
  const { agents } = new KeyFile(home).read();
  const byId = agents.find(({ id }) => id === wanted || Number(id) === Number(wanted));
  const agent = byId ?? agents.find(({ name }) => name === wanted);
  if (agent === undefined) {
    io.stderr.write(`tocsin ledger: no agent has the id or name ${JSON.stringify(wanted)}\n`);
    return 1;
  }
  const report = JSON.parse(text) as LedgerReport;
  const across = agentAcross(report, agent.id, readAgentTallies(home).get(agent.id));
  const lines = json
    ? [JSON.stringify({ name: agent.name, complete: isComplete(across), ...across })]
    : acrossLines(across, agent.name, Date.now());
  io.stdout.write(`${lines.join('\n')}\n`);
  return 0;
}
