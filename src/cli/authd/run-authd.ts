import { enrolTls, openEnrolServer, type EnrolServer } from '../../enrol/index.ts';
import { handOverEnrolment } from '../../fleet/index.ts';
import { PidFiles, type LogLevel } from '../../supervisor/index.ts';
import { readInternalOptions } from './internal-options.ts';
import type { AuthdSettings } from './settings.ts';

export const daemonName = 'ossec-authd';
/** How long a first signal waits for agents that are connected. */
const patienceMs = 60_000;

export type Log = (level: LogLevel, text: string) => void;

/** One server of keys that runs until it is stopped. */
export interface Authd {
  readonly port: number;
  /** Waits for connected agents; a second call does not. */
  stop(): Promise<void>;
}

/**
 * Listens, gives up root where that was asked for, and serves. Throws what `openEnrolServer` and
 * `enrolTls` throw, and errors of the system for users that do not exist.
 */
export async function runAuthd(settings: AuthdSettings, log: Log): Promise<Authd> {
  const { home, certificate, key, authority, ciphers } = settings;
  const internal = readInternalOptions(home);
  const server = await openEnrolServer({
    home,
    port: settings.port,
    localIp: undefined,
    tls: await enrolTls(home, { certificate, key, authority, ciphers }),
    admission: settings.isOpen
      ? { kind: 'open' }
      : { kind: 'password', password: settings.password },
    isBound: settings.isBound,
    replaceAfterSeconds: settings.replaceAfterSeconds,
    connectionsMax: internal.get('authd.max_connections'),
    clock: Date.now,
    log: {
      info: (text) => log('INFO', text),
      warn: (text) => log('WARN', text),
      error: (text) => log('ERROR', text),
    },
  });
  const pids = new PidFiles(home);
  const pidFile = { name: daemonName, pid: process.pid };
  try {
    pids.write(pidFile);
    giveUpRoot(settings);
  } catch (error) {
    pids.remove(pidFile);
    await server.close();
    throw error;
  }
  log('INFO', `Started (pid: ${process.pid}), listening on port ${server.port}/tcp.`);
  return {
    port: server.port,
    stop: stopper(server, () => pids.remove(pidFile)),
  };
}

function stopper(server: EnrolServer, ended: () => void): () => Promise<void> {
  let calls = 0;
  return async () => {
    calls++;
    await server.close(calls > 1 ? 0 : patienceMs);
    ended();
  };
}

/** The files that it writes go to the user that it becomes. */
function giveUpRoot({ home, user, group }: AuthdSettings): void {
  if (group !== undefined) {
    process.setgroups?.([group]);
    process.setgid?.(group);
  }
  if (user === undefined) return;
  if (process.geteuid?.() === 0) handOverEnrolment(home, uidOf(user), process.getgid?.() ?? 0);
  process.setuid?.(user);
}

/** Whose number a name is: the system knows also those that no file lists. */
function uidOf(user: string): number {
  process.seteuid?.(user);
  const uid = process.geteuid?.() ?? 0;
  process.seteuid?.(0);
  return uid;
}
