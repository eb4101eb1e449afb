import { contains, parseNetwork } from '../../base/index.ts';
import type { AddressBytes, Diagnostic, Network } from '../../base/index.ts';

/** One usable line of `client.keys`. Texts hold one character per byte. */
export interface AgentEntry {
  /** Compared as text: `1` is not `001`. */
  readonly id: string;
  readonly name: string;
  /** As it was written: an address, a network, `any`, perhaps with `!` in front. */
  readonly address: string;
  /** The same without its prefix length: the part of locations and of names of files. */
  readonly ip: string;
  readonly key: string;
  /** Whether exactly one address is meant: such an agent does not send its id. */
  readonly isFixed: boolean;
  readonly admits: (address: AddressBytes) => boolean;
}

/** A line of the file: usable, or kept so that its id is not given again. */
export type KeyLine =
  | { readonly kind: 'agent'; readonly text: string; readonly entry: AgentEntry }
  | { readonly kind: 'removed'; readonly text: string; readonly id: string }
  | { readonly kind: 'other'; readonly text: string };

export interface ClientKeys {
  readonly lines: readonly KeyLine[];
  /** In file order; of two with one id the first. */
  readonly agents: readonly AgentEntry[];
  readonly diagnostics: readonly Diagnostic[];
}

const fieldBytesMax = 127;
const lineBytesMax = 2048;

export interface AddressPattern {
  readonly isFixed: boolean;
  readonly admits: (address: AddressBytes) => boolean;
}

/** Reads the third field; undefined for what is no address. */
export function parseAgentAddress(text: string): AddressPattern | undefined {
  const isNegated = text.startsWith('!');
  const literal = isNegated ? text.slice(1) : text;
  const network = literal === 'any' ? everything : parseNetwork(literal);
  if (network === undefined) return undefined;
  return {
    isFixed: !isNegated && network.bits === 128,
    admits: (address) => contains(network, address) !== isNegated,
  };
}

const everything: Network = { address: new Uint8Array(16), bits: 0 };

/** Makes an entry of its four fields; undefined for an address that is none. */
export function agentEntry(
  id: string,
  name: string,
  address: string,
  key: string,
): AgentEntry | undefined {
  const pattern = parseAgentAddress(address);
  if (pattern === undefined) return undefined;
  const ip = address.replace(/\/.*$/, '');
  return { id, name, address, ip, key, ...pattern };
}

const removedMark = '#*#*#*#*#*#*#*#*#*#*#';

/** What stands in the place of a removed agent. */
export function removedLine(id: string): string {
  return `${id} ${removedMark}`;
}

export function keyLineText({ id, name, address, key }: AgentEntry): string {
  return `${id} ${name} ${address} ${key}`;
}

/** Reads the text of the file; `path` is for the messages. */
export function parseClientKeys(text: string, path: string): ClientKeys {
  const lines: KeyLine[] = [];
  const agents = new Map<string, AgentEntry>();
  const diagnostics: Diagnostic[] = [];
  const rows = text.split('\n');
  if (rows.at(-1) === '') rows.pop();
  for (const [i, row] of rows.entries()) {
    const tell = (severity: Diagnostic['severity'], code: string, message: string): void => {
      diagnostics.push({ severity, code, at: { file: path, line: i + 1, column: 1 }, message });
    };
    const line = parseLine(row, tell);
    lines.push(line);
    if (line.kind !== 'agent') continue;
    if (agents.has(line.entry.id)) {
      tell('warning', 'KEYS_DUPLICATE', `the id ${line.entry.id} stands above already`);
    } else agents.set(line.entry.id, line.entry);
  }
  return { lines, agents: [...agents.values()], diagnostics };
}

type Tell = (severity: Diagnostic['severity'], code: string, message: string) => void;

function parseLine(row: string, tell: Tell): KeyLine {
  const text = row.endsWith('\r') ? row.slice(0, -1) : row;
  const other: KeyLine = { kind: 'other', text };
  if (text === '' || text.startsWith('#') || text.startsWith(' ')) return other;
  const [, id = '', name = '', address = '', key = ''] = splitLine(text) ?? [];
  const removed = /^([^ ]+) #/.exec(text)?.[1];
  if (removed !== undefined) return { kind: 'removed', text, id: removed };
  if (key === '' || text.length > lineBytesMax || id.length > fieldBytesMax) {
    tell('warning', 'KEYS_LINE', 'this line is no "ID NAME ADDRESS KEY" and is left out');
    return other;
  }
  const entry = agentEntry(id, name, address, key.slice(0, fieldBytesMax));
  if (entry === undefined) {
    tell('error', 'KEYS_ADDRESS', `"${address}" is no address, no network and not "any"`);
    return other;
  }
  return { kind: 'agent', text, entry };
}

function splitLine(text: string): RegExpExecArray | null {
  return /^([^ ]+) ([^ ]+) ([^ ]+) (.+)$/s.exec(text);
}

/** A name as the tools give it. */
export function isAgentName(name: string): boolean {
  return /^[A-Za-z0-9._-]{2,128}$/.test(name);
}

/** An id as the tools write it: at least three digits, at most eight; undefined for no number. */
export function agentId(text: string): string | undefined {
  return /^\d{1,8}$/.test(text) ? String(Number(text)).padStart(3, '0') : undefined;
}
