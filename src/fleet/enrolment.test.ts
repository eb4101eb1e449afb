import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import {
  agentInfoPath,
  enrolAgent,
  KeyFile,
  TokenFile,
  tokensMax,
  touchAgentInfo,
  type Enrolment,
} from './index.ts';

const root = mkdtempSync(join(tmpdir(), 'tocsin-enrolment-'));
const nowMs = Date.UTC(2026, 0, 2);
let count = 0;
let home = '';
let file: KeyFile;

beforeEach(() => {
  home = join(root, String(++count));
  for (const folder of ['etc', 'var/run', 'queue/agent-info', 'queue/rids']) {
    mkdirSync(join(home, folder), { recursive: true });
  }
  file = new KeyFile(home);
});

afterAll(() => rmSync(root, { recursive: true, force: true }));

async function enrol(wish: Partial<Enrolment>): Promise<string> {
  const base = { name: 'web01', source: '192.0.2.9', isBound: false };
  const found = await enrolAgent(
    file,
    { ...base, replaceAfterSeconds: undefined, ...wish },
    { home, nowMs },
  );
  if (found.kind !== 'added') return found.kind;
  return `${found.agent.id} ${found.agent.name} ${found.agent.address}`;
}

function heard(id: string, name: string, ip: string, secondsAgo: number): void {
  const agent = { id, name, ip };
  writeFileSync(agentInfoPath(home, agent), 'Linux');
  touchAgentInfo(home, agent, nowMs - secondsAgo * 1000);
}

describe('enrolAgent', () => {
  it.each([
    { what: 'the first one', wish: {}, found: '1024 web01 any' },
    { what: 'one of an address', wish: { isBound: true }, found: '1024 web01 192.0.2.9' },
    {
      what: 'one of an IPv6 address',
      wish: { isBound: true, source: '2001:db8::9' },
      found: '1024 web01 2001:db8::9',
    },
    { what: 'a bad name', wish: { name: 'a b' }, found: 'bad-name' },
    { what: 'a name that is taken', wish: { name: 'old' }, found: '1024 old3 any' },
    { what: 'an address that is taken', wish: { source: '10.0.0.5' }, found: 'address-taken' },
    { what: 'an address within a network', wish: { source: '10.1.2.3' }, found: '1024 web01 any' },
    { what: 'no address', wish: { source: '' }, found: 'address-taken' },
  ])('answers $found to $what', async ({ wish, found }) => {
    writeFileSync(
      file.path,
      '001 old 10.0.0.5 k\n002 old2 any k\n003 net 10.1.0.0/16 k\n1025 x any k\n',
    );
    expect(await enrol(wish)).toBe(found);
  });

  it('gives the lowest id that was never given', async () => {
    writeFileSync(file.path, '1024 a any k\n1025 #*#*#\n1027 b any k\n');

    expect(await enrol({ name: 'one' })).toBe('1026 one any');
    expect(await enrol({ name: 'two' })).toBe('1028 two any');
  });

  it('gives up behind the last number for a name', async () => {
    const names = Array.from({ length: 255 }, (_, i) => `${i} old${i < 1 ? '' : i + 1} any k\n`);
    writeFileSync(file.path, names.join(''));

    expect(await enrol({ name: 'old' })).toBe('bad-name');
    expect(await enrol({ name: 'x'.repeat(128) })).toMatch(/^1024 x+ any$/);
    expect(await enrol({ name: 'x'.repeat(128) })).toBe('bad-name');
  });

  it.each([
    { secondsAgo: 10, name: 'old', source: '192.0.2.9', found: '1024 old2 any' },
    { secondsAgo: 90, name: 'old', source: '192.0.2.9', found: '1024 old any' },
    { secondsAgo: 90, name: 'old', source: '10.0.0.5', found: '1024 old any' },
    { secondsAgo: 10, name: 'new', source: '10.0.0.5', found: 'address-taken' },
    { secondsAgo: 90, name: 'new', source: '10.0.0.5', found: '1024 new any' },
  ])(
    'an agent heard $secondsAgo s ago leaves $found for $name from $source',
    async ({ secondsAgo, name, source, found }) => {
      writeFileSync(file.path, '001 old 10.0.0.5 k\n');
      heard('001', 'old', '10.0.0.5', secondsAgo);

      expect(await enrol({ name, source, replaceAfterSeconds: 60 })).toBe(found);
      const left = file.read().agents.map((one) => one.id);
      const [id = ''] = found.split(' ');
      if (found === 'address-taken') expect(left).toEqual(['001']);
      else expect(left).toEqual(secondsAgo > 60 ? [id] : ['001', id]);
    },
  );

  it('serves many at once, each with a key of its own', async () => {
    const all = await Promise.all(Array.from({ length: 20 }, () => enrol({})));

    expect(new Set(all).size).toBe(20);
    expect(new Set(file.read().agents.map(({ key }) => key)).size).toBe(20);
  });
});

