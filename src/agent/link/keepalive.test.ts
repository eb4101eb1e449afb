import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { clockNumber, parseKeepalive, type IngestRecord } from '../../wire/index.ts';
import { Spool } from '../spool/index.ts';
import type { LinkContext } from './contract.ts';
import { signOfLife } from './index.ts';

let home = '';
let nowMs = 0;
let spool: Spool;

beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'tocsin-life-'));
  nowMs = 1_800_000_000_000;
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const folder = join(home, 'queue/spool');
  spool = await Spool.open({ folder, bytesMax: 2 ** 26, clock: () => nowMs, log });
});

afterEach(() => spool.close());

async function numbers(isForOwn: boolean): Promise<Readonly<Record<string, number>>> {
  const context: Pick<LinkContext, 'home' | 'spool' | 'clock'> = {
    home,
    spool,
    clock: () => nowMs,
  };
  const text = await signOfLife(context, isForOwn);
  return Object.fromEntries(parseKeepalive(text).numbers);
}

const record: IngestRecord = {
  queue: '1',
  location: '/var/log/a',
  text: 'a line',
  origin: { agent: '000', source: 'file:/a', stream: 's', from: 0, to: 1 },
};

describe('signOfLife', () => {
  it('has no numbers for a server of OSSEC while nothing waits for long', async () => {
    expect(await numbers(false)).toEqual({});
    await spool.deliver([record]);
    nowMs += 4999;

    expect(await numbers(false)).toEqual({});
  });

  it('tells what waits and for how long', async () => {
    await spool.deliver([record]);
    nowMs += 65_000;
    const { spool_bytes: bytes, lag_seconds: seconds } = await numbers(false);

    expect(seconds).toBe(65);
    expect(bytes).toBe(spool.status.waitingBytes);
    spool.confirm('logs', spool.journal('logs').end);
    expect(await numbers(false)).toEqual({});
  });

  it('tells a server of ours what the clock shows, and which product it is', async () => {
    expect(await numbers(true)).toEqual({ [clockNumber]: nowMs });
    expect(await signOfLife({ home, spool, clock: () => nowMs }, true)).toContain(' - Tocsin v');
    expect(await signOfLife({ home, spool, clock: () => nowMs }, false)).toContain(' - OSSEC HIDS');
  });
});
