import { brand } from '../../base/index.ts';
import { agentsMax, findAgent, KeyFile } from '../../fleet/index.ts';
import { agentId } from '../../wire/index.ts';
import { UsageError, type Command, type CommandIo } from '../contract.ts';
import { homeOf } from '../home-option.ts';
import { readOptions, refusePositionals } from '../options.ts';
import { maintenance, maintenanceVerb } from './maintenance.ts';
import { give, type Order } from './orders.ts';
import { detailsText, json, listText, type Failure, type Style } from './render.ts';
import { namedResponses } from './responses.ts';
import { allSubjects, detailsOf, serverId } from './subjects.ts';

const usage = `usage: agent_control [-s | -j] [--home DIR] -l [-c | -n] | -i ID [-e] | -L | -m
       agent_control [-j] [--home DIR] -R ID | -r -a | -r -u ID | -b IP -f RESPONSE -u ID
       agent_control [-j] [--home DIR] -M enable|disable|status|end -u ID

Tells what agents a server has and how they are, and tells them what to do.

  -l           list the server and its agents: active, disconnected or never connected
  -c           with -l: those that are active
  -n           with -l: those that are not
  -i ID        what is known of one agent; 000 is the server
  -e           with -i: also when its checks last ended
  -R ID        restart an agent
  -r           check integrity and policies now: -a on all agents, -u ID on one
  -b IP        run a response on an address: -f names it, -u the agent that runs it
  -f RESPONSE  its name, as -L lists it
  -u ID        the agent
  -M VERB      integrity maintenance of the agent -u names: enable lets changes of files become what
               is known, without alerts and noted in logs/fim_maintenance.log; end does so until the
               next scan is complete, and begins that; disable ends it at once; status tells
  -L           list the responses that agents know
  -m           print how many agents a server can have
  -s           print comma-separated values
  -j           print one JSON object
  -d           accepted: there is nothing more to tell
  -V           print the version

  --home DIR   the folder with etc, queue and so on; else TOCSIN_HOME, else as root an
               installation in /var/ossec, else tocsin in the user's state folder`;

const optionTable = {
  list: { type: 'boolean', short: 'l' },
  active: { type: 'boolean', short: 'c' },
  inactive: { type: 'boolean', short: 'n' },
  info: { type: 'string', short: 'i' },
  ends: { type: 'boolean', short: 'e' },
  restart: { type: 'string', short: 'R' },
  scan: { type: 'boolean', short: 'r' },
  all: { type: 'boolean', short: 'a' },
  agent: { type: 'string', short: 'u' },
  block: { type: 'string', short: 'b' },
  response: { type: 'string', short: 'f' },
  responses: { type: 'boolean', short: 'L' },
  max: { type: 'boolean', short: 'm' },
  maintenance: { type: 'string', short: 'M' },
  csv: { type: 'boolean', short: 's' },
  json: { type: 'boolean', short: 'j' },
  debug: { type: 'boolean', short: 'd' },
  version: { type: 'boolean', short: 'V' },
  home: { type: 'string' },
} as const;

type Values = ReturnType<typeof readOptions<typeof optionTable>>['values'];

/** OSSEC's number for an id that is none of an agent. */
const badId = 40;

export const agentControl: Command = {
  name: 'agent-control',
  summary: 'Tell how agents are, and tell them what to do.',
  usage,
  async run(args, io) {
    const { values, positionals } = readOptions(args, optionTable);
    refusePositionals(positionals);
    if (values.version === true) {
      io.stdout.write(`${brand.name} ${brand.version} agent_control\n`);
      return 0;
    }
    const style: Style = values.json === true ? 'json' : values.csv === true ? 'csv' : 'text';
    const job = jobOf(values);
    return job(homeOf(values.home, io), style, io);
  },
};

type Job = (home: string, style: Style, io: CommandIo) => number | Promise<number>;

function jobOf(values: Values): Job {
  const actions = [
    'list',
    'info',
    'restart',
    'scan',
    'block',
    'responses',
    'max',
    'maintenance',
  ] as const;
  const given = actions.filter((name) => values[name] !== undefined);
  const [action, other] = given;
  if (action === undefined) throw new UsageError('what to do is missing');
  if (other !== undefined) throw new UsageError(`--${action} and --${other} exclude each other`);
  refuseLoose(values, action);
  switch (action) {
    case 'list':
      return (home, style, io) => list(values, home, style, io);
    case 'info':
      return (home, style, io) => info(values, home, style, io);
    case 'responses':
      return responses;
    case 'max':
      return maximum;
    case 'maintenance':
      return (home, style, io) => maintain(values, home, style, io);
    case 'restart':
    case 'scan':
    case 'block':
      return (home, style, io) => order(values, home, style, io);
    default:
      return action satisfies never;
  }
}

