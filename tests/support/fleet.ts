import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { newFolder, readIfThere, run, until, writeFiles } from './running.ts';
import { tokenConfig, tokenHome } from './token-home.ts';

/** Runs a command of `bin/` on a home to its end. */
export async function call(name: string, home: string, ...args: readonly string[]) {
  const command = run(name, args, { env: { TOCSIN_HOME: home } });
  return { status: await command.exited, out: command.stdout, err: command.stderr };
}

export function logOf(home: string): string {
  return readIfThere(join(home, 'logs/ossec.log'));
}

/** The last lines of a home's log, for messages of tests. */
export function tailOf(home: string): string {
  return `${home}\n${logOf(home).split('\n').slice(-20).join('\n')}`;
}

export interface ServerHome {
  readonly home: string;
  /** Where it listens; the same after every start. */
  readonly port: number;
}

function remote(port: number): string {
  return `<remote><connection>secure</connection><port>${port}</port><local_ip>127.0.0.1</local_ip></remote>`;
}

function configureServer(home: string, port: number): void {
  const config = tokenConfig([]).replace('</ossec_config>', `${remote(port)}\n</ossec_config>`);
  writeFileSync(join(home, 'etc/ossec.conf'), config);
}

/** A server that runs, with these agents enrolled. */
export async function startServer(names: readonly string[]): Promise<ServerHome> {
  const home = tokenHome([]);
  configureServer(home, 0);
  for (const name of names) await call('manage_agents', home, '-a', 'any', '-n', name);
  const started = await call('ossec-control', home, 'start');
  if (started.status !== 0) throw new Error(`${started.out}${started.err}\n${tailOf(home)}`);
  const port = (): number =>
    Number(/Listening on port (\d+)\/udp \(secure\)/.exec(logOf(home))?.[1] ?? 0);
  await until(
    () => port() > 0,
    () => tailOf(home),
  );
  const chosen = port();
  configureServer(home, chosen);
  return { home, port: chosen };
}

export interface AgentSettings {
  readonly id: string;
  readonly servers: readonly number[];
  readonly watch?: readonly string[];
  /** More options of `<client>`. */
  readonly options?: string;
}

/** An agent's home with the key that the server gave, put there as people do. */
export async function agentHome(server: ServerHome, settings: AgentSettings): Promise<string> {
  const home = newFolder();
  const servers = settings.servers.map((port) => `<server>127.0.0.1:${port}</server>`).join('');
  const files = (settings.watch ?? []).map(
    (path) => `<localfile><log_format>syslog</log_format><location>${path}</location></localfile>`,
  );
  writeFiles(home, {
    'etc/ossec.conf': `<ossec_config><client>${servers}${settings.options ?? ''}</client>
${files.join('\n')}</ossec_config>`,
  });
  const exported = await call('manage_agents', server.home, '-e', settings.id);
  const key = Buffer.from(exported.out.trim().split('\n').at(-1) ?? '', 'base64').toString();
  writeFiles(home, { 'etc/client.keys': `${key}\n` });
  return home;
}
