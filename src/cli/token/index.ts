import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { serverCertificate, TokenFile, tokensMax } from '../../fleet/index.ts';
import { isAgentName, isProfile, secretBytes, secretHash } from '../../wire/index.ts';
import { tokenSecret, tokenText } from '../../wire/index.ts';
import { prepareHome, thisMachine } from '../../supervisor/index.ts';
import { UsageError, type Command, type CommandIo } from '../contract.ts';
import { homeOf, isRoot } from '../home-option.ts';
import { readOptions, refusePositionals } from '../options.ts';
import { isEnrolmentOn } from './is-enrolment-on.ts';

const usage = `usage: tocsin token [--ttl TIME] [--name NAME] [--profile PROFILE] [--home DIR]
       tocsin token --list | --revoke HASH [--home DIR]

Prints a token with which one agent can enrol once: on that machine,

    tocsin enroll SERVER --token TOKEN

The token also tells the agent the key of this server, so that nobody else can pose as it. The
server keeps a sum of the token only, in etc/authd.tokens.

  --ttl TIME         how long it is valid, such as 30m, 24h or 7d; an hour when absent
  --name NAME        the agent must have this name
  --profile PROFILE  the agent's <config-profile>, which chooses blocks of agent.conf; several
                     with commas between them
  --list             list the tokens that were not used: beginnings of their sums, not the tokens
  --revoke HASH      take back those whose sums begin so

  --home DIR   the folder with etc, queue and so on; else TOCSIN_HOME, else as root an
               installation in /var/ossec, else tocsin in the user's state folder`;

const optionTable = {
  ttl: { type: 'string' },
  name: { type: 'string' },
  profile: { type: 'string' },
  list: { type: 'boolean' },
  revoke: { type: 'string' },
  home: { type: 'string' },
} as const;

type Values = ReturnType<typeof readOptions<typeof optionTable>>['values'];

const unitSeconds: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };
const ttlSecondsMax = 30 * 86_400;
/** Digits of a sum that are shown: enough to tell tokens apart. */
const shownDigits = 12;

export const token: Command = {
  name: 'token',
  summary: 'Print a one-time token with which an agent can enrol.',
  usage,
  async run(args, io) {
    const { values, positionals } = readOptions(args, optionTable);
    refusePositionals(positionals);
    const home = homeOf(values.home, io);
    prepareHome(home, { isRoot: isRoot(), machine: thisMachine });
    const file = new TokenFile(home);
    if (values.list === true) return list(file, io);
    if (values.revoke !== undefined) return revoke(file, values.revoke, io);
    return make(file, values, home, io);
  },
};

async function make(file: TokenFile, values: Values, home: string, io: CommandIo): Promise<number> {
  const seconds = secondsOf(values.ttl ?? '1h');
  const { name, profile } = values;
  if (name !== undefined && !isAgentName(name)) {
    throw new UsageError(`${JSON.stringify(name)} is no name of an agent`);
  }
  if (profile !== undefined && !isProfile(profile)) {
    throw new UsageError(`${JSON.stringify(profile)} is no profile`);
  }
  const { pin } = await serverCertificate(home);
  const secret = tokenSecret(randomBytes(secretBytes));
  const nowMs = Date.now();
  const expiresAt = Math.ceil(nowMs / 1000) + seconds;
  if (!(await file.add({ hash: secretHash(secret), expiresAt, name }, nowMs))) {
    io.stderr.write(`token: there are ${tokensMax} tokens already; see --revoke\n`);
    return 1;
  }
  io.stdout.write(`${tokenText({ secret, pin, profile })}\n`);
  if (!isEnrolmentOn(home)) {
    io.stderr.write('token: nobody takes it yet: ossec.conf has no <auth>; see docs/agents.md\n');
  }
  if (io.isTerminal) {
    io.stderr.write(`On the agent: tocsin enroll ${hostname()} --token TOKEN\n`);
  }
  return 0;
}

function list(file: TokenFile, io: CommandIo): number {
  for (const { hash, expiresAt, name } of file.list(Date.now())) {
    const until = new Date(expiresAt * 1000).toISOString().replace('.000', '');
    io.stdout.write(`${hash.slice(0, shownDigits)}  until ${until}  ${name ?? 'any name'}\n`);
  }
  return 0;
}

async function revoke(file: TokenFile, prefix: string, io: CommandIo): Promise<number> {
  if (!/^[0-9a-f]{6,64}$/.test(prefix)) {
    throw new UsageError('--revoke takes at least six digits of a sum, as --list shows them');
  }
  const count = await file.revoke(prefix, Date.now());
  io.stdout.write(`${count} ${count === 1 ? 'token' : 'tokens'} taken back.\n`);
  return count > 0 ? 0 : 1;
}

function secondsOf(text: string): number {
  const [, digits = '', unit = ''] = /^(\d{1,6})([smhd])$/.exec(text) ?? [];
  const seconds = Number(digits) * (unitSeconds[unit] ?? 0);
  if (seconds >= 1 && seconds <= ttlSecondsMax) return seconds;
  throw new UsageError(`${JSON.stringify(text)} is no time such as 30m, 24h or 7d, up to 30d`);
}
