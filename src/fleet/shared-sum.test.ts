import { hash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { agentDetails, agentState, isSynced, sharedSums, type AgentInfo } from './index.ts';

const home = mkdtempSync(join(tmpdir(), 'tocsin-sum-'));
const nowMs = Date.UTC(2026, 0, 2);

afterAll(() => rmSync(home, { recursive: true, force: true }));

function info(heardMs: number, shared?: string): AgentInfo {
  const details = new Map(shared === undefined ? [] : [[agentDetails.shared, shared]]);
  return { heardMs, os: '', version: '', configMd5: undefined, details };
}

function md5(text: string): string {
  return hash('md5', text, 'hex');
}

describe('sharedSums', () => {
  it.each([
    { merged: '!2 a\nxy', config: undefined },
    { merged: '!2 a\nxy!4 agent.conf\n<a/>', config: md5('<a/>') },
  ])('are those of what is pushed: $merged', ({ merged, config }) => {
    mkdirSync(join(home, 'etc/shared'), { recursive: true });
    writeFileSync(join(home, 'etc/shared/merged.mg'), merged);

    expect(sharedSums(home)).toEqual({ merged: md5(merged), config });
  });

  it('are none where nothing is pushed', () => {
    expect(sharedSums(join(home, 'none'))).toBeUndefined();
  });
});

describe('isSynced', () => {
  const sums = { merged: 'ab', config: undefined };
  const withConfig = { merged: 'ab', config: 'cd' };

  it.each([
    { has: 'ab', uses: undefined, sums, synced: true },
    { has: 'x', uses: undefined, sums, synced: false },
    { has: 'x', uses: undefined, sums: { merged: md5(''), config: undefined }, synced: true },
    { has: undefined, uses: undefined, sums, synced: undefined },
    { has: 'ab', uses: undefined, sums: undefined, synced: undefined },
    { has: 'ab', uses: 'cd', sums: withConfig, synced: true },
    // It has the file and does not use it.
    { has: 'ab', uses: 'ef', sums: withConfig, synced: false },
    { has: 'ab', uses: undefined, sums: withConfig, synced: false },
  ])('with $has, using $uses: $synced', (one) => {
    const agent = { ...info(0, one.has), configMd5: one.uses };

    expect(isSynced(agent, one.sums)).toBe(one.synced);
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
