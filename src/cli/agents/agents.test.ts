import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ledgerPath } from '../../server/index.ts';
import { call } from '../testing/call.ts';
import { fleetHome } from '../testing/fleet-home.ts';
import type { AgentRow } from './rows.ts';
import { tableText } from './table.ts';

const home = mkdtempSync(join(tmpdir(), 'tocsin-agents-'));

beforeAll(() => {
  fleetHome(home);
  const source = (agent: string, gaps: number, lost: number) => ({ agent, gaps, lost });
  const sources = [
    source('001', 1, 3),
    source('001', 1, 4),
    source('002', 0, 0),
    source('000', 9, 9),
  ];
  writeFileSync(join(home, ledgerPath), JSON.stringify({ sources }));
});

afterAll(() => rmSync(home, { recursive: true, force: true }));

describe('tocsin agents', () => {
  it('is a table for people', async () => {
    const { status, out } = await call('tocsin', ['agents', '--home', home]);
    const rows = out.trimEnd().replaceAll(/ {2,}/g, '|').split('\n');

    expect(status).toBe(0);
    expect(rows).toEqual([
      'ID|NAME|ADDRESS|STATE|SEEN|CONFIG|SPOOL|LAG|LOST|VERSION|OS',
      '001|web01|10.0.0.5|active|1 min ago|synced|-|-|7 in 2|OSSEC HIDS v4.2.0|' +
        'Linux web01 6.1.0 #1 SMP x86_64',
      '002|web02|2001:db8::5|silent|1 h ago|not synced|2 MiB|2 min|0|Tocsin 1|Windows ?[2J',
      '003|web03|any|never|-|-|-|-|0|-|-',
      '1024|net|10.1.0.0/16|never|-|-|-|-|0|-|-',
      '1 of 4 agents active',
    ]);
  });

  it('fits a terminal', async () => {
    const { out } = await call('tocsin', ['agents', '--home', home], '', {
      isTerminal: true,
      columns: () => 40,
    });

    expect(Math.max(...out.split('\n').map(({ length }) => length))).toBe(40);
  });

  it('is an object a line for programs', async () => {
    const { out } = await call('tocsin', ['agents', '--json', '--home', home]);
    const rows = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as AgentRow);

    expect(rows[0]).toEqual({
      id: '001',
      name: 'web01',
      address: '10.0.0.5',
      state: 'active',
      version: 'OSSEC HIDS v4.2.0',
      os: 'Linux web01 6.1.0 #1 SMP x86_64',
      protocol: 'aes',
      silentSeconds: 60,
      synced: true,
      spoolBytes: null,
      lagSeconds: null,
      gaps: 2,
      lost: 7,
    });
    expect(rows[1]).toMatchObject({ protocol: 'durable', spoolBytes: 2_097_152, lagSeconds: 125 });
    expect(rows[2]).toMatchObject({ state: 'never', silentSeconds: null, synced: null });
  });

  it('tells that there are none', async () => {
    expect((await call('tocsin', ['agents', '--home', join(home, 'none')])).out).toBe(
      'This server has no agents.\n',
    );
  });

  it('shows them again and again until it is stopped', async () => {
    const watching = call('tocsin', ['agents', '--watch', '--home', home]);
    await expect.poll(() => process.listenerCount('SIGTERM')).toBeGreaterThan(0);
    process.emit('SIGTERM');

    expect(await watching).toMatchObject({
      status: 0,
      out: expect.stringMatching(/^ID /) as string,
    });
  });
});

describe('tableText', () => {
  it.each([
    { silentSeconds: 5, spoolBytes: 12, seen: '5 s ago', spool: '12 B' },
    { silentSeconds: 3599, spoolBytes: 2048, seen: '59 min ago', spool: '2 KiB' },
    { silentSeconds: 172_799, spoolBytes: 3_221_225_472, seen: '47 h ago', spool: '3 GiB' },
    { silentSeconds: 172_800, spoolBytes: 0, seen: '2 d ago', spool: '0 B' },
  ])('writes $seen and $spool', ({ silentSeconds, spoolBytes, seen, spool }) => {
    const row: AgentRow = {
      id: '001',
      name: 'web',
      address: 'any',
      state: 'active',
      version: '',
      os: '',
      protocol: '',
      silentSeconds,
      synced: null,
      spoolBytes,
      lagSeconds: null,
      gaps: 0,
      lost: 0,
    };
    const text = tableText([row], undefined);

    expect(text).toContain(`  ${seen}  `);
    expect(text).toContain(`  ${spool}  `);
  });
});
