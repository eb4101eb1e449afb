import { accessSync, constants } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import type { Clock, Diagnostic } from '../base/index.ts';
import type { AuthValues } from '../config/index.ts';
import {
  enrolTls,
  exposureOf,
  openEnrolServer,
  passwordPath,
  readPassword,
  type EnrolServer,
} from '../enrol/index.ts';
import type { AgentEntry } from '../wire/index.ts';

export interface EnrolmentPlace {
  readonly home: string;
  readonly connectionsMax: number;
  readonly clock: Clock;
  readonly log: {
    readonly info: (text: string) => void;
    readonly warn: (text: string) => void;
    readonly error: (text: string) => void;
  };
  /** Called when an agent got a key, so that its first message is not one of a stranger. */
  readonly enrolled: (agent: AgentEntry) => void;
}

/** Opens the port of `<auth>`. Throws as `openEnrolServer` and `enrolTls` do. */
export async function openEnrolment(auth: AuthValues, place: EnrolmentPlace): Promise<EnrolServer> {
  const { home, log } = place;
  const password = auth.usePassword ? readPassword(passwordPath(home)) : undefined;
  const exposed = password === undefined ? undefined : exposureOf(passwordPath(home));
  if (exposed !== undefined) log.warn(exposed);
  if (password === '') log.warn('etc/authd.pass begins with an empty line: only tokens count.');
  const server = await openEnrolServer({
    ...place,
    port: auth.port,
    localIp: auth.localIp,
    tls: await enrolTls(home, {
      certificate: below(home, auth.certificate),
      key: below(home, auth.key),
      authority: below(home, auth.agentAuthority),
      ciphers: auth.ciphers,
    }),
    admission: auth.usePassword ? { kind: 'password', password } : { kind: 'open' },
    isBound: auth.useSourceIp,
    replaceAfterSeconds: auth.replaceAfterSeconds,
  });
  log.info(`Listening on port ${server.port}/tcp (enrolment).`);
  return server;
}

/** Files that `<auth>` names and that cannot be read. */
export function checkEnrolment(home: string, auth: AuthValues): readonly Diagnostic[] {
  const own = auth.usePassword ? [passwordPath(home)] : [];
  const named = [auth.agentAuthority, auth.certificate, auth.key];
  const paths = named.flatMap((path) => below(home, path) ?? []);
  return [...paths, ...own].flatMap((path): readonly Diagnostic[] => {
    const reason = unreadable(path);
    if (reason === undefined || (own.includes(path) && reason.startsWith('ENOENT'))) return [];
    return [{ severity: 'error', code: 'CONFIG_UNREADABLE', at: auth.at, message: reason }];
  });
}

function unreadable(path: string): string | undefined {
  try {
    accessSync(path, constants.R_OK);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function below(home: string, path: string | undefined): string | undefined {
  return path === undefined || isAbsolute(path) ? path : join(home, path);
}
