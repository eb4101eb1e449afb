import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { enrolTls, openEnrolServer, type EnrolServer } from '../../enrol/index.ts';

/** A home that gives keys, for tests of those who ask for them. */
export async function serveKeys(home: string, password?: string): Promise<EnrolServer> {
  for (const name of ['etc', 'var/run', 'queue/agent-info', 'queue/rids']) {
    mkdirSync(join(home, name), { recursive: true });
  }
  const ignore = (): void => undefined;
  return openEnrolServer({
    home,
    port: 0,
    localIp: '127.0.0.1',
    tls: await enrolTls(home, {}),
    admission: { kind: 'password', password },
    isBound: false,
    replaceAfterSeconds: undefined,
    connectionsMax: 64,
    clock: Date.now,
    log: { info: ignore, warn: ignore, error: ignore },
  });
}
