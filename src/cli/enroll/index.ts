import { hostname } from 'node:os';
import { brand } from '../../base/index.ts';
import { defaultCiphers, takeKey } from '../../enrol/index.ts';
import { prepareHome, thisMachine } from '../../supervisor/index.ts';
import { isAgentName, readToken } from '../../wire/index.ts';
import { UsageError, type Command, type CommandIo } from '../contract.ts';
import { homeOf, isRoot } from '../home-option.ts';
import { portOf, readOptions } from '../options.ts';
import { addServer, standingOf, type Standing } from './join-server.ts';

const usage = `usage: tocsin enroll SERVER --token TOKEN [--name NAME] [--port PORT] [--home DIR]

Makes this machine an agent of a server: asks it for a key, remembers the server's own key, and
names the server in etc/ossec.conf. The token is made on the server by "tocsin token"; it holds
once, and only the server that made it is talked to.

  --token TOKEN  the token; - reads it from standard input, where no list of processes shows it
  --name NAME    name of this agent; the name of this machine when absent
  --port PORT    port of the server for enrolment; 1515 when absent

  --home DIR     the folder with etc, queue and so on; else TOCSIN_HOME, else as root an
                 installation in /var/ossec, else tocsin in the user's state folder`;

const optionTable = {
  token: { type: 'string' },
  name: { type: 'string' },
  port: { type: 'string' },
  home: { type: 'string' },
} as const;

const timeoutMs = 30_000;

export const enroll: Command = {
  name: 'enroll',
  summary: 'Make this machine an agent of a server.',
  usage,
  async run(args, io) {
    const { values, positionals } = readOptions(args, optionTable);
    const [server, extra] = positionals;
    if (server === undefined) throw new UsageError('the server is missing');
    if (extra !== undefined) throw new UsageError(`unexpected argument ${JSON.stringify(extra)}`);
    if (!/^[A-Za-z0-9.:_-]{1,253}$/.test(server)) {
      throw new UsageError(`${JSON.stringify(server)} is no name or address`);
    }
    const name = values.name ?? hostname();
    if (!isAgentName(name)) {
      throw new UsageError(`${JSON.stringify(name)} is no name of an agent; see --name`);
    }
    const port = portOf(values.port, 1515);
    const token = readToken(await tokenOf(values.token, io));
    if (token === undefined) throw new UsageError('this is no token of "tocsin token"');
    const home = homeOf(values.home, io);
    prepareHome(home, { isRoot: isRoot(), machine: thisMachine });
    const standing = standingOf(home, server);
    const problem = problemOf(standing);
    if (problem !== undefined) {
      io.stderr.write(`enroll: ${problem}\n`);
      return 1;
    }
    const answer = await takeKey(home, {
      host: server,
      port,
      request: { name, password: token.secret },
      trust: { kind: 'pin', pin: token.pin },
      tls: { ciphers: defaultCiphers },
      timeoutMs,
    });
    if (answer.agent === undefined) {
      const [reason = 'the token was used, has expired or is for another name'] = answer.errors;
      io.stderr.write(`enroll: ${server} gave no key: ${reason}\n`);
      return 1;
    }
    const { id } = answer.agent;
    io.stdout.write(`Agent ${id} ${answer.agent.name} has its key from ${server}.\n`);
    if (standing.kind === 'free') addServer(home, standing.text, server, token.profile);
    const what = standing.kind === 'free' ? `names ${server} now` : 'names it already';
    io.stdout.write(`etc/ossec.conf ${what}. Start: ossec-control restart\n`);
    return 0;
  },
};

/** Why this home is not made an agent, before anything is asked or changed. */
function problemOf(standing: Standing): string | undefined {
  switch (standing.kind) {
    case 'free':
    case 'named':
      return undefined;
    case 'other':
      return `etc/ossec.conf names ${standing.servers.join(', ')}: change <client> there first`;
    case 'server':
      return `etc/ossec.conf makes this ${brand.name} a server: it keeps the keys of its agents`;
    case 'unreadable':
      return `etc/ossec.conf cannot be read: ${standing.reason}`;
    default:
      return standing satisfies never;
  }
}

async function tokenOf(option: string | undefined, io: CommandIo): Promise<string> {
  if (option === undefined) throw new UsageError('the token is missing: --token TOKEN');
  if (option !== '-') return option;
  let text = '';
  for await (const chunk of io.stdin as AsyncIterable<Buffer>) text += chunk.toString('latin1');
  return text;
}
