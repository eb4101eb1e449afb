import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { latin1 } from '../../base/index.ts';
import { writeWhole } from '../../fleet/index.ts';
import { childrenNamed, parseXml } from '../../xml/index.ts';

const configMode = 0o640;

/** What became of `etc/ossec.conf`. */
export type Joined =
  | { readonly kind: 'added' }
  /** It names the server already. */
  | { readonly kind: 'named' }
  | { readonly kind: 'other'; readonly servers: readonly string[] }
  /** It is the configuration of a server. */
  | { readonly kind: 'server' }
  | { readonly kind: 'unreadable'; readonly reason: string };

/** Adds the server to a configuration that names none; everything that stands there stays. */
export function joinServer(home: string, server: string, profile: string | undefined): Joined {
  const path = join(home, 'etc', 'ossec.conf');
  let text: string;
  try {
    text = latin1(readFileSync(path));
  } catch (error) {
    return { kind: 'unreadable', reason: error instanceof Error ? error.message : String(error) };
  }
  const { elements, diagnostics } = parseXml(text, path);
  const [problem] = diagnostics;
  if (problem !== undefined) {
    return { kind: 'unreadable', reason: `line ${problem.at.line}: ${problem.message}` };
  }
  if (elements.some((root) => childrenNamed(root, 'remote').length > 0)) return { kind: 'server' };
  const clients = elements.flatMap((root) => childrenNamed(root, 'client'));
  const servers = clients
    .flatMap((client) => client.children)
    .filter(({ name }) => /^server(?:-ip|-hostname)?$/i.test(name))
    .map(({ content }) => content.trim());
  if (servers.includes(server)) return { kind: 'named' };
  if (servers.length > 0) return { kind: 'other', servers };
  writeWhole(path, `${text.trimEnd()}\n\n${clientBlock(server, profile)}`, configMode);
  return { kind: 'added' };
}

function clientBlock(server: string, profile: string | undefined): string {
  const isAddress = /^[\d.]+$/.test(server) || server.includes(':');
  const name = isAddress ? 'server-ip' : 'server-hostname';
  const profiles = profile === undefined ? '' : `    <config-profile>${profile}</config-profile>\n`;
  return `<ossec_config>
  <client>
    <${name}>${server}</${name}>
${profiles}  </client>
</ossec_config>
`;
}
