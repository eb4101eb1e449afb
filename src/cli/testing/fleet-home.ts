import { hash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { agentInfoPath, touchAgentInfo } from '../../fleet/index.ts';

const shared = 'shared files\n';
const sharedMd5 = hash('md5', shared, 'hex');

/**
 * A server with four agents: one that reports, one that is silent, one that never did and one with
 * a network for an address.
 */
export function fleetHome(home: string): void {
  for (const name of ['etc/shared', 'var/run', 'queue/agent-info', 'queue/alerts']) {
    mkdirSync(join(home, name), { recursive: true });
  }
  writeFileSync(
    join(home, 'etc/client.keys'),
    '001 web01 10.0.0.5 k\n002 web02 2001:db8::5 k\n003 web03 any k\n1024 net 10.1.0.0/16 k\n',
  );
  writeFileSync(join(home, 'etc/shared/merged.mg'), shared);
  const now = Date.now();
  const system = 'Linux web01 6.1.0 #1 SMP x86_64';
  heard(home, '001', 'web01', '10.0.0.5', now - 60_000, [
    `${system} - OSSEC HIDS v4.2.0 / ${'ab'.repeat(16)}`,
    'crypto_method:aes',
    `shared_sum:${sharedMd5}`,
  ]);
  heard(home, '002', 'web02', '2001:db8::5', now - 3_600_000, [
    'Windows \x1b[2J - Tocsin 1',
    'crypto_method:durable',
    'shared_sum:x',
    'spool_bytes:2097152',
    'lag_seconds:125',
  ]);
}

function heard(
  home: string,
  id: string,
  name: string,
  ip: string,
  atMs: number,
  lines: readonly string[],
): void {
  const agent = { id, name, ip };
  writeFileSync(agentInfoPath(home, agent), `${lines.join('\n')}\n`, 'latin1');
  touchAgentInfo(home, agent, atMs);
}
