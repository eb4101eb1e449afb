import { randomBytes } from 'node:crypto';
import { brand, formatDiagnostic, hasErrors } from '../../base/index.ts';
import { enrolTls, exposureOf, passwordPath, readPassword } from '../../enrol/index.ts';
import { KeyFile } from '../../fleet/index.ts';
import {
  DaemonLog,
  findAccount,
  ownNames,
  prepareHome,
  script,
  startBackground,
  thisMachine,
} from '../../supervisor/index.ts';
import { UsageError, type Command, type CommandIo } from '../contract.ts';
import { homeOf, isRoot } from '../home-option.ts';
import { portOf, readOptions, refusePositionals } from '../options.ts';
import { daemonName, runAuthd } from './run-authd.ts';
import type { AuthdSettings } from './settings.ts';

const usage = `usage: ossec-authd [-f] [-n] [-i] [-F SEC] [-p PORT] [-v CA] [-x CERT -k KEY] [-c CIPHERS]
                   [-u USER] [-g GROUP] [-D DIR] [-t] [-d] [-V]

Gives keys to agents that ask for them (agent-auth, tocsin enroll) and writes them to
etc/client.keys. A server with <auth> in ossec.conf does this by itself; this command is for those
who want it apart, or for a while.

Agents must show the password that is the first line of etc/authd.pass, or a token of "tocsin
token". Without that file a password is made and printed once, at start.

  -f          stay in the foreground
  -n          ask for no password: whoever reaches the port becomes an agent
  -i          keys are good for the address alone that asked for them
  -F SEC      an agent of the same name or address that was silent for SEC seconds gives way
  -p PORT     the port; 1515 when absent
  -v CA       agents need certificates that one of these has signed (PEM)
  -x CERT     certificate in PEM; etc/sslmanager.cert when absent, and made at first
  -k KEY      its key; etc/sslmanager.key when absent
  -c CIPHERS  ciphers of TLS 1.2, as OpenSSL writes them
  -u USER     the user that it becomes once it listens; ossec, where root starts it and there is one
  -g GROUP    the group; ossec likewise
  -D DIR      the folder with etc and so on; --home is the same
  -t          check files and options, and do not start
  -d          accepted: what there is to tell stands in logs/ossec.log
  -V          print the version

The first SIGTERM or SIGINT lets connected agents finish, the second does not.`;

const optionTable = {
  foreground: { type: 'boolean', short: 'f' },
  open: { type: 'boolean', short: 'n' },
  bound: { type: 'boolean', short: 'i' },
  force: { type: 'string', short: 'F' },
  port: { type: 'string', short: 'p' },
  authority: { type: 'string', short: 'v' },
  certificate: { type: 'string', short: 'x' },
  key: { type: 'string', short: 'k' },
  ciphers: { type: 'string', short: 'c' },
  user: { type: 'string', short: 'u' },
  group: { type: 'string', short: 'g' },
  directory: { type: 'string', short: 'D' },
  test: { type: 'boolean', short: 't' },
  debug: { type: 'boolean', short: 'd' },
  version: { type: 'boolean', short: 'V' },
  home: { type: 'string' },
} as const;

type Values = ReturnType<typeof readOptions<typeof optionTable>>['values'];

const startMs = 30_000;
const passwordBytes = 16;

export const authd: Command = {
  name: 'authd',
  summary: 'Give keys to agents that ask for them, apart from the server.',
  usage,
  async run(args, io) {
    const { values, positionals } = readOptions(args, optionTable);
    refusePositionals(positionals);
    if (values.version === true) {
      io.stdout.write(`${brand.name} ${brand.version} ossec-authd\n`);
      return 0;
    }
    const home = homeOf(values.home ?? values.directory, io);
    const settings = settingsOf(values, home);
    prepareHome(home, { isRoot: isRoot(), machine: thisMachine });
    const { diagnostics } = new KeyFile(home).read();
    for (const one of diagnostics) io.stderr.write(`${formatDiagnostic(one)}\n`);
    if (hasErrors(diagnostics)) return 1;
    const { certificate, key, authority, ciphers } = settings;
    await enrolTls(home, { certificate, key, authority, ciphers });
    if (values.test === true) return 0;
    const ready = withPassword(settings, io);
    return values.foreground === true ? stay(ready, io) : goToBackground(ready, io);
  },
};

function settingsOf(values: Values, home: string): AuthdSettings {
  const force = values.force;
  if (force !== undefined && !/^\d{1,9}$/.test(force)) {
    throw new UsageError(`${JSON.stringify(force)} is no number of seconds`);
  }
  // Root gives itself up for the account that OSSEC's installer makes, where there is one.
  const hasAccount = isRoot() && findAccount(ownNames.user, ownNames.group) !== undefined;
  return {
    home,
    port: values.port === '0' ? 0 : portOf(values.port, 1515),
    certificate: values.certificate,
    key: values.key,
    authority: values.authority,
    ciphers: values.ciphers,
    isOpen: values.open === true,
    isBound: values.bound === true,
    replaceAfterSeconds: force === undefined ? undefined : Number(force),
    password: undefined,
    user: values.user ?? (hasAccount ? ownNames.user : undefined),
    group: values.group ?? (hasAccount ? ownNames.group : undefined),
  };
}

/** A password that is made here is told to whoever started this, and written nowhere. */
function withPassword(settings: AuthdSettings, io: CommandIo): AuthdSettings {
  if (settings.isOpen) return settings;
  const path = passwordPath(settings.home);
  const found = readPassword(path);
  if (found !== undefined) {
    const exposed = exposureOf(path);
    if (exposed !== undefined) io.stderr.write(`ossec-authd: ${exposed}\n`);
    return { ...settings, password: found };
  }
  const password = randomBytes(passwordBytes).toString('hex');
  io.stdout.write(`There is no etc/authd.pass. Password of agents until this ends: ${password}\n`);
  return { ...settings, password };
}

/** Until a signal: the first lets agents finish, the second does not. */
async function stay(settings: AuthdSettings, io: CommandIo): Promise<number> {
  process.umask(0o027);
  const log = new DaemonLog(settings.home);
  const running = await runAuthd(settings, (level, text) => {
    log.write(daemonName, level, text);
    io.stdout.write(`${daemonName}: ${text}\n`);
  });
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      process.on(signal, () => void running.stop().then(resolve));
    }
  });
  return 0;
}

async function goToBackground(settings: AuthdSettings, io: CommandIo): Promise<number> {
  const { home } = settings;
  const entry = script('cli/authd', 'authd-main');
  const started = await startBackground(home, {
    entry,
    args: [home],
    message: settings,
    timeoutMs: startMs,
  });
  if (started.kind === 'started') return 0;
  const reason = started.kind === 'failed' ? started.reason : 'it did not start';
  io.stderr.write(`ossec-authd: ${reason}\n`);
  return 1;
}
