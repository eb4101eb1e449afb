import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ChildSpec } from './child-spec.ts';

/** The daemons of a local install, in the order in which their parts start. */
export const localDaemons = ['ossec-analysisd', 'ossec-logcollector'] as const;

/** The processes of a local install, in start order; `watch` adds files to those configured. */
export function localChildren(home: string, watch: readonly string[]): readonly ChildSpec[] {
  const [analysis, collection] = localDaemons;
  return [
    {
      name: 'analysis',
      daemons: [analysis],
      entry: script('server', 'analysis-main'),
      args: [home],
    },
    {
      name: 'guard',
      daemons: [collection],
      entry: script('agent', 'guard-main'),
      args: [home, ...watch],
    },
  ];
}

/** A script of this tree, built or not: it ends as this one does. */
export function script(folder: string, name: string): string {
  const file = `${name}${extname(import.meta.url)}`;
  return fileURLToPath(new URL(`../${folder}/${file}`, import.meta.url));
}
