import { existsSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { latin1 } from '../base/index.ts';
import { coreSections, parseConfig } from '../config/index.ts';
import type { ChildSpec } from './child-spec.ts';

/** What a home is: `<client>` in its configuration makes an agent, `<remote>` a server. */
export type HomeRole = 'local' | 'server' | 'agent';

/**
 * The processes that a home's configuration asks for, in start order; `watch` adds files to those
 * configured. Mistakes in the configuration are told by the processes themselves.
 */
export function localChildren(home: string, watch: readonly string[]): readonly ChildSpec[] {
  const role = homeRole(home);
  if (role === 'agent') return [agentChild(home, watch)];
  const children: ChildSpec[] = [
    {
      name: 'analysis',
      daemons: ['ossec-analysisd'],
      entry: script('server', 'analysis-main'),
      args: [home],
    },
    {
      name: 'guard',
      daemons: ['ossec-logcollector'],
      entry: script('agent', 'guard-main'),
      args: [home, ...watch],
    },
  ];
  if (role === 'server') {
    children.push({
      name: 'gateway',
      daemons: ['ossec-remoted'],
      entry: script('gateway', 'gateway-main'),
      args: [home],
    });
  }
  return children;
}

/** One process, to save memory: it reads the logs and reports them. */
function agentChild(home: string, watch: readonly string[]): ChildSpec {
  return {
    name: 'agent',
    daemons: ['ossec-agentd', 'ossec-logcollector'],
    entry: script('agent', 'agent-main'),
    args: [home, ...watch],
  };
}

/** Names of the daemons whose work these processes do. */
export function localDaemons(home: string): readonly string[] {
  return localChildren(home, []).flatMap(({ daemons }) => daemons);
}

/** A configuration that cannot be read is that of a local home: its processes say what is wrong. */
export function homeRole(home: string): HomeRole {
  const path = join(home, 'etc', 'ossec.conf');
  if (!existsSync(path)) return 'local';
  try {
    const file = { path, text: latin1(readFileSync(path)) };
    const { blocks } = parseConfig([file], coreSections).config;
    if (blocks.has('client')) return 'agent';
    return blocks.has('remote') ? 'server' : 'local';
  } catch {
    return 'local';
  }
}

/** A script of this tree, built or not: it ends as this one does. */
export function script(folder: string, name: string): string {
  const file = `${name}${extname(import.meta.url)}`;
  return fileURLToPath(new URL(`../${folder}/${file}`, import.meta.url));
}
