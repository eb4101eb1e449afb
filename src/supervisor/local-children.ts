import { existsSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { latin1 } from '../base/index.ts';
import { authSection, coreSections, parseConfig, valuesOf, type Config } from '../config/index.ts';
import type { ChildSpec } from './child-spec.ts';

/** `<client>` in its configuration makes a home an agent, `<remote>` or `<auth>` a server. */
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
      // What an event leaves behind is gone with the next one: more room for it only takes memory.
      flags: ['--max-semi-space-size=8'],
    },
    {
      name: 'guard',
      daemons: ['ossec-logcollector', 'ossec-syscheckd'],
      entry: script('agent', 'guard-main'),
      args: [home, ...watch],
    },
  ];
  if (role === 'server') {
    children.push({
      name: 'gateway',
      daemons: givesKeys(home) ? ['ossec-remoted', 'ossec-authd'] : ['ossec-remoted'],
      entry: script('gateway', 'gateway-main'),
      args: [home],
      // What a frame leaves behind is gone with the next one, as in analysis.
      flags: ['--max-semi-space-size=4'],
    });
  }
  return children;
}

/** One process, to save memory: it reads the logs and reports them. */
function agentChild(home: string, watch: readonly string[]): ChildSpec {
  return {
    name: 'agent',
    daemons: ['ossec-agentd', 'ossec-logcollector', 'ossec-syscheckd'],
    entry: script('agent', 'agent-main'),
    args: [home, ...watch],
    // Every machine has one, and most do little: a small memory is worth more than the last third
    // of speed. The second compiler alone would take 6 MB as soon as the modules are loaded.
    flags: ['--max-semi-space-size=2', '--v8-pool-size=1', '--no-turbofan'],
  };
}

/** Names of the daemons whose work these processes do. */
export function localDaemons(home: string): readonly string[] {
  return localChildren(home, []).flatMap(({ daemons }) => daemons);
}

function givesKeys(home: string): boolean {
  const config = readConfig(home);
  return config !== undefined && valuesOf(config, authSection) !== undefined;
}

/** A configuration that cannot be read is that of a local home: its processes say what is wrong. */
export function homeRole(home: string): HomeRole {
  const blocks = readConfig(home)?.blocks;
  if (blocks?.has('client') === true) return 'agent';
  return blocks?.has('remote') === true || givesKeys(home) ? 'server' : 'local';
}

function readConfig(home: string): Config | undefined {
  const path = join(home, 'etc', 'ossec.conf');
  if (!existsSync(path)) return undefined;
  try {
    return parseConfig([{ path, text: latin1(readFileSync(path)) }], coreSections).config;
  } catch {
    return undefined;
  }
}

/** A script of this tree, built or not: it ends as this one does. */
export function script(folder: string, name: string): string {
  const file = `${name}${extname(import.meta.url)}`;
  return fileURLToPath(new URL(`../${folder}/${file}`, import.meta.url));
}
