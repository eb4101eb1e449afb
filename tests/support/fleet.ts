import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { newFolder, readIfThere, run, until, writeFiles } from './running.ts';
import { tokenConfig, tokenHome } from './token-home.ts';

/** Runs a command of `bin/` on a home to its end. */
export async function call(name: string, home: string, ...args: readonly string[]) {
  const command = run(name, args, { env: { TOCSIN_HOME: home } });
  return { status: await command.exited, out: command.stdout, err: command.stderr };
}

/** A machine: this one, or a network namespace with an address of its own. */
export interface Machine {
  readonly address: string;
  readonly through: readonly string[];
}

export const thisMachine: Machine = { address: '127.0.0.1', through: [] };

/** The same on another machine. */
export async function callOn(
  { through }: Machine,
  name: string,
  home: string,
  ...args: readonly string[]
) {
  const command = run(name, args, { env: { TOCSIN_HOME: home }, through });
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
  readonly address: string;
}

function configureServer(home: string, port: number, address: string): void {
  const listen = `<port>${port}</port><local_ip>${address}</local_ip>`;
  const remote = `<remote><connection>secure</connection>${listen}</remote>`;
  const config = tokenConfig([]).replace('</ossec_config>', `${remote}\n</ossec_config>`);
  writeFileSync(join(home, 'etc/ossec.conf'), config);
}

/** A server that runs, with these agents enrolled. */
export async function startServer(
  names: readonly string[],
  machine: Machine = thisMachine,
): Promise<ServerHome> {
  const home = tokenHome([]);
  const { address } = machine;
  configureServer(home, 0, address);
  for (const name of names) await call('manage_agents', home, '-a', 'any', '-n', name);
  const started = await callOn(machine, 'ossec-control', home, 'start');
  if (started.status !== 0) throw new Error(`${started.out}${started.err}\n${tailOf(home)}`);
  const port = (): number =>
    Number(/Listening on port (\d+)\/udp \(secure\)/.exec(logOf(home))?.[1] ?? 0);
  await until(
    () => port() > 0,
    () => tailOf(home),
  );
  const chosen = port();
  configureServer(home, chosen, address);
  return { home, port: chosen, address };
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
  const servers = settings.servers
    .map((port) => `<server>${server.address}:${port}</server>`)
    .join('');
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
