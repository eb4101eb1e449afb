/** A message that somebody on the server wants to reach agents. */
export interface Forward {
  readonly to:
    | { readonly kind: 'all' }
    /** The agent whose event raised it, by its name. */
    | { readonly kind: 'name'; readonly name: string }
    | { readonly kind: 'id'; readonly id: string };
  /** Behind `#!-`, as the agent gets it. */
  readonly control: string;
}

/** In place of a message: the gateway gives the agents other keys. It is never sent. */
export const rekeyControl = 'rekey';

const flagsPattern = /^(?<all>[AN])(?<source>[RN!])(?<specific>[SN])$/;

/**
 * Reads a line of OSSEC's queue of active responses: `(NAME) SOURCE->LOCATION FLAGS ID REST`.
 * Locations may hold spaces: the flags are the first word behind the name that can be some.
 * Undefined for a line that is none, or that names nobody.
 */
export function parseForward(line: string): Forward | undefined {
  const name = /^\(([^)]*)\) /.exec(line)?.[1];
  if (name === undefined) return undefined;
  const words = line.slice(name.length + 3).split(' ');
  const at = words.findIndex((word, i) => i > 0 && flagsPattern.test(word));
  const flags = flagsPattern.exec(words[at] ?? '')?.groups;
  const [id, ...rest] = words.slice(at + 1);
  if (flags === undefined || id === undefined || rest.length === 0) return undefined;
  const text = rest.join(' ');
  const control = flags['source'] === '!' ? text : `execd ${text}`;
  if (flags['all'] === 'A') return { to: { kind: 'all' }, control };
  if (flags['source'] === 'R') return { to: { kind: 'name', name }, control };
  if (flags['specific'] === 'S') return { to: { kind: 'id', id }, control };
  return undefined;
}

/** The line that `agent_control` sends: to one agent, or to all. */
export function forwardLine(id: string | undefined, rest: string, isControl: boolean): string {
  const [all, specific] = id === undefined ? ['A', 'N'] : ['N', 'S'];
  const flags = `${all}${isControl ? '!' : 'N'}${specific}`;
  return `(msg_to_agent) [] ${flags} ${id ?? '(null)'} ${rest}`;
}
