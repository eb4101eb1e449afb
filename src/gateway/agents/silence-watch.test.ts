import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { agentInfoPath, touchAgentInfo } from '../../fleet/index.ts';
import { SilenceWatch } from './silence-watch.ts';

const home = mkdtempSync(join(tmpdir(), 'tocsin-silence-'));
mkdirSync(join(home, 'queue/agent-info'), { recursive: true });
const nowMs = Date.UTC(2026, 0, 2);
const agents = ['a', 'b', 'c'].map((name, i) => ({ id: `00${i}`, name, ip: 'any' }));
const [a, b] = agents;

afterAll(() => rmSync(home, { recursive: true, force: true }));

it('names an agent once when it falls silent', () => {
  if (a === undefined || b === undefined) throw new Error('no agents');
  for (const agent of [a, b]) writeFileSync(agentInfoPath(home, agent), '');
  touchAgentInfo(home, a, nowMs);
  touchAgentInfo(home, b, nowMs - 10_000_000);
  const watch = new SilenceWatch(home, 600);
  const names = (atMs: number, some = agents) => {
    const { silent, back } = watch.look(some, atMs);
    const again = back.map(({ agent, silentMs }) => `${agent.name} after ${silentMs}`);
    return [...silent.map(({ name }) => name), ...again];
  };

  expect(names(nowMs)).toEqual([]);
  expect(names(nowMs + 1_830_000)).toEqual([]);
  expect(names(nowMs + 1_830_001)).toEqual(['a']);
  expect(names(nowMs + 2_000_000)).toEqual([]);
  touchAgentInfo(home, a, nowMs + 2_000_000);
  touchAgentInfo(home, b, nowMs + 2_000_000);
  // Only who was told as silent is told as back.
  expect(names(nowMs + 2_000_000)).toEqual(['a after 2000000']);
  expect(names(nowMs + 2_000_001)).toEqual([]);
  // An agent that was removed is missed by nobody.
  expect(names(nowMs + 9_000_000, [b])).toEqual(['b']);
});

it('forgets agents that were removed while they were silent', () => {
  if (a === undefined) throw new Error('no agents');
  writeFileSync(agentInfoPath(home, a), '');
  touchAgentInfo(home, a, nowMs);
  const watch = new SilenceWatch(home, 600);
  watch.look([a], nowMs);
  expect(watch.look([a], nowMs + 2_000_000).silent).toEqual([a]);
  watch.look([], nowMs + 2_000_000);
  touchAgentInfo(home, a, nowMs + 2_000_000);

  expect(watch.look([a], nowMs + 2_000_000)).toEqual({ silent: [], back: [] });
});
