import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import {
  addAgent,
  agentInfoPath,
  findAgent,
  KeyFile,
  nextId,
  removeAgent,
  ridsPath,
  setOwnKey,
  touchAgentInfo,
  lastHeardMs,
} from './index.ts';
import type { NewAgent } from './index.ts';

const root = mkdtempSync(join(tmpdir(), 'tocsin-fleet-'));
const nowMs = new Date(2026, 0, 2, 3, 4, 5).getTime();
let count = 0;
let home = '';
let file: KeyFile;

beforeEach(() => {
  home = join(root, String(++count));
  for (const folder of ['etc', 'var/run', 'queue/agent-info', 'queue/rids', 'queue/syscheck']) {
    mkdirSync(join(home, folder), { recursive: true });
  }
  file = new KeyFile(home);
});

afterAll(() => rmSync(root, { recursive: true, force: true }));

async function add(agent: NewAgent): Promise<string> {
  const outcome = await addAgent(file, agent, { home, nowMs });
  return outcome.kind === 'added' ? outcome.agent.id : outcome.kind;
}

function keys(): readonly string[] {
  return readFileSync(file.path, 'latin1').split('\n').slice(0, -1);
}

describe('addAgent', () => {
  it('gives ids from 001 on and writes a line for each', async () => {
    expect(await add({ name: 'web01', address: '10.0.0.5' })).toBe('001');
    expect(await add({ name: 'web02', address: 'any' })).toBe('002');
    expect(keys().map((line) => line.replace(/ [0-9a-f]{64}$/, ' KEY'))).toEqual([
      '001 web01 10.0.0.5 KEY',
      '002 web02 any KEY',
    ]);
    expect(statSync(file.path).mode & 0o777).toBe(0o640);
    expect(readdirSync(join(home, 'etc'))).toEqual(['client.keys']);
    expect(readdirSync(join(home, 'var/run'))).toEqual([]);
  });

  it('makes another key for each', async () => {
    for (let i = 10; i < 20; i++) await add({ name: `n${i}`, address: 'any' });

    expect(new Set(keys().map((line) => line.split(' ')[3])).size).toBe(10);
  });

  it('keeps what others wrote', async () => {
    writeFileSync(file.path, '# mine\n007 old any k\n\n');
    expect(await add({ name: 'web01', address: 'any' })).toBe('008');
    expect(keys().slice(0, 3)).toEqual(['# mine', '007 old any k', '']);
  });

  it('serves many at once', async () => {
    const names = Array.from({ length: 20 }, (_, i) => `agent${i}`);
    const ids = await Promise.all(names.map((name) => add({ name, address: 'any' })));

    expect(new Set(ids).size).toBe(20);
    expect(file.read().agents).toHaveLength(20);
  });

  it.each([
    { what: 'a bad name', agent: { name: 'a b', address: 'any' }, found: 'bad-name' },
    { what: 'a name in use', agent: { name: 'taken', address: 'any' }, found: 'name-taken' },
    { what: 'a bad address', agent: { name: 'new', address: 'host' }, found: 'bad-address' },
    {
      what: 'an address in use',
      agent: { name: 'new', address: '10.0.0.5' },
      found: 'address-taken',
    },
    {
      what: 'the same address in other words',
      agent: { name: 'new', address: '10.0.0.5/32' },
      found: 'address-taken',
    },
    {
      what: 'an address in use, where that may be',
      agent: { name: 'new', address: '10.0.0.5', mayShareAddress: true },
      found: '003',
    },
    { what: 'a network in use', agent: { name: 'new', address: '10.1.0.0/16' }, found: '003' },
    { what: 'an id in use', agent: { name: 'new', address: 'any', id: '1' }, found: 'id-taken' },
    {
      what: 'an id of one removed',
      agent: { name: 'new', address: 'any', id: '2' },
      found: 'id-taken',
    },
    { what: 'an id of its own', agent: { name: 'new', address: 'any', id: '1500' }, found: '1500' },
    { what: 'no id', agent: { name: 'new', address: 'any', id: 'x' }, found: 'bad-id' },
    {
      what: 'the id of the server',
      agent: { name: 'new', address: 'any', id: '000' },
      found: 'bad-id',
    },
  ])('answers $found for $what', async ({ agent, found }) => {
    writeFileSync(file.path, '001 taken 10.0.0.5 k\n002 #*#*#\n0 net 10.1.0.0/16 k\n');
    expect(await add(agent)).toBe(found);
  });

  it.each([
    { heard: 'never', seconds: 3600, found: '002' },
    { heard: 'long ago', seconds: 3600, found: '002' },
    { heard: 'lately', seconds: 3600, found: 'address-taken' },
  ])('replaces an agent that was heard $heard: $found', async ({ heard, seconds, found }) => {
    await add({ name: 'old', address: '10.0.0.5' });
    const [old] = file.read().agents;
    if (old === undefined) throw new Error('no agent');
    if (heard !== 'never') {
      writeFileSync(agentInfoPath(home, old), 'Linux');
      touchAgentInfo(home, old, heard === 'lately' ? nowMs - 1000 : nowMs - 3_600_000);
    }
    expect(await add({ name: 'new', address: '10.0.0.5', replaceAfterSeconds: seconds })).toBe(
      found,
    );
    expect(file.read().agents.map(({ name }) => name)).toEqual(found === '002' ? ['new'] : ['old']);
    expect(existsSync(join(home, 'backup'))).toBe(heard === 'long ago');
  });
});