describe('TokenFile', () => {
  const hash = 'ab'.repeat(32);
  const expiresAt = nowMs / 1000 + 60;
  let tokens: TokenFile;

  beforeEach(() => {
    tokens = new TokenFile(home);
  });

  it('gives a token once', async () => {
    expect(await tokens.add({ hash, expiresAt, name: undefined }, nowMs)).toBe(true);
    expect(statSync(tokens.path).mode & 0o777).toBe(0o640);
    const both = await Promise.all([1, 2].map(() => tokens.take(hash, 'web01', nowMs)));

    expect(both.filter((one) => one !== undefined)).toHaveLength(1);
    expect(readFileSync(tokens.path, 'latin1')).toBe('');
  });

  it.each([
    { what: 'another token', ask: { hash: 'cd'.repeat(32) }, isGiven: false },
    { what: 'another name', ask: { name: 'web02' }, isGiven: false },
    { what: 'its name', ask: {}, isGiven: true },
    { what: 'its name too late', ask: { atMs: nowMs + 60_000 }, isGiven: false },
    { what: 'its name just in time', ask: { atMs: nowMs + 59_999 }, isGiven: true },
  ])('gives one for $what: $isGiven', async ({ ask, isGiven }) => {
    await tokens.add({ hash, expiresAt, name: 'web01' }, nowMs);
    const {
      hash: wanted = hash,
      name = 'web01',
      atMs = nowMs,
    } = {
      hash: undefined,
      name: undefined,
      atMs: undefined,
      ...ask,
    };

    expect((await tokens.take(wanted, name, atMs)) !== undefined).toBe(isGiven);
    expect(tokens.list(nowMs)).toHaveLength(isGiven ? 0 : 1);
  });

  it('takes tokens back by the beginning of their hashes', async () => {
    await tokens.add({ hash, expiresAt, name: undefined }, nowMs);
    await tokens.add({ hash: 'cd'.repeat(32), expiresAt, name: undefined }, nowMs);

    expect(await tokens.revoke('abab', nowMs)).toBe(1);
    expect(await tokens.revoke('abab', nowMs)).toBe(0);
    expect(tokens.list(nowMs).map((one) => one.hash)).toEqual(['cd'.repeat(32)]);
  });

  it('has a limit', async () => {
    const lines = Array.from({ length: tokensMax }, (_, i) => {
      return `${String(i).padStart(64, '0')} ${expiresAt} -\n`;
    });
    writeFileSync(tokens.path, lines.join(''));

    expect(await tokens.add({ hash, expiresAt, name: undefined }, nowMs)).toBe(false);
  });

  it('passes over lines that are none', () => {
    writeFileSync(tokens.path, `\n# x\n${hash} soon -\n${hash} ${expiresAt} a b\n`);

    expect(tokens.list(nowMs)).toEqual([]);
  });

  it('tells what it cannot read', () => {
    mkdirSync(tokens.path);

    expect(() => tokens.list(nowMs)).toThrow(/TOKENS_UNUSABLE/);
  });
});
