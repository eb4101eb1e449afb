import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openIngestClient } from '../../agent/index.ts';

const location = 'manage_agents';
const patienceMs = 1000;

/**
 * Tells a running analysis which addresses somebody tried to give twice, as OSSEC does: it may be a
 * second machine with the name of another. Where nobody listens there is nobody to tell.
 */
export async function reportDuplicates(home: string, addresses: readonly string[]): Promise<void> {
  const path = join(home, 'queue', 'ossec', 'ingest.sock');
  if (addresses.length === 0 || !existsSync(path)) return;
  const near = relative(process.cwd(), path);
  const client = openIngestClient({ socketPath: near.length < path.length ? near : path });
  const records = addresses.map((address) => {
    return { queue: '1', location, text: `ossec: Duplicated IP ${address}`, origin: undefined };
  });
  const given = client.deliver(records).catch(() => undefined);
  await Promise.race([given, sleep(patienceMs)]);
  await client.close();
}
