import { brand } from '../../base/index.ts';
import { agentFileName, agentState, KeyFile, readAgentInfo } from '../../fleet/index.ts';
import { UsageError, type Command } from '../contract.ts';
import { homeOf } from '../home-option.ts';
import { readOptions, refusePositionals } from '../options.ts';

const usage = `usage: list_agents -a | -c | -n [--home DIR]

Lists the agents that reported at least once.

  -a           all of them
  -c           those that are active
  -n           those that are not
  -V           print the version

  --home DIR   the folder with etc, queue and so on; else TOCSIN_HOME, else as root an
               installation in /var/ossec, else tocsin in the user's state folder`;

const optionTable = {
  all: { type: 'boolean', short: 'a' },
  active: { type: 'boolean', short: 'c' },
  inactive: { type: 'boolean', short: 'n' },
  version: { type: 'boolean', short: 'V' },
  home: { type: 'string' },
} as const;

export const listAgents: Command = {
  name: 'list-agents',
  summary: 'List agents by name and address.',
  usage,
  async run(args, io) {
    const { values, positionals } = readOptions(args, optionTable);
    refusePositionals(positionals);
    if (values.version === true) {
      io.stdout.write(`${brand.name} ${brand.version} list_agents\n`);
      return 0;
    }
    const given = (['all', 'active', 'inactive'] as const).filter((one) => values[one] === true);
    const [which, other] = given;
    if (which === undefined || other !== undefined) throw new UsageError('one of -a, -c and -n');
    const home = homeOf(values.home, io);
    const nowMs = Date.now();
    for (const agent of new KeyFile(home).read().agents) {
      const info = readAgentInfo(home, agent);
      if (info === undefined) continue;
      const isActive = agentState(info, nowMs) === 'Active';
      if (which !== 'all' && isActive !== (which === 'active')) continue;
      io.stdout.write(`${agentFileName(agent)} is ${words[which]}.\n`, 'latin1');
    }
    return 0;
  },
};

const words = { all: 'available', active: 'active', inactive: 'not active' } as const;
