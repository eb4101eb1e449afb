import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { keepalive, SimulatedAgent } from '../testing/simulated-agent.ts';
import { soon } from '../testing/soon.ts';
import { AgentDesk } from './agent-desk.ts';
import { AgentStates } from './agent-states.ts';
import { FilePusher } from './file-pusher.ts';
import { SharedFiles } from './shared-files.ts';

const { entry } = new SimulatedAgent('001', 'web');

function newDesk(shared: Readonly<Record<string, string>>) {
  const home = mkdtempSync(join(tmpdir(), 'tocsin-desk-'));
  for (const name of ['etc/shared', 'queue/agent-info']) {
    mkdirSync(join(home, name), { recursive: true });
  }
  for (const [name, text] of Object.entries(shared)) {
    writeFileSync(join(home, 'etc/shared', name), text);
  }
  const pushed: string[] = [];
  const hooks = { warn: () => undefined, check: () => [], refused: () => undefined };
  const desk = new AgentDesk({
    states: new AgentStates(home),
    shared: new SharedFiles(home, hooks),
    pusher: new FilePusher((id, payload) => {
      const [, name] = /up file \S+ (\S+)/.exec(payload.toString()) ?? [];
      if (name !== undefined) pushed.push(`${id} ${name}`);
      return true;
    }),
    clock: Date.now,
  });
  return { desk, pushed };
}

it.each([
  ['lacks all', keepalive('x'), ['001 merged.mg']],
  ['has another version', keepalive('0'.repeat(32)), ['001 merged.mg']],
  ['names single files', `#!-Old agent\nx a\nx z\n`, ['001 a', '001 b']],
  ['names none', '#!-Old agent', []],
] as const)('an agent that %s is sent what it lacks', async (_, payload, expected) => {
  const { desk, pushed } = newDesk({ a: 'one', b: 'two' });
  desk.heard(entry, payload, 'durable');
  await soon(() => pushed).toEqual(expected);
});

it('an agent lacks nothing where nothing is shared', async () => {
  const { desk, pushed } = newDesk({});
  desk.heard(entry, keepalive('x'), 'aes');
  desk.forget(entry.id);
  await new Promise((resolve) => setImmediate(resolve));
  expect(pushed).toEqual([]);
});
