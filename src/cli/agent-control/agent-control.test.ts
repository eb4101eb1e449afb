import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { call, type Called } from '../testing/call.ts';
import { fleetHome } from '../testing/fleet-home.ts';
import { ctime } from './ctime.ts';

const root = mkdtempSync(join(tmpdir(), 'tocsin-control-'));
const server = `${hostname()} (server)`;
let count = 0;
let home = '';
let gateway: Server | undefined;

beforeEach(() => {
  home = join(root, String(++count));
  fleetHome(home);
});

afterEach(() => {
  gateway?.close();
  gateway = undefined;
});

afterAll(() => rmSync(root, { recursive: true, force: true }));

function control(...args: readonly string[]): Promise<Called> {
  return call('agent_control', [...args, '--home', home]);
}

/** Answers what it is told to, and keeps the lines it heard. */
async function fakeGateway(answer: object): Promise<readonly string[]> {
  const heard: string[] = [];
  const opened = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      heard.push(...chunk.toString().trim().split('\n'));
      socket.write(`${JSON.stringify(answer)}\n`);
    });
  });
  gateway = opened;
  await new Promise<void>((resolve) => {
    opened.listen(join(home, 'queue/alerts/ar'), resolve);
  });
  return heard;
}

describe('the list', () => {
  const all = [
    `   ID: 000, Name: ${server}, IP: 127.0.0.1, Active/Local`,
    '   ID: 001, Name: web01, IP: 10.0.0.5, Active',
    '   ID: 002, Name: web02, IP: 2001:db8::5, Disconnected',
    '   ID: 003, Name: web03, IP: any, Never connected',
    '   ID: 1024, Name: net, IP: 10.1.0.0, Never connected',
  ];

  it.each([
    { args: ['-l'], lines: all },
    { args: ['-lc'], lines: all.slice(0, 2) },
    { args: ['-l', '-c'], lines: all.slice(0, 2) },
    { args: ['-ln'], lines: all.slice(2) },
  ])('of $args for people', async ({ args, lines }) => {
    const { status, out, err } = await control(...args);

    expect({ status, err }).toEqual({ status: 0, err: '' });
    expect(out.split('\n').filter((line) => line.startsWith('   '))).toEqual(lines);
  });

  it('names devices without agents behind them', async () => {
    mkdirSync(join(home, 'queue/agentless'));
    writeFileSync(join(home, 'queue/agentless/(ssh_asa) admin@fw'), '');
    writeFileSync(join(home, 'queue/agentless/odd'), '');

    expect((await control('-l')).out).toContain(
      '   ID: na, Name: ssh_asa, IP: admin@fw, agentless\n',
    );
    expect((await control('-lc')).out).not.toContain('agentless');
    expect((await control('-ls')).out).toContain('\nna,ssh_asa,admin@fw,agentless,\n');
  });

  it('is comma-separated for scripts', async () => {
    expect((await control('-ls')).out).toBe(
      [
        `000,${server},127.0.0.1,Active/Local,`,
        '001,web01,10.0.0.5,Active,',
        '002,web02,2001:db8::5,Disconnected,',
        '003,web03,any,Never connected,',
        '1024,net,10.1.0.0,Never connected,',
        '',
      ].join('\n'),
    );
  });

  it('is one object for programs, without a line end', async () => {
    const { out } = await control('-ljc');

    expect(out).not.toMatch(/\n/);
    expect(JSON.parse(out)).toEqual({
      error: 0,
      response: [
        { id: '000', name: server, ip: '127.0.0.1', status: 'Active/Local' },
        { id: '001', name: 'web01', ip: '10.0.0.5', status: 'Active' },
      ],
    });
  });
});

