import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { formatDiagnostic } from '../base/index.ts';
import { readAgentFiles } from './index.ts';

const key = `001 web any ${'k'.repeat(64)}\n`;
const pin = `${'ab'.repeat(32)}\n`;

function conf(inner = '<client><server>siem</server></client>'): string {
  return `<ossec_config>\n${inner}\n</ossec_config>\n`;
}

function home(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'tocsin-agent-files-'));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

function problemsOf(files: Readonly<Record<string, string>>): readonly string[] {
  return readAgentFiles(home(files), []).diagnostics.map(formatDiagnostic);
}

describe('readAgentFiles', () => {
  it('tells who the agent is, whom it reports to, and what it reads', () => {
    const folder = home({ 'etc/ossec.conf': conf(), 'etc/client.keys': key });
    const files = readAgentFiles(folder, ['/var/log/x']);

    expect(files.diagnostics).toEqual([]);
    expect(files.agent).toMatchObject({ id: '001', name: 'web', isFixed: false });
    expect(files.client.servers).toEqual([{ host: 'siem', port: 1514 }]);
    expect(files.localfiles.map(({ location }) => location)).toEqual(['/var/log/x']);
  });

  it('says which options of integrity checking only a server obeys', () => {
    const syscheck =
      '<syscheck>\n<alert_new_files>yes</alert_new_files>\n<frequency>60</frequency>\n' +
      '<auto_ignore>no</auto_ignore>\n</syscheck>';
    const text = conf(`<client><server>siem</server></client>\n${syscheck}`);

    expect(problemsOf({ 'etc/ossec.conf': text, 'etc/client.keys': key })).toEqual([
      expect.stringMatching(/ossec\.conf:6:.*CONFIG_NO_EFFECT.*belong to the server/),
      expect.stringMatching(/ossec\.conf:4:.*belong to the server/),
    ]);
  });

  it('checks what the server wants beside its own, as the server wants it', () => {
    const own =
      '<client><server>siem</server><config-profile>dmz</config-profile></client>' +
      '<syscheck><directories check_all="yes">/own</directories><frequency>3600</frequency></syscheck>';
    const central = (attributes: string, path: string): string =>
      `<agent_config${attributes}><syscheck><directories check_all="yes">${path}</directories>` +
      '<frequency>7200</frequency></syscheck></agent_config>';
    const { scan, diagnostics } = readAgentFiles(
      home({
        'etc/ossec.conf': conf(own),
        'etc/client.keys': key,
        'etc/shared/agent.conf':
          central(' profile="dmz" name="web"', '/a') + central(' os="Win"', '/b'),
      }),
      [],
    );

    expect(diagnostics).toEqual([]);
    expect(scan?.folders.map(({ path }) => path)).toEqual(['/own', '/a']);
    expect(scan?.frequencySeconds).toBe(7200);
  });

  it.each([
    ['auto', undefined, 'udp'],
    ['auto', pin, 'durable'],
    ['auto', '# none yet\n', 'udp'],
    ['durable', undefined, 'durable'],
    ['udp', pin, 'udp'],
  ])('with protocol %s and the pin %j speaks %s', (protocol, text, expected) => {
    const client = `<client><server>a</server><protocol>${protocol}</protocol></client>`;
    const files = readAgentFiles(
      home({
        'etc/ossec.conf': conf(client),
        'etc/client.keys': key,
        ...(text !== undefined && { 'etc/server.pin': text }),
      }),
      [],
    );

    expect(files.diagnostics).toEqual([]);
    expect(files.protocol).toBe(expected);
  });

  it.each([
    ['no key', '', /client\.keys:1:1 KEYS_NONE .*import the one/],
    ['a comment for a key', '# nothing\n', /client\.keys:1:1 KEYS_NONE/],
    ['half a key', '001 web\n', /client\.keys:1:1 KEYS_LINE/],
    ['an address that is none', '001 web 1.2 k\n', /client\.keys:1:1 KEYS_ADDRESS/],
  ])('tells of %s', (_, keys, expected) => {
    const found = problemsOf({ 'etc/ossec.conf': conf(), 'etc/client.keys': keys });
    expect(found).toEqual([expect.stringMatching(expected) as string]);
  });

  it('tells all that is wrong at once', () => {
    const found = problemsOf({
      'etc/ossec.conf': conf(
        '<client><port>0</port></client>\n<remote><connection>secure</connection></remote>',
      ),
      'etc/server.pin': 'x\n',
    });

    expect(found.map((text) => / ([A-Z_]+) /.exec(text)?.[1])).toEqual([
      'CONFIG_MISSING_OPTION',
      'CONFIG_BAD_VALUE',
      'CONFIG_CONFLICT',
      'KEYS_NONE',
      'PIN_UNUSABLE',
    ]);
    expect(found[2]).toMatch(/ossec\.conf:3:1 CONFIG_CONFLICT/);
  });
});