describe('nextId', () => {
  it.each([
    { text: '', id: '001' },
    { text: '001 a any k\n', id: '002' },
    { text: '005 #*#*\n001 a any k\n', id: '006' },
    { text: '1023 a any k\n', id: '1024' },
    { text: '99999999 byhand any k\n003 b any k\n', id: '004' },
    { text: 'x a any k\n', id: '001' },
  ])('is $id behind $text', ({ text, id }) => {
    writeFileSync(file.path, text);
    expect(nextId(file.read())).toBe(id);
  });

  it('gives none once all are used', () => {
    writeFileSync(file.path, `${65_536 + 32_512} a any k\n`);
    expect(nextId(file.read())).toBeUndefined();
  });
});

describe('removeAgent', () => {
  it('takes out the agent, keeps its id, and sets aside what is known of it', async () => {
    await add({ name: 'web01', address: '10.0.0.0/8' });
    await add({ name: 'web02', address: 'any' });
    const agent = findAgent(file.read(), '1');
    if (agent === undefined) throw new Error('no agent');
    writeFileSync(agentInfoPath(home, agent), 'Linux web01');
    writeFileSync(ridsPath(home, '001'), '0:5:');
    writeFileSync(join(home, 'queue/syscheck/(web01) 10.0.0.0->syscheck'), 'db');
    writeFileSync(join(home, 'queue/syscheck/.(web01) 10.0.0.0->syscheck.cpt'), 'cpt');

    expect((await removeAgent(file, '1', { home, nowMs }))?.name).toBe('web01');
    expect(keys()[0]).toBe('001 #*#*#*#*#*#*#*#*#*#*#');
    expect(file.read().agents.map(({ id }) => id)).toEqual(['002']);
    expect(await add({ name: 'web01', address: 'any' })).toBe('003');
    const backup = join(home, 'backup/agents/web01-10.0.0.0-2026-01-02-030405');
    expect(readdirSync(backup).sort()).toEqual(['agent-info', 'syscheck', 'syscheck.cpt']);
    expect(readFileSync(join(backup, 'agent-info'), 'utf8')).toBe('Linux web01');
    expect(readdirSync(join(home, 'queue/syscheck'))).toEqual([]);
    expect(readdirSync(join(home, 'queue/rids'))).toEqual([]);
    expect(lastHeardMs(home, agent)).toBeUndefined();
  });

  it('answers nothing for an id that is unknown, and changes nothing', async () => {
    await add({ name: 'web01', address: 'any' });
    const before = keys();
    expect(await removeAgent(file, '9', { home, nowMs })).toBeUndefined();
    expect(await removeAgent(file, 'x', { home, nowMs })).toBeUndefined();
    expect(keys()).toEqual(before);
  });

  it('stays in its folders whatever an agent is called', async () => {
    writeFileSync(file.path, '001 ../../etc any k\n../x b any k\n');
    writeFileSync(join(home, 'etc/precious'), '');
    for (const id of ['001', '../x']) await removeAgent(file, id, { home, nowMs });
    expect(existsSync(join(home, 'etc/precious'))).toBe(true);
    expect(agentInfoPath(home, { id: '1', name: '../../etc', ip: 'any' })).toBe(
      join(home, 'queue/agent-info/..-..-etc-any'),
    );
  });
});

describe('KeyFile', () => {
  it('holds one line on an agent', async () => {
    await add({ name: 'one', address: 'any' });
    await add({ name: 'two', address: 'any' });
    const two = findAgent(file.read(), '002');
    if (two === undefined) throw new Error('no agent');
    await setOwnKey(file, two);
    expect(file.read().agents.map(({ name }) => name)).toEqual(['two']);
  });

  it('has another version whenever it changes', async () => {
    const versions = [file.version()];
    await add({ name: 'one', address: 'any' });
    versions.push(file.version());
    await removeAgent(file, '001', { home, nowMs });
    versions.push(file.version());
    utimesSync(file.path, 1, 1);
    versions.push(file.version());
    expect(new Set(versions).size).toBe(4);
    expect(versions[0]).toBe('');
  });

  it('takes the lock of a process that is gone, and waits for one that lives', async () => {
    const lock = join(home, 'var/run/client.keys.lock');
    writeFileSync(lock, '999999999\n');
    expect(await add({ name: 'one', address: 'any' })).toBe('001');
    writeFileSync(lock, `${process.pid}\n`);
    const second = add({ name: 'two', address: 'any' });
    rmSync(lock);
    expect(await second).toBe('002');
  });

  it('tells what it cannot read or write', async () => {
    mkdirSync(file.path);
    expect(() => file.read()).toThrow(/KEYS_UNREADABLE/);
    await expect(add({ name: 'one', address: 'any' })).rejects.toMatchObject({
      code: 'KEYS_UNREADABLE',
    });
    rmSync(join(home, 'var'), { recursive: true });
    await expect(add({ name: 'one', address: 'any' })).rejects.toMatchObject({
      code: 'KEYS_UNWRITABLE',
    });
  });
});
