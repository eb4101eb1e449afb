import { existsSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { latin1 } from '../base/index.ts';
import { coreSections, parseConfig } from '../config/index.ts';
import type { ChildSpec } from './child-spec.ts';

/**
 * The processes that a home's configuration asks for, in start order; `watch` adds files to those
 * configured. Mistakes in the configuration are told by the processes themselves.
 */
export function localChildren(home: string, watch: readonly string[]): readonly ChildSpec[] {
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
  if (takesFromNetwork(home)) {
    children.push({
      name: 'gateway',
      daemons: ['ossec-remoted'],
      entry: script('gateway', 'gateway-main'),
      args: [home],
    });
  }
  return children;
}

/** Names of the daemons whose work these processes do. */
export function localDaemons(home: string): readonly string[] {
  return localChildren(home, []).flatMap(({ daemons }) => daemons);
}

function takesFromNetwork(home: string): boolean {
  const path = join(home, 'etc', 'ossec.conf');
  if (!existsSync(path)) return false;
  try {
    const file = { path, text: latin1(readFileSync(path)) };
    return parseConfig([file], coreSections).config.blocks.has('remote');
  } catch {
    return false; // Not readable: the processes that read it say so.
  }
}

/** A script of this tree, built or not: it ends as this one does. */
export function script(folder: string, name: string): string {
  const file = `${name}${extname(import.meta.url)}`;
  return fileURLToPath(new URL(`../${folder}/${file}`, import.meta.url));
}