describe('what is known of an agent', () => {
  it('has everything for people', async () => {
    const { out } = await control('-i', '1');
    const path = join(home, 'queue/agent-info/web01-10.0.0.5');

    for (const line of [
      /^ {3}Agent ID: +001$/m,
      /^ {3}Agent Name: +web01$/m,
      /^ {3}IP address: +10\.0\.0\.5\/32$/m,
      /^ {3}Status: +Active$/m,
      /^ {3}Operating system: +Linux web01 6\.1\.0 #1 SMP x86_64$/m,
      /^ {3}Client version: +OSSEC HIDS v4\.2\.0$/m,
      /^ {3}Encryption: +aes$/m,
      /^ {3}Shared config: +synced$/m,
      /^ {3}Syscheck last started at: +Unknown$/m,
    ]) {
      expect(out).toMatch(line);
    }
    expect(out).toContain(`Last keep alive:           ${ctime(statSync(path).mtimeMs)}\n`);
    expect(out).not.toContain('ended');
    expect((await control('-i', '1', '-e')).out).toMatch(/Rootcheck last ended at: +Unknown/);
    expect((await control('-i', '002')).out).toMatch(/Shared config: +not synced/);
    expect((await control('-i', '003')).out).toMatch(/Shared config: +unknown/);
  });

  it('has times of checks that analysis wrote, before those that OSSEC left', async () => {
    mkdirSync(join(home, 'queue/syscheck'));
    writeFileSync(join(home, 'queue/syscheck/.(web01) 10.0.0.5->syscheck.cpt'), '');
    const at = { syscheckStart: 1_800_000_000_000, rootcheckEnd: 1_800_000_100_000 };
    writeFileSync(join(home, 'var/run/scans.json'), JSON.stringify({ '(web01) 10.0.0.5': at }));
    const { response } = JSON.parse((await control('-j', '-e', '-i', '1')).out) as {
      response: Readonly<Record<string, string>>;
    };

    expect(response).toMatchObject({
      syscheckTime: ctime(at.syscheckStart),
      syscheckEndTime: '',
      rootcheckTime: '',
      rootcheckEndTime: ctime(at.rootcheckEnd),
    });
    expect((await control('-i', '2')).out).toMatch(/Syscheck last started at: +Unknown/);
  });

  it('has times of checks that OSSEC left', async () => {
    mkdirSync(join(home, 'queue/syscheck'));
    const path = join(home, 'queue/syscheck/.(web01) 10.0.0.5->syscheck.cpt');
    writeFileSync(path, '');

    expect((await control('-i', '001')).out).toContain(
      `Syscheck last started at:  ${ctime(statSync(path).mtimeMs)}\n`,
    );
  });

  it.each([
    { id: '001', line: /^001,web01,10\.0\.0\.5\/32,Active,Linux .*,OSSEC HIDS v4\.2\.0,.+,,,\n$/ },
    { id: '002', line: /^002,web02,2001:db8::5\/128,Disconnected,/ },
    { id: '003', line: /^003,web03,any,Never connected,,,,,,\n$/ },
    { id: '1024', line: /^1024,net,10\.1\.0\.0\/16,Never connected,/ },
    { id: '0', line: /^000,.* \(server\),127\.0\.0\.1,Active\/Local,.*,Tocsin / },
  ])('is comma-separated for scripts: $id', async ({ id, line }) => {
    expect((await control('-s', '-i', id)).out).toMatch(line);
  });

  it('is one object for programs', async () => {
    const { out } = await control('-j', '-i', '001');
    const { error, response } = JSON.parse(out) as { error: number; response: object };

    expect(error).toBe(0);
    expect(Object.keys(response)).toEqual([
      'id',
      'name',
      'ip',
      'status',
      'os',
      'version',
      'encryption',
      'lastKeepAlive',
      'syscheckTime',
      'syscheckEndTime',
      'rootcheckTime',
      'rootcheckEndTime',
      'fimMaintenance',
      'sharedConfig',
    ]);
    expect(response).toMatchObject({ id: '001', ip: '10.0.0.5/32', encryption: 'aes' });
  });

  it('is refused for an id that is none', async () => {
    expect(await control('-i', '9')).toEqual({
      status: 1,
      out: '',
      err: 'agent_control: No agent has the ID 9.\n',
    });
    expect(await control('-j', '-i', 'x')).toEqual({
      status: 0,
      out: '{"error":40,"description":"No agent has the ID x."}',
      err: '',
    });
  });
});

