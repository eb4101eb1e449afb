import { createSocket, type Socket as Datagrams } from 'node:dgram';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { connect as connectTls } from 'node:tls';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { formatDiagnostic } from '../base/index.ts';
import type { IngestRecord } from '../wire/index.ts';
import { forwardLine } from './forward-line.ts';
import { readGatewayFiles } from './gateway-files.ts';
import { Gateway } from './gateway.ts';
import { certificate, privateKey } from './testing/certificate.ts';
import { recordsOf } from './testing/records-of.ts';
import { soon } from './testing/soon.ts';
import { keepalive, SimulatedAgent } from './testing/simulated-agent.ts';

const root = mkdtempSync(join(tmpdir(), 'tocsin-gw-'));
let count = 0;
let home = '';
let gateway: Gateway;
let records: IngestRecord[] = [];
let told: string[] = [];
let nowMs = Date.UTC(2026, 0, 2);
const opened: (Datagrams | Socket)[] = [];

function writeConfig(...blocks: readonly string[]): void {
  mkdirSync(join(home, 'etc'), { recursive: true });
  mkdirSync(join(home, 'var/run'), { recursive: true });
  writeFileSync(
    join(home, 'etc/ossec.conf'),
    `<ossec_config>\n${blocks.join('\n')}\n</ossec_config>`,
  );
}

function remote(connection: string, more = ''): string {
  return `<remote><connection>${connection}</connection><port>0</port><local_ip>127.0.0.1</local_ip>${more}</remote>`;
}

const allowed = '<allowed-ips>127.0.0.1</allowed-ips>';

function newGateway(watchEveryMs = 120_000): Gateway {
  return new Gateway({
    home,
    readFiles: () => readGatewayFiles(home),
    delivery: {
      deliver: (some) => {
        records.push(...some);
        return Promise.resolve();
      },
      deliverBatch: (bytes) => {
        records.push(...recordsOf(bytes));
        return Promise.resolve();
      },
    },
    clock: () => nowMs,
    log: {
      info: (text) => told.push(text),
      warn: (text) => told.push(text),
      error: (text) => told.push(text),
    },
    forwardPath: relative(process.cwd(), join(home, 'queue/alerts/ar')),
    watchEveryMs,
  });
}

async function start(...blocks: readonly string[]): Promise<void> {
  writeConfig(...blocks);
  gateway = newGateway();
  const problems = (await gateway.apply()).map(formatDiagnostic);
  expect(problems).toEqual([]);
}

/** A socket of an agent: it sends, and what it hears is kept. */
class Wire {
  readonly heard: string[] = [];
  readonly #socket = createSocket('udp4');
  readonly #agent: SimulatedAgent;

