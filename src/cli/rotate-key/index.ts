import { findAgent, KeyFile } from '../../fleet/index.ts';
import {
  forwardLine,
  forwardLines,
  GatewayUnreachable,
  rekeyControl,
} from '../../gateway/index.ts';
import { UsageError, type Command } from '../contract.ts';
import { homeOf } from '../home-option.ts';
import { readOptions } from '../options.ts';

const usage = `usage: tocsin rotate-key [--home DIR] AGENT...
       tocsin rotate-key [--home DIR] --all

Gives agents other keys, over connections of the durable protocol. The old key of an agent holds until
the agent comes with the new one, which it does at once; from then on it is worth nothing. An agent
that is not connected, or speaks OSSEC's protocol, keeps its key.

  AGENT        id or name of an agent; several may be given
  --all        all agents that are connected

  --home DIR   the folder with etc, queue and so on; else TOCSIN_HOME, else as root an installation
               in /var/ossec, else tocsin in the user's state folder`;

export const rotateKey: Command = {
  name: 'rotate-key',
  summary: 'Give agents other keys while they are connected.',
  usage,
  async run(args, io) {
    const { values, positionals } = readOptions(args, {
      home: { type: 'string' },
      all: { type: 'boolean' },
    });
    const isAll = values.all === true;
    if (isAll === positionals.length > 0) {
      throw new UsageError('which agents is missing: ids or names, or --all and nothing else');
    }
    const home = homeOf(values.home, io);
    const keys = new KeyFile(home).read();
    const ids: string[] = [];
    for (const wanted of positionals) {
      const agent = findAgent(keys, wanted) ?? keys.agents.find(({ name }) => name === wanted);
      if (agent === undefined) {
        io.stderr.write(
          `tocsin rotate-key: no agent has the id or name ${JSON.stringify(wanted)}\n`,
        );
        return 1;
      }
      ids.push(agent.id);
    }
    const lines = isAll
      ? [forwardLine(undefined, rekeyControl, true)]
      : ids.map((id) => forwardLine(id, rekeyControl, true));
    try {
      const answers = await forwardLines(home, lines);
      const failed = answers.flatMap((answer) => answer.failed);
      for (const id of answers.flatMap(({ sent }) => sent)) {
        io.stdout.write(`Agent ${id} was given another key.\n`);
      }
      for (const id of failed) {
        io.stderr.write(`tocsin rotate-key: agent ${id} is not connected with this protocol\n`);
      }
      return failed.length > 0 && !isAll ? 1 : 0;
    } catch (error) {
      if (!(error instanceof GatewayUnreachable)) throw error;
      io.stderr.write(`tocsin rotate-key: ${error.message}: does this server run?\n`);
      return 1;
    }
  },
};
