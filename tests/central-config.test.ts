import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { call, logOf, tailOf } from './support/fleet.ts';
import { build, newFolder, readIfThere, until } from './support/running.ts';
import { tokenConfig, tokenHome, tokenLine, tokensIn } from './support/token-home.ts';

let server = '';
let agent = '';
const ports = { secure: 0, enrolment: 0 };

function configureServer(): void {
  const blocks = [
    `<remote><connection>secure</connection><port>${ports.secure}</port><local_ip>127.0.0.1</local_ip></remote>`,
    `<auth><port>${ports.enrolment}</port><local_ip>127.0.0.1</local_ip></auth>`,
  ].join('\n');
  const config = tokenConfig([]).replace('</ossec_config>', `${blocks}</ossec_config>`);
  writeFileSync(join(server, 'etc/ossec.conf'), config);
}

function push(text: string): void {
  mkdirSync(join(server, 'etc/shared'), { recursive: true });
  writeFileSync(join(server, 'etc/shared/agent.conf'), text);
}

function conf(path: string, format = 'syslog'): string {
  const source = `<log_format>${format}</log_format><location>${path}</location>`;
  return `<agent_config name="^web"><localfile>${source}</localfile></agent_config>\n`;
}

async function isSynced(): Promise<boolean> {
  const { out } = await call('tocsin', server, 'agents', '--json');
  return (JSON.parse(out) as { synced: boolean | null }).synced === true;
}

/** Appends lines until one of them has become an alert: the file may not be followed yet. */
async function reaches(path: string, token: string): Promise<void> {
  let count = 0;
  await until(
    () => {
      if (count++ % 20 === 0) appendFileSync(path, tokenLine(`${token}-${count}`));
      return [...tokensIn(server, 'alerts').keys()].some((one) => one.startsWith(token));
    },
    () => `${tailOf(agent)}\n${tailOf(server)}`,
    60_000,
  );
}

beforeAll(async () => {
  build();
  server = tokenHome([]);
  configureServer();
  const started = await call('ossec-control', server, 'start');
  if (started.status !== 0) throw new Error(`${started.out}${started.err}`);
  for (const name of ['secure', 'enrolment'] as const) {
    const found = new RegExp(`port (\\d+)/\\w+ \\(${name}\\)`).exec(logOf(server));
    ports[name] = Number(found?.[1]);
  }
  configureServer();
  agent = newFolder();
  const token = (await call('tocsin', server, 'token')).out.trim();
  mkdirSync(join(agent, 'etc'));
  writeFileSync(
    join(agent, 'etc/ossec.conf'),
    `<ossec_config><client><server>127.0.0.1:${ports.secure}</server></client></ossec_config>`,
  );
  const where = ['--port', String(ports.enrolment), '--name', 'web01', '--token', token];
  await call('tocsin', agent, 'enroll', '127.0.0.1', ...where);
  const begun = await call('ossec-control', agent, 'start');
  if (begun.status !== 0) throw new Error(`${begun.out}${begun.err}`);
}, 120_000);

afterAll(async () => {
  for (const home of [agent, server]) await call('ossec-control', home, 'stop');
});

it('reaches an agent, is used without a restart, and is told as used', async () => {
  const [first, second] = [join(agent, 'first.log'), join(agent, 'second.log')];
  for (const path of [first, second]) writeFileSync(path, '');
  push(conf(first));
  // The agent asks for what is new with its next sign of life.
  await call('ossec-control', agent, 'reload');
  await reaches(first, 'first');
  await expect.poll(isSynced, { timeout: 30_000 }).toBe(true);

  push(conf(second, 'sislog'));
  await until(
    () => readIfThere(join(server, 'logs/ossec.log')).includes('CONFIG_BAD_VALUE'),
    () => tailOf(server),
    60_000,
  );
  expect(await isSynced()).toBe(true);
  await reaches(first, 'still');

  push(conf(second));
  await call('ossec-control', agent, 'reload');
  await reaches(second, 'second');
}, 180_000);
