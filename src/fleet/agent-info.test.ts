import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { agentInfoPath, agentInfoText, readAgentInfo, touchAgentInfo } from './index.ts';

const home = mkdtempSync(join(tmpdir(), 'tocsin-info-'));
mkdirSync(join(home, 'queue/agent-info'), { recursive: true });
const agent = { id: '001', name: 'web', ip: 'any' };
const sum = 'ab'.repeat(16);

afterAll(() => rmSync(home, { recursive: true, force: true }));

it('is nothing for an agent that never reported', () => {
  expect(readAgentInfo(home, { ...agent, name: 'never' })).toBeUndefined();
});

it.each([
  {
    text: `Linux web 6.1 x86_64 - OSSEC HIDS v4.2.0 / ${sum}\ncrypto_method:aes\n`,
    os: 'Linux web 6.1 x86_64',
    version: 'OSSEC HIDS v4.2.0',
    configMd5: sum,
    details: [['crypto_method', 'aes']],
  },
  {
    text: 'Windows - Server - OSSEC HIDS v3.8\ncrypto_method:blowfish\nshared_sum:x\nodd\n:y\nz:a:b',
    os: 'Windows - Server',
    version: 'OSSEC HIDS v3.8',
    configMd5: undefined,
    details: [
      ['crypto_method', 'blowfish'],
      ['shared_sum', 'x'],
      ['z', 'a:b'],
    ],
  },
  { text: 'odd', os: 'odd', version: '', configMd5: undefined, details: [] },
  { text: '', os: '', version: '', configMd5: undefined, details: [] },
])('reads $text', ({ text, details, ...rest }) => {
  writeFileSync(agentInfoPath(home, agent), text);
  touchAgentInfo(home, agent, 1_000_000);

  expect(readAgentInfo(home, agent)).toEqual({
    ...rest,
    heardMs: 1_000_000,
    details: new Map(details as [string, string][]),
  });
});

it('is written as it is read', () => {
  const details = new Map([
    ['crypto_method', 'aes'],
    ['spool_bytes', '12\n34'],
  ]);

  expect(agentInfoText('Linux - T', details)).toBe(
    'Linux - T\ncrypto_method:aes\nspool_bytes:12 34\n',
  );
});
