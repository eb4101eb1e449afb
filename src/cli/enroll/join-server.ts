import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { latin1 } from '../../base/index.ts';
import { writeWhole } from '../../fleet/index.ts';
import { childrenNamed, parseXml } from '../../xml/index.ts';

const configMode = 0o640;

/** What a configuration says of servers. */
export type Standing =
  /** It names none: the block of the server may be added to this text. */
  | { readonly kind: 'free'; readonly text: string }
  /** It names this server already. */
  | { readonly kind: 'named' }
  | { readonly kind: 'other'; readonly servers: readonly string[] }
  /** It is the configuration of a server. */
  | { readonly kind: 'server' }
  | { readonly kind: 'unreadable'; readonly reason: string };

function configPath(home: string): string {
  return join(home, 'etc', 'ossec.conf');
}

/** Looks whether the home can become an agent of the server. */
export function standingOf(home: string, server: string): Standing {
  const path = configPath(home);
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
  const named = (section: string) => elements.flatMap((root) => childrenNamed(root, section));
  if (named('remote').length > 0 || named('auth').length > 0) return { kind: 'server' };
  const servers = named('client')
    .flatMap((client) => client.children)
    .filter(({ name }) => /^server(?:-ip|-hostname)?$/i.test(name))
    .map(({ content }) => content.trim());
  if (servers.some((one) => hostOf(one) === server)) return { kind: 'named' };
  return servers.length > 0 ? { kind: 'other', servers } : { kind: 'free', text };
}

/** Adds the server behind everything that stands there. */
export function addServer(
  home: string,
  text: string,
  server: string,
  profile: string | undefined,
): void {
  writeWhole(configPath(home), `${text.trimEnd()}\n\n${clientBlock(server, profile)}`, configMode);
}

/** Without a port behind it; addresses of IPv6 have brackets where they have one. */
function hostOf(server: string): string {
  const [, bracketed] = /^\[(.*)\](?::\d+)?$/.exec(server) ?? [];
  if (bracketed !== undefined) return bracketed;
  return server.split(':').length === 2 ? server.replace(/:\d+$/, '') : server;
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
