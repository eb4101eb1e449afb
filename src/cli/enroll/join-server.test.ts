import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { addServer, standingOf } from './join-server.ts';

const root = mkdtempSync(join(tmpdir(), 'tocsin-join-'));
let count = 0;
let home = '';

beforeEach(() => {
  home = join(root, String(++count));
  mkdirSync(join(home, 'etc'), { recursive: true });
});

afterAll(() => rmSync(root, { recursive: true, force: true }));

function configure(text: string): void {
  writeFileSync(join(home, 'etc/ossec.conf'), text);
}

function client(inner: string): string {
  return `<ossec_config><client>${inner}</client></ossec_config>`;
}

describe('standingOf', () => {
  it.each([
    { text: '<ossec_config></ossec_config>', server: 'siem', kind: 'free' },
    { text: client(''), server: 'siem', kind: 'free' },
    { text: client('<server-hostname>siem</server-hostname>'), server: 'siem', kind: 'named' },
    { text: client('<server> siem:1600 </server>'), server: 'siem', kind: 'named' },
    { text: client('<server>[2001:db8::1]:1600</server>'), server: '2001:db8::1', kind: 'named' },
    { text: client('<server>2001:db8::1</server>'), server: '2001:db8::1', kind: 'named' },
    { text: client('<server>one</server><server>two</server>'), server: 'two', kind: 'named' },
    { text: client('<server>siem.example</server>'), server: 'siem', kind: 'other' },
    { text: `<ossec_config><remote></remote></ossec_config>`, server: 'siem', kind: 'server' },
    { text: `<ossec_config><auth></auth></ossec_config>`, server: 'siem', kind: 'server' },
    { text: '<ossec_config>', server: 'siem', kind: 'unreadable' },
  ])('of $text for $server is $kind', ({ text, server, kind }) => {
    configure(text);

    expect(standingOf(home, server).kind).toBe(kind);
  });

  it('tells a file that is not there', () => {
    expect(standingOf(home, 'siem')).toMatchObject({
      kind: 'unreadable',
      reason: expect.stringContaining('ENOENT') as string,
    });
  });
});

describe('addServer', () => {
  it.each([
    { server: 'siem.example', profile: undefined, line: '<server-hostname>siem.example<' },
    { server: '192.0.2.1', profile: 'web', line: '<server-ip>192.0.2.1<' },
    { server: '2001:db8::1', profile: undefined, line: '<server-ip>2001:db8::1<' },
  ])('adds $server behind what stands there', ({ server, profile, line }) => {
    const before = '<!-- mine -->\n<ossec_config></ossec_config>\n\n\n';
    configure(before);
    addServer(home, before, server, profile);
    const after = readFileSync(join(home, 'etc/ossec.conf'), 'utf8');

    expect(after.startsWith(`${before.trimEnd()}\n\n<ossec_config>\n  <client>\n`)).toBe(true);
    expect(after).toContain(line);
    expect(after.includes('<config-profile>web<')).toBe(profile !== undefined);
    expect(standingOf(home, server)).toEqual({ kind: 'named' });
    expect(statSync(join(home, 'etc/ossec.conf')).mode & 0o777).toBe(0o640);
  });
});