describe('orders', () => {
  beforeEach(() => {
    writeFileSync(
      join(home, 'etc/shared/ar.conf'),
      'restart-ossec0 - restart-ossec.sh - 0\nhost-deny600 - host-deny.sh - 600\n\nodd\n',
    );
  });

  it.each([
    {
      args: ['-R', '1'],
      line: '(msg_to_agent) [] NNS 001 restart-ossec0 - null (from_the_server) (no_rule_id)',
    },
    { args: ['-r', '-u', '001'], line: '(msg_to_agent) [] N!S 001 syscheck restart' },
    { args: ['-r', '-a'], line: '(msg_to_agent) [] A!N (null) syscheck restart' },
    {
      args: ['-b', '192.0.2.9', '-f', 'host-deny600', '-u', '001'],
      line: '(msg_to_agent) [] NNS 001 host-deny600 - 192.0.2.9 (from_the_server) (no_rule_id)',
    },
  ])('$args', async ({ args, line }) => {
    const heard = await fakeGateway({ sent: ['001'], failed: [] });
    const { status, out, err } = await control(...args);

    expect(heard).toEqual([line]);
    expect({ status, err }).toEqual({ status: 0, err: '' });
    expect(out).toMatch(/^Told to .* Agents: 001\.\n$/);
    expect(JSON.parse((await control('-j', ...args)).out)).toMatchObject({ error: 0 });
  });

  it('to the server itself are a flag for its checks', async () => {
    const { status } = await control('-r', '-u', '000');

    expect(status).toBe(0);
    expect(existsSync(join(home, 'var/run/.syscheck_run'))).toBe(true);
  });

  it.each([
    { args: ['-R', '2'], says: 'No agent was heard lately to be told: 002.', error: 42 },
    { args: ['-R', '000'], says: 'This is for agents: 000 is the server itself.', error: 42 },
    { args: ['-R', '9'], says: 'No agent has the ID 9.', error: 40 },
    {
      args: ['-b', 'host', '-f', 'host-deny600', '-u', '1'],
      says: '"host" is no IP address.',
      error: 43,
    },
    {
      args: ['-b', '192.0.2.9', '-f', 'none', '-u', '1'],
      says: 'There is no response "none"; -L lists those that there are.',
      error: 43,
    },
  ])('$args that reach nobody fail', async ({ args, says, error }) => {
    await fakeGateway({ sent: [], failed: ['002'] });

    expect(await control(...args)).toEqual({ status: 1, out: '', err: `agent_control: ${says}\n` });
    const json = await control('-j', ...args);
    expect(JSON.parse(json.out)).toEqual({ error, description: says });
    expect(json.status).toBe(error === 40 ? 0 : 1);
  });

  it('fail where no server runs', async () => {
    const { status, err } = await control('-r', '-a');

    expect(status).toBe(1);
    expect(err).toMatch(/GATEWAY_UNREACHABLE .*ENOENT/);
  });

  it('can be listed', async () => {
    expect((await control('-L')).out).toBe(
      '   Response name: host-deny600, command: host-deny.sh\n',
    );
    expect((await control('-L', '-j')).out).toBe(
      '{"error":0,"response":[{"name":"host-deny600","script":"host-deny.sh"}]}',
    );
    expect((await control('-L', '-s')).out).toBe('host-deny600,host-deny.sh\n');
  });
});

