import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { brand } from '../../base/index.ts';
import { defaultCiphers, readPassword, takeKey, type Question } from '../../enrol/index.ts';
import { homeRole } from '../../supervisor/index.ts';
import { isAgentName } from '../../wire/index.ts';
import { UsageError, type Command, type CommandIo } from '../contract.ts';
import { homeOf } from '../home-option.ts';
import { portOf, readOptions, refusePositionals } from '../options.ts';

const usage = `usage: agent-auth -m SERVER [-p PORT] [-A NAME] [-P FILE] [-v CA] [-x CERT -k KEY]
                  [-c CIPHERS] [-D DIR]

Asks a server for the key of this agent and keeps it in etc/client.keys, in place of what is there.
A server of Tocsin is remembered by its key, in etc/server.pin: the agent knows it again and talks to
it in the durable protocol. With one of OSSEC it talks in OSSEC's.

  -m SERVER   its name or address
  -p PORT     its port; 1515 when absent
  -A NAME     name of this agent; the name of this machine when absent
  -P FILE     file with the password in its first line; - reads it from standard input
  -v CA       certificates in PEM: the server's must be signed by one of them and be of SERVER.
              Without it whoever answers is believed; "tocsin enroll" with a token is safer
  -x CERT     certificate of this agent, in PEM, for servers that want one
  -k KEY      its key
  -c CIPHERS  ciphers of TLS 1.2, as OpenSSL writes them
  -D DIR      the folder of this agent, with etc and so on; --home is the same
  -g GROUP    accepted: files belong to whoever calls
  -d          accepted: there is nothing more to tell
  -t          check the options and files, and do nothing
  -V          print the version

Exit status: 0 once a key is stored, 1 where none came, 2 called wrongly.`;

const optionTable = {
  manager: { type: 'string', short: 'm' },
  port: { type: 'string', short: 'p' },
  agent: { type: 'string', short: 'A' },
  password: { type: 'string', short: 'P' },
  authority: { type: 'string', short: 'v' },
  certificate: { type: 'string', short: 'x' },
  key: { type: 'string', short: 'k' },
  ciphers: { type: 'string', short: 'c' },
  directory: { type: 'string', short: 'D' },
  group: { type: 'string', short: 'g' },
  debug: { type: 'boolean', short: 'd' },
  test: { type: 'boolean', short: 't' },
  version: { type: 'boolean', short: 'V' },
  home: { type: 'string' },
} as const;

type Values = ReturnType<typeof readOptions<typeof optionTable>>['values'];

const timeoutMs = 30_000;
const passwordBytesMax = 1024;

export const agentAuth: Command = {
  name: 'agent-auth',
  summary: 'Ask a server for the key of this agent.',
  usage,
  async run(args, io) {
    const { values, positionals } = readOptions(args, optionTable);
    refusePositionals(positionals);
    if (values.version === true) {
      io.stdout.write(`${brand.name} ${brand.version} agent-auth\n`);
      return 0;
    }
    const question = await questionOf(values, io);
    if (values.test === true) return 0;
    const home = homeOf(values.home ?? values.directory, io);
    if (homeRole(home) === 'server') {
      io.stderr.write('agent-auth: this is a server: it keeps the keys of its agents\n');
      return 1;
    }
    const { agent, errors, isBroken } = await takeKey(home, question);
    const say = (text: string): void => {
      io.stderr.write(`agent-auth: ${text}\n`);
    };
    for (const one of errors) say(`the server says: ${one}`);
    if (isBroken) say('the server sent a key that is none');
    if (agent === undefined) {
      if (errors.length === 0 && !isBroken) say('the server gave no key: is the password right?');
      return 1;
    }
    io.stdout.write(`Agent ${agent.id} ${agent.name} has its key in etc/client.keys.\n`);
    return 0;
  },
};

async function questionOf(values: Values, io: CommandIo): Promise<Question> {
  const { manager: host, agent: name = hostname() } = values;
  if (host === undefined) throw new UsageError('the server is missing: -m SERVER');
  if (!isAgentName(name)) {
    const rule = '2 to 128 letters, digits, points, hyphens, underscores';
    throw new UsageError(`${JSON.stringify(name)} is no name of an agent: ${rule}; see -A`);
  }
  if ((values.certificate === undefined) !== (values.key === undefined)) {
    throw new UsageError('-x and -k belong together');
  }
  const authority = values.authority;
  return {
    host,
    port: portOf(values.port, 1515),
    request: { name, password: await passwordOf(values.password, io) },
    trust:
      authority === undefined
        ? { kind: 'first-sight' }
        : { kind: 'authority', certificates: textOf(authority) },
    tls: {
      ciphers: values.ciphers ?? defaultCiphers,
      ...(values.certificate !== undefined && { cert: textOf(values.certificate) }),
      ...(values.key !== undefined && { key: textOf(values.key) }),
    },
    timeoutMs,
  };
}

async function passwordOf(path: string | undefined, io: CommandIo): Promise<string | undefined> {
  if (path === undefined) return undefined;
  const password = path === '-' ? await firstLine(io) : readPasswordFile(path);
  if (password === undefined || password === '') throw new UsageError(`${path} has no password`);
  if (password.length > passwordBytesMax) throw new UsageError(`the password is too long`);
  return password;
}

function readPasswordFile(path: string): string | undefined {
  try {
    return readPassword(path);
  } catch (error) {
    throw unreadable(path, error);
  }
}

async function firstLine(io: CommandIo): Promise<string> {
  let text = '';
  for await (const chunk of io.stdin as AsyncIterable<Buffer>) text += chunk.toString('latin1');
  return text.replace(/\r?\n.*$/s, '');
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch (error) {
    throw unreadable(path, error);
  }
}

function unreadable(path: string, cause: unknown): UsageError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new UsageError(`${path} cannot be read: ${reason}`, { cause });
}
