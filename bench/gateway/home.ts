import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { agentEntry, keyLineText, type AgentEntry } from '../../src/wire/index.ts';

/** So many agents, with keys that anybody can know. */
export function benchAgents(count: number): readonly AgentEntry[] {
  return Array.from({ length: count }, (_, i) => {
    const id = String(i + 1).padStart(3, '0');
    const entry = agentEntry(id, `agent-${id}`, 'any', id.padStart(64, 'a'));
    if (entry === undefined) throw new Error('any is an address');
    return entry;
  });
}

export function newHome(files: Readonly<Record<string, string>>): string {
  const home = mkdtempSync(join(tmpdir(), 'tocsin-bench-'));
  for (const folder of ['etc/shared', 'queue/ossec', 'queue/alerts', 'queue/rids', 'var/run']) {
    mkdirSync(join(home, folder), { recursive: true });
  }
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(home, name)), { recursive: true });
    writeFileSync(join(home, name), text);
  }
  return home;
}

export function serverHome(agents: readonly AgentEntry[]): string {
  const remote = '<connection>secure</connection><port>0</port><local_ip>127.0.0.1</local_ip>';
  return newHome({
    'etc/ossec.conf': `<ossec_config><remote>${remote}</remote></ossec_config>`,
    'etc/client.keys': agents.map((one) => `${keyLineText(one)}\n`).join(''),
  });
}
