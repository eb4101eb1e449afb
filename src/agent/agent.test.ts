import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { formatDiagnostic } from '../base/index.ts';
import { DurableListener } from '../gateway/testing/durable-listener.ts';
import { SimulatedAgent } from '../gateway/testing/simulated-agent.ts';
import { soon } from '../gateway/testing/soon.ts';
import { Agent } from './agent.ts';
import { readAgentFiles } from './index.ts';

const web = new SimulatedAgent('001', 'web');
let folder = '';
let home = '';
let log = '';
let told: string[] = [];
let listener: DurableListener;
let agent: Agent;
let port = 0;

function write(name: string, text: string): void {
  mkdirSync(dirname(join(home, name)), { recursive: true });
  writeFileSync(join(home, name), text);
}

function configure(more = '', paths: readonly string[] = [log]): void {
  const files = paths.map(
    (path) => `<localfile><log_format>syslog</log_format><location>${path}</location></localfile>`,
  );
  write(
    'etc/ossec.conf',
    `<ossec_config><client><server>127.0.0.1:${port}</server><protocol>durable</protocol>
     ${more}</client>${files.join('')}</ossec_config>`,
  );
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tocsin-agent-'));
  home = join(folder, 'home');
  log = join(folder, 'log');
  told = [];
  writeFileSync(log, '');
  mkdirSync(join(folder, 'server/queue/rids'), { recursive: true });
  const tell = (text: string): void => void told.push(text);
  listener = new DurableListener({ home: join(folder, 'server'), agents: [web.entry], tell });
  port = await listener.listen();
  write('etc/client.keys', web.line);
  configure();
  agent = new Agent({
    home,
    readFiles: () => readAgentFiles(home, []),
    hostname: 'web',
    clock: Date.now,
    chance: () => 0,
    log: { info: tell, warn: tell, error: tell },
    onSources: (sources) => tell(`sources ${sources.length}`),
    onFailure: (error) => tell(`failed ${String(error)}`),
  });
});

afterEach(async () => {
  await agent.stop();
  await listener.close();
  rmSync(folder, { recursive: true, force: true });
});

const started = "ossec: Agent started: 'web->any'.";

describe('an agent', () => {
  it('reports its start and what its logs say, and tells scripts who it is', async () => {
    expect((await agent.apply()).map(formatDiagnostic)).toEqual([]);
    appendFileSync(log, 'one\ntwo\n');

    await soon(() => listener.texts.toSorted()).toEqual(['one', started, 'two']);
    expect(readFileSync(join(home, 'queue/ossec/.agent_info'), 'utf8')).toBe('web\n-\n001\n-\n');
    expect(told).toContain('sources 1');
  });

  it('keeps what it runs with when the files are wrong', async () => {
    await agent.apply();
    configure('<port>x</port>');
    expect((await agent.apply()).map(({ code }) => code)).toEqual(['CONFIG_BAD_VALUE']);
    appendFileSync(log, 'still here\n');

    await soon(() => listener.texts).toContain('still here');
  });

  it('goes on with other files where it was, and starts once', async () => {
    await agent.apply();
    appendFileSync(log, 'before\n');
    await soon(() => listener.texts).toContain('before');
    const other = join(folder, 'other');
    writeFileSync(other, '');
    configure('<config-profile>db</config-profile>', [log, other]);
    expect(await agent.apply()).toEqual([]);
    appendFileSync(log, 'after\n');
    appendFileSync(other, 'more\n');

    await soon(() => listener.texts.toSorted()).toEqual(['after', 'before', 'more', started]);
    expect(readFileSync(join(home, 'queue/ossec/.agent_info'), 'utf8')).toContain('001\ndb\n');
  });

  it('reads its files again at the word of the server', async () => {
    await agent.apply();
    await soon(() => listener.server.connected).toBe(1);
    const order = Buffer.from('#!-execd restart-ossec0 - null (from_the_server) (no_rule_id)');
    listener.server.send('001', order);

    await soon(() => told).toContain('The server asked for a restart: reading all files.');
    await soon(() => told.filter((text) => text.startsWith('Connected')).length).toBe(2);
  });

  it.each([
    ['', 'this version runs none'],
    ['<disable-active-response>yes</disable-active-response>', 'active response is disabled here'],
  ])('says why it runs no response with %j', async (more, why) => {
    configure(more);
    await agent.apply();
    await soon(() => listener.server.connected).toBe(1);
    listener.server.send('001', Buffer.from('#!-execd host-deny600 - 192.0.2.1 1.2 5712'));
    listener.server.send('001', Buffer.from('#!-syscheck restart'));

    await soon(() => told).toContain(`The server asked for the response host-deny600; ${why}.`);
    await soon(() => told).toContain('The server asked for a scan; nothing is to be checked here.');
  });

  it('does what the server wants of it, and goes on with that when a wrong file comes', async () => {
    const central = join(folder, 'central');
    writeFileSync(central, '');
    const conf = (inner: string): string => `<agent_config name="web">${inner}</agent_config>`;
    const source = `<localfile><log_format>syslog</log_format><location>${central}</location></localfile>`;
    write('etc/shared/agent.conf', conf(source));
    expect((await agent.apply()).map(formatDiagnostic)).toEqual([]);
    appendFileSync(central, 'first\n');
    await soon(() => listener.texts).toContain('first');

    write('etc/shared/agent.conf', conf(source.replace('syslog', 'sislog')));
    expect((await agent.apply()).map(({ severity, code }) => `${severity} ${code}`)).toEqual([
      'warning CONFIG_BAD_VALUE',
    ]);
    await agent.apply();
    appendFileSync(central, 'second\n');
    await soon(() => listener.texts).toContain('second');
    expect(listener.texts.filter((text) => text.startsWith('ossec: Shared'))).toEqual([
      expect.stringMatching(/^ossec: Shared configuration refused: 1 error in agent.conf, the /),
    ]);
  });

  it('says that it is stopped, and not that it is when it only reads its files', async () => {
    await agent.apply();
    await soon(() => listener.texts).toContain(started);
    await agent.apply();
    await agent.stop();

    expect(listener.texts.filter((text) => text.startsWith('ossec: Agent'))).toEqual([
      started,
      "ossec: Agent stopped: 'web->any'.",
    ]);
  });

  it('keeps records while nobody answers, over a stop', async () => {
    await listener.close();
    await agent.apply();
    appendFileSync(log, 'kept\n');
    await soon(() => told.some((text) => text.includes('nobody listens there'))).toBe(true);
    await soon(() => readFileSync(join(home, 'queue/ossec/positions.json'), 'utf8')).toContain(log);
    await agent.stop();
    const tell = (text: string): void => void told.push(text);
    listener = new DurableListener({ home: join(folder, 'server'), agents: [web.entry], tell });
    port = await listener.listen();
    configure();
    agent = new Agent({
      home,
      readFiles: () => readAgentFiles(home, []),
      hostname: 'web',
      clock: Date.now,
      chance: () => 0,
      log: { info: tell, warn: tell, error: tell },
      onSources: () => undefined,
      onFailure: tell as (error: unknown) => void,
    });
    await agent.apply();

    await soon(() => listener.texts).toContain('kept');
  });
});
