import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { arch, hostname, release, type, version } from 'node:os';
import { join } from 'node:path';
import { brand, latin1 } from '../../base/index.ts';
import { keepaliveMessage, mergedName, numberLines } from '../../wire/index.ts';

/** What agents name behind their system: tools of OSSEC's servers look for their own name there. */
export const products = {
  ossec: 'OSSEC HIDS v4.2.0',
  own: `${brand.name} v${brand.version}`,
} as const;

const machines: Readonly<Record<string, string>> = { x64: 'x86_64', arm64: 'aarch64' };

function sumOf(path: string): string | undefined {
  try {
    return hash('md5', readFileSync(path), 'hex');
  } catch {
    return undefined; // Not there, or not readable: both mean that the agent lacks it.
  }
}

/** What this machine runs on, one character per byte: filters of `agent.conf` look at it too. */
export function systemText(product: string = products.ossec): string {
  const machine = machines[arch()] ?? arch();
  const system = `${type()} ${hostname()} ${release()} ${version()} ${machine} - ${product}`;
  return latin1(Buffer.from(system));
}

/**
 * The message by which an agent tells that it lives, what it runs on and which shared files it has.
 * The same text as long as nothing changes, so that a server has nothing to write. `numbers` stand
 * where OSSEC's agents have letters of chance. The sum of `agent.conf` is that of the version in
 * use.
 */
export function keepaliveText(
  home: string,
  numbers: ReadonlyMap<string, number>,
  product?: string,
): string {
  const shared = join(home, 'etc', 'shared');
  return keepaliveMessage({
    system: systemText(product),
    configMd5: sumOf(join(home, 'queue', 'ossec', 'agent.conf')),
    mergedMd5: sumOf(join(shared, mergedName)),
    filler: numberLines(numbers),
  });
}
