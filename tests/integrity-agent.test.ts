import { mkdirSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { agentHome, call, logOf, startServer, tailOf } from './support/fleet.ts';
import { build, newFolder, readIfThere, until } from './support/running.ts';

const homes: string[] = [];

beforeAll(build, 120_000);

afterEach(async () => {
  for (const home of homes.splice(0).toReversed()) await call('ossec-control', home, 'stop');
});

/** A server and an agent that checks a folder. */
async function pair(checked: string) {
  const server = await startServer(['web01']);
  homes.push(server.home);
  const home = await agentHome(server, { id: '001', servers: [server.port] });
  homes.push(home);
  const conf = join(home, 'etc/ossec.conf');
  const syscheck =
    `<syscheck><directories check_all="yes" realtime="yes" report_changes="yes">${checked}` +
    '</directories></syscheck>';
  const text = readFileSync(conf, 'utf8').replace('</ossec_config>', `${syscheck}</ossec_config>`);
  writeFileSync(conf, text);
  expect((await call('ossec-control', home, 'start')).status).toBe(0);
  return { server: server.home, agent: home };
}

function archives(server: string): string {
  return readIfThere(join(server, 'logs/archives/archives.log'));
}

async function told(server: string, agent: string, ...texts: readonly string[]): Promise<void> {
  await until(
    () => texts.every((text) => archives(server).includes(text)),
    () => `${texts.join(' | ')}\n${tailOf(server)}\n${tailOf(agent)}`,
  );
}

async function scanned(agent: string, times: number): Promise<void> {
  await until(
    () => logOf(agent).split('Integrity scan: ').length > times,
    () => tailOf(agent),
  );
}

describe('an agent that checks files', () => {
  it('tells its server, which knows what they were', async () => {
    const checked = newFolder();
    mkdirSync(join(checked, 'd'));
    writeFileSync(join(checked, 'd/f'), 'one\n');
    writeFileSync(join(checked, 'gone'), 'x');
    const { server, agent } = await pair(checked);
    await scanned(agent, 1);
    await told(server, agent, 'Ending syscheck scan.');

    writeFileSync(join(checked, 'd/f'), 'two\n');
    unlinkSync(join(checked, 'gone'));
    await told(
      server,
      agent,
      `Integrity checksum changed for: '${checked}/d/f'`,
      '< one',
      '> two',
      `File '${checked}/gone' was deleted.`,
    );
    expect(archives(server)).toContain('(web01) any->syscheck');
    await until(
      () => readIfThere(join(server, 'var/run/scans.json')).includes('syscheckEnd'),
      () => tailOf(server),
    );
    expect((await call('agent_control', server, '-i', '001', '-e')).out).toMatch(
      /Syscheck last ended at: +\w{3} \w{3} [ \d]\d [\d:]{8} 20\d\d/,
    );
  });

  it('scans when its server asks for it', async () => {
    const checked = newFolder();
    const { server, agent } = await pair(checked);
    await scanned(agent, 1);
    await told(server, agent, 'Ending syscheck scan.');
    expect((await call('agent_control', server, '-r', '-u', '001')).status).toBe(0);
    await scanned(agent, 2);
    expect(logOf(agent)).toContain('The server asked for a scan.');
  });
});
