import { agentEntry, isAgentName, keyLineText, type AgentEntry } from '../keys/index.ts';

/** Most bytes that an agent reads of an answer. */
export const responseBytesMax = 2048;

const keyMark = "OSSEC K:'";
const end = '\n\n';

export function acceptedText(agent: AgentEntry): string {
  return `${keyMark}${keyLineText(agent)}'${end}`;
}

/** Why there is no key, in the words that agents print. */
export type EnrolProblem =
  | { readonly kind: 'bad-name'; readonly name: string }
  | { readonly kind: 'address-taken'; readonly address: string }
  | { readonly kind: 'internal'; readonly name: string };

/** Two sentences, which OSSEC's server writes one after the other. */
export function refusedTexts(problem: EnrolProblem): readonly string[] {
  return [`ERROR: ${reason(problem)}${end}`, `ERROR: Unable to add agent.${end}`];
}

function reason(problem: EnrolProblem): string {
  switch (problem.kind) {
    case 'bad-name':
      return `Invalid agent name: ${problem.name}`;
    case 'address-taken':
      return `Invalid IP address: ${problem.address}`;
    case 'internal':
      return `Internal manager error adding agent: ${problem.name}`;
    default:
      return problem satisfies never;
  }
}

/** What a server answered, as far as it has come. */
export interface EnrolAnswer {
  readonly agent: AgentEntry | undefined;
  /** Sentences for people, without what marks them; nothing in them moves a cursor. */
  readonly errors: readonly string[];
  /** Whether the server sent a key that cannot be one. */
  readonly isBroken: boolean;
}

/** Reads an answer, one character per byte; only a key that is right in every part counts. */
export function readAnswer(text: string): EnrolAnswer {
  const errors: string[] = [];
  let agent: AgentEntry | undefined;
  let isBroken = false;
  for (const line of text.slice(0, responseBytesMax).split('\n')) {
    if (line.startsWith('ERROR')) errors.push(plain(line.replace(/^ERROR:? ?/, '')));
    if (!line.startsWith(keyMark)) continue;
    const close = line.indexOf("'", keyMark.length);
    agent = close < 0 ? undefined : readKey(line.slice(keyMark.length, close));
    isBroken = agent === undefined;
  }
  return { agent, errors, isBroken };
}

/** Networks are no address of one agent, so no server gives them. */
function readKey(text: string): AgentEntry | undefined {
  const [id = '', name = '', address = '', key = '', ...rest] = text.split(' ');
  if (rest.length > 0 || !/^\d{1,8}$/.test(id) || !isAgentName(name)) return undefined;
  if (!/^[0-9a-fA-F]{64}$/.test(key) || /[/!]/.test(address)) return undefined;
  return agentEntry(id, name, address, key);
}

function plain(text: string): string {
  return text.replaceAll(/[^ -~]/g, '?');
}