  constructor(agent: SimulatedAgent) {
    this.#agent = agent;
    opened.push(this.#socket);
    this.#socket.on('message', (datagram) => this.heard.push(agent.hear(datagram)));
  }

  say(payload: string, port = gateway.ports[0]?.port ?? 0): void {
    this.#socket.send(this.#agent.say(payload), port, '127.0.0.1');
  }
}

function texts(): readonly string[] {
  return records.map(({ queue, location, text }) => `${queue}:${location}:${text}`);
}

beforeEach(() => {
  home = join(root, String(++count));
  records = [];
  told = [];
});

afterEach(async () => {
  for (const socket of opened.splice(0)) {
    if ('destroy' in socket) socket.destroy();
    else socket.close();
  }
  await gateway.stop();
});

afterAll(() => rmSync(root, { recursive: true, force: true }));

describe('agents', () => {
  it('report, are answered, and get files and commands', async () => {
    const agent = new SimulatedAgent('001', 'web');
    writeConfig();
    writeFileSync(join(home, 'etc/client.keys'), agent.line);
    mkdirSync(join(home, 'etc/shared'));
    writeFileSync(join(home, 'etc/shared/agent.conf'), '<agent_config></agent_config>');
    await start(remote('secure'));
    const wire = new Wire(agent);
    wire.say('#!-agent startup ');
    await soon(() => wire.heard).toEqual(['#!-agent ack ']);
    wire.say("1:ossec:ossec: Agent started: 'web->any'.");
    await soon(texts).toEqual(["1:(web) any->ossec:ossec: Agent started: 'web->any'."]);
    wire.say(keepalive());
    await soon(() => wire.heard.at(-1)).toBe('#!-close file ');
    await soon(() => existsSync(join(home, 'queue/agent-info/web-any'))).toBe(true);

    const socket = connect(relative(process.cwd(), join(home, 'queue/alerts/ar')));
    opened.push(socket);
    let answers = '';
    socket.on('data', (chunk) => {
      answers += chunk.toString();
    });
    socket.write(
      `${forwardLine('001', 'syscheck restart', true)}\n${forwardLine('009', 'x', true)}\nnonsense\n`,
    );
    socket.write('(web) /x NRN (null) block0 - -\n');
    await soon(() =>
      answers
        .split('\n')
        .slice(0, -1)
        .map((line) => JSON.parse(line) as unknown),
    ).toEqual([
      { sent: ['001'], failed: [] },
      { sent: [], failed: ['009'] },
      { error: 'no message for an agent' },
      { sent: ['001'], failed: [] },
    ]);
    await soon(() => wire.heard.slice(-2)).toEqual(['#!-syscheck restart', '#!-execd block0 - -']);
  });

  it('that come with new keys are known without a restart', async () => {
    await start(remote('secure'));
    const agent = new SimulatedAgent('002', 'late');
    writeFileSync(join(home, 'etc/client.keys'), agent.line);
    await soon(() => told).toContain('Keys read again: 1 agents.');
    new Wire(agent).say('1:a:b');
    await soon(texts).toEqual(['1:(late) any->a:b']);
  });

  it('that fall silent are told', async () => {
    const agent = new SimulatedAgent('001', 'web');
    writeConfig(remote('secure'));
    writeFileSync(join(home, 'etc/client.keys'), agent.line);
    gateway = newGateway(20);
    await gateway.apply();
    const wire = new Wire(agent);
    wire.say(keepalive());
    await soon(() => existsSync(join(home, 'queue/agent-info/web-any'))).toBe(true);
    // Two looks see it active before time passes.
    await soon(() => readFileSync(join(home, 'queue/agent-info/web-any'), 'utf8')).toContain('aes');
    nowMs += 1000;
    const looked = setInterval(() => {
      nowMs += 200_000;
    }, 50);
    await soon(texts).toEqual(["1:web-any->ossec-monitord:ossec: Agent disconnected: 'web-any'."]);
    clearInterval(looked);
  });

  it('are still known after a reload, and no message counts twice', async () => {
    const agent = new SimulatedAgent('001', 'web');
    writeConfig();
    writeFileSync(join(home, 'etc/client.keys'), agent.line);
    await start(remote('secure'));
    const wire = new Wire(agent);
    wire.say('1:a:1');
    await soon(() => records.length).toBe(1);
    expect(await gateway.apply()).toEqual([]);
    wire.say('1:a:2');
    await soon(() => records.map(({ origin }) => [origin?.from, origin?.to])).toEqual([
      [0, 1],
      [1, 2],
    ]);
  });
});

describe('syslog', () => {
  it('comes in datagrams', async () => {
    await start(remote('syslog', allowed));
    const socket = createSocket('udp4');
    opened.push(socket);
    socket.send('<13>Jan  2 03:04:05 router x: y\n', gateway.ports[0]?.port ?? 0, '127.0.0.1');
    await soon(texts).toEqual(['2:127.0.0.1:Jan  2 03:04:05 router x: y']);
    expect(records[0]?.origin).toMatchObject({ agent: '000', source: 'syslog', from: 0, to: 1 });
  });

  it('comes in streams of either framing', async () => {
    await start(remote('syslog', `<protocol>tcp</protocol>${allowed}`));
    const socket = connect(gateway.ports[0]?.port ?? 0, '127.0.0.1');
    opened.push(socket);
    socket.write('<13>one\n<13>two\n9 <13>three<13>four\n');
    socket.end('<13>five');
    await soon(texts).toEqual(
      ['one', 'two', 'three', 'four', 'five'].map((text) => `2:127.0.0.1:${text}`),
    );
  });

  it('comes over TLS', async () => {
    writeConfig();
    writeFileSync(join(home, 'etc/cert.pem'), certificate);
    writeFileSync(join(home, 'etc/key.pem'), privateKey);
    await start(
      remote(
        'syslog',
        `<protocol>tls</protocol><tls_cert>etc/cert.pem</tls_cert><tls_key>etc/key.pem</tls_key>${allowed}`,
      ),
    );
    const socket = connectTls({
      port: gateway.ports[0]?.port ?? 0,
      host: '127.0.0.1',
      ca: certificate,
      servername: 'localhost',
    });
    opened.push(socket);
    socket.write('10 <13>secret');
    await soon(texts).toEqual(['2:127.0.0.1:secret']);
    // Whoever does not speak TLS, or comes without the certificate that is asked for, gets nowhere.
    const plain = connect(gateway.ports[0]?.port ?? 0, '127.0.0.1');
    opened.push(plain);
    const closed = new Promise((resolve) => plain.once('close', resolve));
    plain.on('error', () => undefined);
    plain.write('<13>plain\n');
    await closed;
    expect(records).toHaveLength(1);
  });

  it('over TLS may ask for certificates', async () => {
    writeConfig();
    writeFileSync(join(home, 'etc/cert.pem'), certificate);
    writeFileSync(join(home, 'etc/key.pem'), privateKey);
    const files =
      '<tls_cert>etc/cert.pem</tls_cert><tls_key>etc/key.pem</tls_key><tls_ca>etc/cert.pem</tls_ca>';
    await start(remote('syslog', `<protocol>tls</protocol>${files}${allowed}`));
    const target = {
      port: gateway.ports[0]?.port ?? 0,
      host: '127.0.0.1',
      ca: certificate,
      servername: 'localhost',
    };
    const unknown = connectTls(target);
    opened.push(unknown);
    unknown.on('error', () => undefined);
    const closed = new Promise((resolve) => unknown.once('close', resolve));
    unknown.write('10 <13>nobody');
    await closed;
    const known = connectTls({ ...target, cert: certificate, key: privateKey });
    opened.push(known);
    known.write('10 <13>friend');
    await soon(texts).toEqual(['2:127.0.0.1:friend']);
  });

  it('is not taken from others', async () => {
    await start(
      remote('syslog', '<protocol>tcp</protocol><allowed-ips>192.0.2.0/24</allowed-ips>'),
      remote('syslog'),
    );
    const stream = connect(gateway.ports[0]?.port ?? 0, '127.0.0.1');
    opened.push(stream);
    stream.on('error', () => undefined);
    await new Promise((resolve) => stream.once('close', resolve));
    const socket = createSocket('udp4');
    opened.push(socket);
    socket.send('<13>x', gateway.ports[1]?.port ?? 0, '127.0.0.1');
    await soon(() => told.filter((text) => text.includes('not allowed')).length).toBe(2);
    expect(records).toEqual([]);
  });

  it('of one sender gets so many connections', async () => {
    await start(remote('syslog', `<protocol>tcp</protocol>${allowed}`));
    let open = 0;
    for (let i = 0; i < 20; i++) {
      const socket = connect(gateway.ports[0]?.port ?? 0, '127.0.0.1');
      opened.push(socket);
      open++;
      socket.on('error', () => undefined);
      socket.on('close', () => open--);
    }
    await soon(() => open).toBe(16);
    expect(told.some((text) => text.includes('too many connections'))).toBe(true);
  });
});

describe('the files', () => {
  it.each([
    {
      what: 'syslog for nobody',
      block: '<remote><connection>syslog</connection></remote>',
      code: 'CONFIG_MISSING_OPTION',
    },
    {
      what: 'a block without a connection',
      block: '<remote><port>1514</port></remote>',
      code: 'CONFIG_MISSING_OPTION',
    },
    {
      what: 'a sender that is none',
      block: '<remote><connection>syslog</connection><allowed-ips>host</allowed-ips></remote>',
      code: 'CONFIG_BAD_VALUE',
    },
    {
      what: 'a port that is none',
      block: '<remote><connection>secure</connection><port>65536</port></remote>',
      code: 'CONFIG_BAD_VALUE',
    },
    {
      what: 'a certificate that is not there',
      block:
        '<remote><connection>syslog</connection><protocol>tls</protocol><allowed-ips>any</allowed-ips></remote>',
      code: 'CONFIG_UNREADABLE',
    },
    {
      what: 'too many blocks',
      block: '<remote><connection>secure</connection></remote>\n'.repeat(17),
      code: 'CONFIG_BAD_VALUE',
    },
  ])('are refused for $what', async ({ block, code }) => {
    writeConfig(block);
    gateway = newGateway();
    const codes = (await gateway.apply())
      .filter(({ severity }) => severity === 'error')
      .map((one) => one.code);

    expect(codes).toContain(code);
    expect(gateway.ports).toEqual([]);
  });

  it('are refused for a key of another certificate', async () => {
    writeConfig(
      remote(
        'syslog',
        `<protocol>tls</protocol><tls_cert>etc/cert.pem</tls_cert><tls_key>etc/cert.pem</tls_key>${allowed}`,
      ),
    );
    writeFileSync(join(home, 'etc/cert.pem'), certificate);
    gateway = newGateway();
    expect(await gateway.apply()).toMatchObject([{ code: 'CONFIG_BAD_VALUE' }]);
  });

  it('are refused for an address of an agent that is none', async () => {
    writeConfig(remote('secure'));
    writeFileSync(join(home, 'etc/client.keys'), '001 web nowhere k\n');
    gateway = newGateway();
    expect(await gateway.apply()).toMatchObject([{ code: 'KEYS_ADDRESS' }]);
  });

  it('may ask tcp of agents, which has no effect', async () => {
    writeConfig(remote('secure', '<protocol>tcp</protocol>'));
    gateway = newGateway();
    expect(await gateway.apply()).toMatchObject([
      { severity: 'warning', code: 'CONFIG_NO_EFFECT' },
    ]);
    expect(gateway.ports[0]?.protocol).toBe('udp');
  });

  it('may name a port that somebody else has', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', () => resolve());
    });
    const { port } = server.address() as AddressInfo;
    writeConfig(
      `<remote><connection>syslog</connection><protocol>tcp</protocol><port>${port}</port><local_ip>127.0.0.1</local_ip>${allowed}</remote>`,
    );
    gateway = newGateway();
    await expect(gateway.apply()).rejects.toThrow(
      `GATEWAY_BIND cannot listen on 127.0.0.1 port ${port}/tcp`,
    );
    server.close();
  });

  it('listen to both families where no address is named', async () => {
    const agent = new SimulatedAgent('001', 'web');
    writeConfig('<remote><connection>secure</connection><port>0</port></remote>');
    writeFileSync(join(home, 'etc/client.keys'), agent.line);
    gateway = newGateway();
    await gateway.apply();
    const wire = new Wire(agent);
    wire.say('#!-agent startup ');
    await soon(() => wire.heard).toEqual(['#!-agent ack ']);
  });
});
