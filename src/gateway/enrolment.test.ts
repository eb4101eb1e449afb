import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { formatDiagnostic } from '../base/index.ts';
import { askForKey } from '../enrol/index.ts';
import type { IngestRecord } from '../wire/index.ts';
import { readGatewayFiles } from './gateway-files.ts';
import { Gateway } from './gateway.ts';
import { soon } from './testing/soon.ts';

const root = mkdtempSync(join(tmpdir(), 'tocsin-ge-'));
let count = 0;
let home = '';
let gateway: Gateway | undefined;
let records: IngestRecord[] = [];
let told: string[] = [];

function configure(inner: string): void {
  writeFileSync(join(home, 'etc/ossec.conf'), `<ossec_config>${inner}</ossec_config>`);
}

beforeEach(() => {
  home = join(root, String(++count));
  for (const name of ['etc', 'var/run']) mkdirSync(join(home, name), { recursive: true });
  records = [];
  told = [];
});

afterEach(async () => {
  await gateway?.stop();
  gateway = undefined;
});

afterAll(() => rmSync(root, { recursive: true, force: true }));

async function start(inner: string): Promise<number> {
  configure(`<auth><port>0</port><local_ip>127.0.0.1</local_ip>${inner}</auth>`);
  const note = (text: string): void => {
    told.push(text);
  };
  gateway = new Gateway({
    home,
    readFiles: () => readGatewayFiles(home),
    delivery: {
      deliver: (some) => {
        records.push(...some);
        return Promise.resolve();
      },
      deliverBatch: () => Promise.resolve(),
    },
    clock: Date.now,
    log: { info: note, warn: note, error: note },
    forwardPath: join(home, 'ar'),
  });
  expect((await gateway.apply()).map(formatDiagnostic)).toEqual([]);
  const opened = gateway.ports.find(({ connection }) => connection === 'enrolment');
  return opened?.port ?? 0;
}

async function ask(port: number, name: string, password?: string): Promise<string | undefined> {
  const trust = { kind: 'first-sight' } as const;
  const where = { host: '127.0.0.1', port, timeoutMs: 5000, trust };
  const { agent } = await askForKey({ ...where, request: { name, password } });
  return agent === undefined ? undefined : `${agent.id} ${agent.name} ${agent.address}`;
}

function problems(inner: string): readonly string[] {
  configure(`<auth>${inner}</auth>`);
  return readGatewayFiles(home).diagnostics.map(({ code }) => code);
}

describe('a gateway with <auth>', () => {
  it('gives keys and has the rules told of it', async () => {
    writeFileSync(join(home, 'etc/authd.pass'), 'secret\n');
    chmodSync(join(home, 'etc/authd.pass'), 0o644);
    const port = await start('');
    expect(told.join()).toContain('authd.pass is open to everybody');

    expect(await ask(port, 'web01')).toBeUndefined();
    expect(await ask(port, 'web01', 'secret')).toBe('1024 web01 any');
    await soon(() => records.map(({ location, text }) => `${location}:${text}`)).toEqual([
      "ossec-authd:ossec: Agent enrolled: 'web01->any' (1024).",
    ]);
    expect(told).toContain(`Listening on port ${port}/tcp (enrolment).`);
    expect(told).toContain('Keys read again: 1 agents.');
  });

  it.each([
    { inner: '<use_password>no</use_password>', found: '1024 web01 any' },
    {
      inner: '<use_password>no</use_password><use_source_ip>yes</use_source_ip>',
      found: '1024 web01 127.0.0.1',
    },
    { inner: '', found: undefined },
  ])('with $inner gives a stranger $found', async ({ inner, found }) => {
    expect(await ask(await start(inner), 'web01')).toBe(found);
  });

  it('admits nobody by an empty password, and says so', async () => {
    writeFileSync(join(home, 'etc/authd.pass'), '\n');

    expect(await ask(await start(''), 'web01', '')).toBeUndefined();
    expect(told.join()).toContain('begins with an empty line: only tokens count');
  });

  it('ends with its configuration', async () => {
    const port = await start('');
    configure('<global></global>');
    await gateway?.apply();

    expect(gateway?.ports).toEqual([]);
    await expect(ask(port, 'web01')).rejects.toMatchObject({ code: 'ENROL_UNREACHABLE' });
  });

  it.each([
    { inner: '', codes: [] },
    { inner: '<ssl_agent_ca>none</ssl_agent_ca>', codes: ['CONFIG_UNREADABLE'] },
    {
      inner: '<ssl_manager_cert>/none</ssl_manager_cert><ssl_manager_key>/none</ssl_manager_key>',
      codes: ['CONFIG_UNREADABLE', 'CONFIG_UNREADABLE'],
    },
    { inner: '<disabled>yes</disabled><ssl_agent_ca>none</ssl_agent_ca>', codes: [] },
  ])('with $inner has $codes', ({ inner, codes }) => {
    expect(problems(inner)).toEqual(codes);
  });
});