/** Options that say something beside one action only. */
const companions = {
  active: ['list'],
  inactive: ['list'],
  ends: ['info'],
  all: ['scan'],
  agent: ['scan', 'block', 'maintenance'],
  response: ['block'],
} as const satisfies Partial<Record<keyof Values, readonly string[]>>;

function refuseLoose(values: Values, action: string): void {
  for (const [name, actions] of Object.entries(companions)) {
    const isGiven = values[name as keyof typeof companions] !== undefined;
    if (isGiven && !actions.some((one) => one === action)) {
      throw new UsageError(`--${name} goes with ${actions.map((one) => `--${one}`).join(' or ')}`);
    }
  }
}

function list(values: Values, home: string, style: Style, io: CommandIo): number {
  if (values.active === true && values.inactive === true) {
    throw new UsageError('-c and -n exclude each other');
  }
  const shown = allSubjects(home, Date.now()).filter(({ status }) => {
    const isActive = status === 'Active' || status === 'Active/Local';
    if (values.active === true) return isActive;
    return values.inactive !== true || !isActive;
  });
  io.stdout.write(listText(shown, style), 'latin1');
  return 0;
}

function info(values: Values, home: string, style: Style, io: CommandIo): number {
  const id = knownId(home, values.info ?? '');
  const details = id === undefined ? undefined : detailsOf(home, id, Date.now());
  if (details === undefined) return fail(unknownId(values.info ?? ''), style, io);
  io.stdout.write(detailsText(details, style, values.ends === true), 'latin1');
  return 0;
}

function responses(home: string, style: Style, io: CommandIo): number {
  const all = namedResponses(home);
  if (style === 'json') io.stdout.write(json(all));
  for (const { name, script } of style === 'json' ? [] : all) {
    const line =
      style === 'csv' ? `${name},${script}` : `   Response name: ${name}, command: ${script}`;
    io.stdout.write(`${line}\n`, 'latin1');
  }
  return 0;
}

function maximum(_home: string, style: Style, io: CommandIo): number {
  const data = { max_agents: agentsMax };
  if (style === 'json') io.stdout.write(JSON.stringify({ error: 0, data }));
  else io.stdout.write(`Maximum number of agents allowed: ${agentsMax}\n`);
  return 0;
}

async function maintain(
  values: Values,
  home: string,
  style: Style,
  io: CommandIo,
): Promise<number> {
  const verb = maintenanceVerb(values.maintenance ?? '');
  if (verb === undefined) throw new UsageError('-M takes enable, disable, status or end');
  if (values.agent === undefined) throw new UsageError('-M takes -u ID');
  const id = knownId(home, values.agent);
  if (id === undefined) return fail(unknownId(values.agent), style, io);
  const result = await maintenance(home, verb, id);
  if ('error' in result) return fail(result, style, io);
  io.stdout.write(style === 'json' ? json(result.response) : `${result.text}\n`, 'latin1');
  return 0;
}

async function order(values: Values, home: string, style: Style, io: CommandIo): Promise<number> {
  const asked = values.restart ?? values.agent;
  if (values.scan === true && (values.all === true) === (asked !== undefined)) {
    throw new UsageError('-r takes one of -a and -u ID');
  }
  const id = asked === undefined ? undefined : knownId(home, asked);
  if (asked !== undefined && id === undefined) return fail(unknownId(asked), style, io);
  const result = await give(home, orderOf(values, id));
  if ('error' in result) return fail(result, style, io);
  io.stdout.write(style === 'json' ? json(result.text) : `${result.text}\n`);
  return 0;
}

function orderOf(values: Values, id: string | undefined): Order {
  if (values.scan === true) return { kind: 'scan', id };
  if (values.restart !== undefined && id !== undefined) return { kind: 'restart', id };
  const { block: address, response } = values;
  if (address === undefined || response === undefined || id === undefined) {
    throw new UsageError('-b IP takes -f RESPONSE and -u ID');
  }
  return { kind: 'respond', id, response, address };
}

/** The id as `client.keys` has it; undefined for none of an agent. */
function knownId(home: string, text: string): string | undefined {
  const id = agentId(text);
  if (id === serverId) return serverId;
  return findAgent(new KeyFile(home).read(), text)?.id;
}

function unknownId(text: string): Failure {
  return { error: badId, description: `No agent has the ID ${text}.` };
}

/** As in OSSEC, an id that is none is an answer to programs and no failure. */
function fail(failure: Failure, style: Style, io: CommandIo): number {
  if (style !== 'json') {
    io.stderr.write(`agent_control: ${failure.description}\n`);
    return 1;
  }
  io.stdout.write(JSON.stringify(failure));
  return failure.error === badId ? 0 : 1;
}
