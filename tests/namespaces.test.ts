import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { agentHome, callOn, logOf, startServer, tailOf } from './support/fleet.ts';
import { Cable, canMakeNamespaces } from './support/namespaces.ts';
import { build, newFolder, until } from './support/running.ts';
import { tokenLine, tokensIn } from './support/token-home.ts';

const stopping: (() => Promise<unknown>)[] = [];
let cable: Cable | undefined;

beforeAll(build, 120_000);

afterEach(async () => {
  for (const stop of stopping.splice(0).toReversed()) await stop();
  cable?.remove();
  cable = undefined;
});

function tokens(name: string, count: number): readonly string[] {
  return Array.from({ length: count }, (_, i) => `${name}-${i}`);
}

/** Counts how often each token stands in the alerts, once all are there. */
async function arrived(home: string, wanted: readonly string[]): Promise<readonly number[]> {
  await until(
    () => {
      const found = tokensIn(home, 'alerts');
      return wanted.every((token) => found.has(token));
    },
    () => tailOf(home),
    60_000,
  );
  const found = tokensIn(home, 'alerts');
  return wanted.map((token) => found.get(token) ?? 0);
}

describe.skipIf(!canMakeNamespaces())('two machines and a cable (skipped without root)', () => {
  it.each(['durable', 'udp'])(
    'lose nothing over %s when the cable is out',
    async (protocol) => {
      cable = new Cable(`tocsin-${process.pid}-${protocol}`);
      const { server, agent } = cable;
      const at = await startServer(['web01'], server);
      stopping.push(() => callOn(server, 'ossec-control', at.home, 'stop'));
      const log = join(newFolder(), 'messages');
      writeFileSync(log, '');
      const home = await agentHome(at, {
        id: '001',
        servers: [at.port],
        watch: [log],
        options: `<protocol>${protocol}</protocol>`,
      });
      stopping.push(() => callOn(agent, 'ossec-control', home, 'stop'));
      expect((await callOn(agent, 'ossec-control', home, 'start')).err).toBe('');
      await until(
        () => logOf(home).includes(`Connected to the server ${server.address}`),
        () => tailOf(home),
      );
      const before = tokens('before', 200);
      appendFileSync(log, before.map(tokenLine).join(''));
      expect(await arrived(at.home, before)).toEqual(before.map(() => 1));

      cable.plug(false);
      const during = tokens('during', 300);
      appendFileSync(log, during.map(tokenLine).join(''));
      if (protocol === 'udp') {
        // Its window was sent into the void: only the missing answer brings it back.
        await until(
          () => logOf(home).includes('it does not answer'),
          () => tailOf(home),
        );
      }
      cable.plug(true);
      const after = tokens('after', 200);
      appendFileSync(log, after.map(tokenLine).join(''));

      const counts = await arrived(at.home, [...during, ...after]);
      if (protocol === 'durable') expect(counts.filter((times) => times !== 1)).toEqual([]);
      else expect(Math.min(...counts)).toBeGreaterThanOrEqual(1);
    },
    120_000,
  );
});
