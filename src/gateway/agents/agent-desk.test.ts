import { hash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { keepalive, SimulatedAgent } from '../testing/simulated-agent.ts';
import { soon } from '../testing/soon.ts';
import { clockNumber, keepaliveMessage, numberLines } from '../../wire/index.ts';
import { AgentDesk } from './agent-desk.ts';
import { AgentStates } from './agent-states.ts';
import { FilePusher } from './file-pusher.ts';
import { SharedFiles } from './shared-files.ts';
import { Tallies } from './tallies.ts';

const { entry } = new SimulatedAgent('001', 'web');

const clock = { ms: 0 };

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
    tallies: new Tallies(join(home, 'tallies')),
    clock: () => clock.ms,
    clockOff: ({ id }, aheadMs) => pushed.push(`${id} ${aheadMs}`),
  });
  return { desk, pushed, home };
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

it('offers files that changed to the agents that have others', async () => {
  const { desk, pushed, home } = newDesk({ a: 'one' });
  const other = new SimulatedAgent('002', 'db').entry;
  desk.offerChanges();
  // Of a version that does not say what it has, and of one that names single files.
  desk.heard(new SimulatedAgent('003', 'old').entry, '#!-Old agent', 'aes');
  for (const agent of [entry, other]) desk.heard(agent, keepalive('x'), 'durable');
  await soon(() => pushed.toSorted()).toEqual(['001 merged.mg', '002 merged.mg']);
  desk.offerChanges();
  writeFileSync(join(home, 'etc/shared/a'), 'another');
  clock.ms += 10_000;
  desk.offerChanges();
  await soon(() => pushed.length).toBe(4);
  clock.ms += 10_000;
  desk.offerChanges();
  const merged = readFileSync(join(home, 'etc/shared/merged.mg'));
  desk.heard(entry, keepalive(hash('md5', merged, 'hex')), 'durable');
  writeFileSync(join(home, 'etc/shared/a'), 'one more');
  clock.ms += 10_000;
  desk.offerChanges();
  await soon(() => pushed.length).toBe(6);

  expect(pushed.slice(4).toSorted()).toEqual(['001 merged.mg', '002 merged.mg']);
});

it('tells of a clock that is wrong, where an agent says what it shows', () => {
  const { desk, pushed } = newDesk({});
  const message = (ms: number): string => {
    const parts = { system: 'Linux', configMd5: undefined, mergedMd5: undefined };
    return keepaliveMessage({ ...parts, filler: numberLines(new Map([[clockNumber, ms]])) });
  };
  clock.ms = 1_800_000_000_000;
  desk.heard(entry, message(clock.ms + 1000), 'durable');
  desk.heard(entry, keepalive('x'), 'aes');
  expect(pushed).toEqual([]);
  for (let i = 0; i < 3; i++) desk.heard(entry, message(clock.ms - 100_000), 'durable');

  expect(pushed).toEqual(['001 -100000']);
});