describe('integrity maintenance', () => {
  const path = (owner: string): string => join(home, `queue/syscheck/.${owner}.maint`);
  const web = '(web01) 10.0.0.5';

  it('is switched on and off, and shown', async () => {
    expect((await control('-M', 'status', '-u', '1')).out).toBe('001: no maintenance\n');
    expect((await control('-M', 'enable', '-u', '1')).out).toMatch(
      /^Changes of files of 001 raise no/,
    );
    expect(readFileSync(path(web), 'utf8')).toMatch(/^#!maint\nenabled_at=\d+\npending_end=0\n/);
    expect((await control('-l')).out).toContain('Name: web01, IP: 10.0.0.5, Active, Maint\n');
    expect((await control('-ls')).out).toContain('001,web01,10.0.0.5,Active,Maint\n');
    expect((await control('-i', '1')).out).toMatch(/FIM maintenance: +Maint$/m);
    expect((await control('-M', 'status', '-u', '1')).out).toMatch(
      /^001: Maint enabled_at=\d+ silent_updates=0 pending_end=0\n$/,
    );
    expect(JSON.parse((await control('-j', '-i', '1')).out)).toMatchObject({
      response: {
        fimMaintenance: 'enabled',
        fimMaintSilentUpdates: 0,
        fimMaintPendingEnd: false,
      },
    });
    expect((await control('-M', 'disable', '-u', '1')).out).toMatch(/ended at once/);
    expect(existsSync(path(web))).toBe(false);
  });

  it('keeps its beginning and its count when it is switched on again', async () => {
    await control('-M', 'enable', '-u', '1');
    const text = '#!maint\nenabled_at=17\npending_end=1\nsilent_updates=4\n';
    writeFileSync(path(web), text);
    await control('-M', 'enable', '-u', '1');

    expect(readFileSync(path(web), 'utf8')).toBe(text.replace('end=1', 'end=0'));
  });

  it('ends with the next scan, which the agent is told to begin', async () => {
    const heard = await fakeGateway({ sent: ['001'], failed: [] });
    const { status, out } = await control('-M', 'end', '-u', '1');

    expect({ status, out }).toEqual({
      status: 0,
      out: 'Maintenance of 001 ends when its next scan is complete.\n',
    });
    expect(heard).toEqual(['(msg_to_agent) [] N!S 001 syscheck restart']);
    expect((await control('-l')).out).toContain(', Active, Maint(pending-end)\n');
    expect(JSON.parse((await control('-lj')).out)).toMatchObject({
      response: [{ id: '000' }, { id: '001', fimMaintenance: 'pending-end' }, {}, {}, {}],
    });
  });

  it.each([true, false])('stays as it was when the agent cannot be told, on %s', async (isOn) => {
    await fakeGateway({ sent: [], failed: ['001'] });
    if (isOn) await control('-M', 'enable', '-u', '1');
    const { status, err } = await control('-M', 'end', '-u', '1');

    expect(status).toBe(1);
    expect(err).toContain('No agent was heard lately to be told: 001.');
    expect(existsSync(path(web))).toBe(isOn);
    if (isOn) expect(readFileSync(path(web), 'utf8')).toContain('pending_end=0');
  });

  it('of the server itself ends with a scan that a flag asks for', async () => {
    expect(await control('-M', 'end', '-u', '000')).toMatchObject({ status: 0 });
    expect(existsSync(path('syscheck'))).toBe(true);
    expect(existsSync(join(home, 'var/run/.syscheck_run'))).toBe(true);
    expect((await control('-l')).out).toContain('Active/Local, Maint(pending-end)\n');
  });

  it('that is not on cannot be ended at once', async () => {
    expect(await control('-M', 'disable', '-u', '1')).toMatchObject({
      status: 1,
      err: 'agent_control: There is no maintenance of 001.\n',
    });
    expect((await control('-j', '-M', 'disable', '-u', '1')).out).toBe(
      '{"error":44,"description":"There is no maintenance of 001."}',
    );
    expect((await control('-M', 'status', '-u', '9')).status).toBe(1);
  });
});

describe('agent_control', () => {
  it('tells how many agents there may be', async () => {
    expect((await control('-m')).out).toBe('Maximum number of agents allowed: 65536\n');
    expect((await control('-mj')).out).toBe('{"error":0,"data":{"max_agents":65536}}');
  });

  it.each([
    { args: [], says: /what to do is missing/ },
    { args: ['-l', '-m'], says: /--list and --max exclude each other/ },
    { args: ['-l', '-c', '-n'], says: /-c and -n exclude each other/ },
    { args: ['-c', '-m'], says: /--active goes with --list/ },
    { args: ['-l', '-u', '1'], says: /--agent goes with --scan or --block or --maintenance/ },
    { args: ['-r'], says: /-r takes one of -a and -u ID/ },
    { args: ['-r', '-a', '-u', '1'], says: /-r takes one of -a and -u ID/ },
    { args: ['-b', '192.0.2.9'], says: /-b IP takes -f RESPONSE and -u ID/ },
    { args: ['-l', 'x'], says: /unexpected argument "x"/ },
    { args: ['-M', 'enable'], says: /-M takes -u ID/ },
    { args: ['-M', 'begin', '-u', '1'], says: /-M takes enable, disable, status or end/ },
    { args: ['-z'], says: /unknown option -z/ },
  ])('refuses $args', async ({ args, says }) => {
    const { status, out, err } = await control(...args);

    expect(err).toMatch(says);
    expect(out).toBe('');
    expect(status).toBe(2);
  });
});

describe('ctime', () => {
  it.each([
    { at: new Date(2026, 0, 2, 3, 4, 5), text: 'Fri Jan  2 03:04:05 2026' },
    { at: new Date(2026, 10, 27, 13, 14, 15), text: 'Fri Nov 27 13:14:15 2026' },
  ])('writes $text', ({ at, text }) => {
    expect(ctime(at.getTime())).toBe(text);
  });
});
