import { brand } from '../../base/index.ts';
import { agentsMax, FleetError, KeyFile } from '../../fleet/index.ts';
import { prepareHome, thisMachine } from '../../supervisor/index.ts';
import { UsageError, type Command, type CommandIo } from '../contract.ts';
import { homeOf, isRoot } from '../home-option.ts';
import { readOptions, refusePositionals } from '../options.ts';
import { runJob, type Job, type Result } from './batch.ts';
import { addFromFile } from './bulk.ts';
import { Desk, isAgentHome } from './desk.ts';
import { runMenu } from './menu.ts';
import { errorCodes } from './problems.ts';
import { reportDuplicates } from './report-duplicates.ts';

const usage = `usage: manage_agents [--home DIR]
       manage_agents [-j] [--home DIR] -l | -e ID | -r ID | -a IP -n NAME [-F SEC] | -i KEY
       manage_agents [--home DIR] -f FILE

Keeps the keys of agents in etc/client.keys. Without options it shows a menu: on a server to add,
extract, list and remove agents, on an agent to import the key that the server made. A server
takes up to ${agentsMax} agents.

  -l        list the agents
  -e ID     print the key of an agent, to be carried there
  -a IP     add an agent: an address, a network such as 192.0.2.0/24, or any
  -n NAME   its name
  -r ID     remove an agent; what is known of it is kept in backup/agents
  -i KEY    on an agent: take a key that a server exported; - reads it from standard input, where
            no list of processes shows it
  -f FILE   add an agent for each line IP,NAME of a file; - reads standard input
  -F SEC    with -a or the menu: an agent of the same address that was silent for SEC seconds
            gives way
  -j        print one JSON object
  -V        print the version

  --home DIR   the folder with etc, queue and so on; else TOCSIN_HOME, else as root an
               installation in /var/ossec, else tocsin in the user's state folder

The environment may answer: OSSEC_ACTION (a letter of the menu), OSSEC_AGENT_NAME, OSSEC_AGENT_IP,
OSSEC_AGENT_ID (0 for the next free one), OSSEC_ACTION_CONFIRMED, OSSEC_AGENT_KEY and
OSSEC_REMOVE_DUPLICATED (as -F).`;

const optionTable = {
  list: { type: 'boolean', short: 'l' },
  extract: { type: 'string', short: 'e' },
  add: { type: 'string', short: 'a' },
  name: { type: 'string', short: 'n' },
  remove: { type: 'string', short: 'r' },
  import: { type: 'string', short: 'i' },
  file: { type: 'string', short: 'f' },
  force: { type: 'string', short: 'F' },
  json: { type: 'boolean', short: 'j' },
  version: { type: 'boolean', short: 'V' },
  home: { type: 'string' },
} as const;

type Values = ReturnType<typeof readOptions<typeof optionTable>>['values'];

export const manageAgents: Command = {
  name: 'manage-agents',
  summary: 'Add, list and remove agents, and carry keys to them.',
  usage,
  async run(args, io) {
    const { values, positionals } = readOptions(args, optionTable);
    refusePositionals(positionals);
    if (values.version === true) {
      io.stdout.write(`${brand.name} ${brand.version} manage_agents\n`);
      return 0;
    }
    const replaceAfter = secondsOf(values.force ?? io.env['OSSEC_REMOVE_DUPLICATED']);
    const job = jobOf(values, io, replaceAfter);
    const home = homeOf(values.home, io);
    prepareHome(home, { isRoot: isRoot(), machine: thisMachine });
    const isAgent = isAgentHome(home);
    const desk = new Desk(home, new KeyFile(home), replaceAfter, Date.now());
    if (job !== undefined) refuseWrongSide(job.kind, isAgent);
    if (values.file !== undefined) {
      if (isAgent) refuseWrongSide('add', isAgent);
      return addFromFile(values.file, desk, io);
    }
    const status =
      job === undefined
        ? await runMenu(io, desk, isAgent)
        : print(await outcomeOf(job, desk, io), values.json === true, io);
    await reportDuplicates(home, desk.duplicates);
    return status;
  },
};

