import { hash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { agentDetails, agentState, isSynced, sharedSum, type AgentInfo } from './index.ts';

const home = mkdtempSync(join(tmpdir(), 'tocsin-sum-'));
const nowMs = Date.UTC(2026, 0, 2);

afterAll(() => rmSync(home, { recursive: true, force: true }));

function info(heardMs: number, shared?: string): AgentInfo {
  const details = new Map(shared === undefined ? [] : [[agentDetails.shared, shared]]);
  return { heardMs, os: '', version: '', configMd5: undefined, details };
}

describe('sharedSum', () => {
  it('is that of the file that is pushed', () => {
    expect(sharedSum(home)).toBeUndefined();
    mkdirSync(join(home, 'etc/shared'), { recursive: true });
    writeFileSync(join(home, 'etc/shared/merged.mg'), '!2 a\nxy');

    expect(sharedSum(home)).toBe(hash('md5', '!2 a\nxy', 'hex'));
  });
});

describe('isSynced', () => {
  it.each([
    { has: 'ab', sum: 'ab', synced: true },
    { has: 'x', sum: 'ab', synced: false },
    { has: undefined, sum: 'ab', synced: undefined },
    { has: 'ab', sum: undefined, synced: undefined },
  ])('$has against $sum: $synced', ({ has, sum, synced }) => {
    expect(isSynced(info(0, has), sum)).toBe(synced);
  });
});

describe('agentState', () => {
  it.each([
    { silentMs: 0, state: 'Active' },
    { silentMs: 1_830_000, state: 'Active' },
    { silentMs: 1_830_001, state: 'Disconnected' },
    // A clock that was set back is no reason to call an agent silent.
    { silentMs: -1000, state: 'Active' },
  ])('is $state after $silentMs ms', ({ silentMs, state }) => {
    expect(agentState(info(nowMs - silentMs), nowMs)).toBe(state);
  });

  it('is another one for an agent that never reported', () => {
    expect(agentState(undefined, nowMs)).toBe('Never connected');
  });
});
