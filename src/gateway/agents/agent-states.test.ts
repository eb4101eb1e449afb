import { mkdirSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { keepalive } from '../testing/simulated-agent.ts';
import { AgentStates } from './agent-states.ts';

function newStates() {
  const home = mkdtempSync(join(tmpdir(), 'tocsin-states-'));
  mkdirSync(join(home, 'queue/agent-info'), { recursive: true });
  const written = (): readonly string[] => readdirSync(join(home, 'queue/agent-info')).sort();
  return { states: new AgentStates(home), written, home };
}

function agent(number: number) {
  return { id: String(number), name: `web${number}`, ip: 'any' };
}

describe('AgentStates', () => {
  it('write what fits into the time, and the rest later', () => {
    const { states, written } = newStates();
    for (let i = 1; i <= 3; i++) states.heard(agent(i), keepalive(), 'durable', 1000);

    expect(states.flush(-1)).toEqual([]);
    expect(written()).toEqual([]);
    expect(states.flush(60_000)).toEqual([]);
    expect(written()).toEqual(['web1-any', 'web2-any', 'web3-any']);
  });

  it('forget agents that are no more before they are written', () => {
    const { states, written } = newStates();
    states.heard(agent(1), keepalive(), 'aes', 1000);
    states.forget('1');
    states.flush();
    expect(written()).toEqual([]);
  });

  it('say how the agent talks', () => {
    const { states, home } = newStates();
    states.heard(agent(1), keepalive(), 'durable', 1000);
    states.flush();
    const text = readFileSync(join(home, 'queue/agent-info/web1-any'), 'utf8');
    expect(text).toContain('crypto_method:durable');
  });
});