function secondsOf(text: string | undefined): number | undefined {
  if (text === undefined || text === '') return undefined;
  if (!/^\d{1,9}$/.test(text))
    throw new UsageError(`${JSON.stringify(text)} is no number of seconds`);
  return Number(text);
}

function jobOf(
  values: Values,
  io: CommandIo,
  replaceAfterSeconds: number | undefined,
): Job | undefined {
  const given = (['list', 'extract', 'add', 'remove', 'import', 'file'] as const).filter(
    (name) => values[name] !== undefined,
  );
  if (given.length > 1)
    throw new UsageError('only one of -l, -e, -a, -r, -i and -f goes at a time');
  if ((values.add === undefined) !== (values.name === undefined)) {
    throw new UsageError('-a IP and -n NAME belong together');
  }
  if (values.list === true) return { kind: 'list' };
  if (values.extract !== undefined) return { kind: 'extract', id: values.extract };
  if (values.remove !== undefined) return { kind: 'remove', id: values.remove };
  if (values.add !== undefined) {
    const agent = { name: values.name ?? '', address: values.add, replaceAfterSeconds };
    return { kind: 'add', agent };
  }
  if (values.import !== undefined) {
    return { kind: 'import', key: values.import, confirmed: isConfirmed(io) };
  }
  if (values.json !== true) return undefined;
  if (values.file !== undefined) throw new UsageError('-f prints no JSON');
  return jobOfEnvironment(io, replaceAfterSeconds);
}

function isConfirmed({ env }: CommandIo): boolean {
  return /^y/i.test(env['OSSEC_ACTION_CONFIRMED'] ?? '');
}

/** With -j nobody is asked: the environment has all the answers. */
function jobOfEnvironment(io: CommandIo, replaceAfterSeconds: number | undefined): Job {
  const { env } = io;
  const id = env['OSSEC_AGENT_ID'] ?? '';
  const action = (env['OSSEC_ACTION'] ?? '').toUpperCase();
  if ('AR'.includes(action) && action !== '' && !isConfirmed(io)) {
    throw new UsageError('OSSEC_ACTION_CONFIRMED does not confirm that');
  }
  switch (action) {
    case 'A': {
      const name = env['OSSEC_AGENT_NAME'] ?? '';
      const address = env['OSSEC_AGENT_IP'] ?? '';
      const wanted = id === '' || id === '0' ? undefined : id;
      return { kind: 'add', agent: { name, address, id: wanted, replaceAfterSeconds } };
    }
    case 'E':
      return { kind: 'extract', id };
    case 'L':
      return { kind: 'list' };
    case 'R':
      return { kind: 'remove', id };
    case 'I':
      return { kind: 'import', key: env['OSSEC_AGENT_KEY'] ?? '', confirmed: isConfirmed(io) };
    default:
      throw new UsageError('-j needs one of -l, -e, -a, -r and -i, or OSSEC_ACTION');
  }
}

function refuseWrongSide(kind: Job['kind'], isAgent: boolean): void {
  if (kind === 'list') return;
  if (isAgent && kind !== 'import') {
    throw new UsageError('this is an agent: keys are made and removed on its server');
  }
  if (!isAgent && kind === 'import') {
    throw new UsageError('this is a server: keys are imported on agents');
  }
}

async function outcomeOf(job: Job, desk: Desk, io: CommandIo): Promise<Result> {
  try {
    return await runJob(job, desk, io);
  } catch (error) {
    if (!(error instanceof FleetError)) throw error;
    const { unreadable, unwritable } = errorCodes;
    const code = error.code === 'KEYS_UNREADABLE' ? unreadable : unwritable;
    return { kind: 'failed', code, text: error.message };
  }
}

function print(result: Result, asJson: boolean, io: CommandIo): number {
  if (asJson) {
    const value =
      result.kind === 'done'
        ? { error: 0, response: result.response }
        : { error: result.code, description: result.text };
    io.stdout.write(JSON.stringify(value));
  } else if (result.kind === 'done') {
    if (result.text !== '') io.stdout.write(`${result.text}\n`);
  } else io.stderr.write(`manage_agents: ${result.text}\n`);
  return result.kind === 'done' ? 0 : 1;
}
