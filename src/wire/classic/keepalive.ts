import { controlPrefix, type FileMark } from './control.ts';

/** The shared files of an agent in one. */
export const mergedName = 'merged.mg';
/** Longest keepalive and longest name of a system in it, in bytes. */
const keepaliveBytesMax = 1024;
const systemBytesMax = 511;
/** What stands for the sum of a file that an agent lacks. */
export const noSum = 'x';
const filesMax = 256;

/** What an agent tells of itself. */
export interface Keepalive {
  /** `sysname nodename release version machine - product version`. */
  readonly system: string;
  /** MD5 of the shared configuration, where the agent has one. */
  readonly configMd5: string | undefined;
  /** Sums of shared files; `x` for a file that is not there. */
  readonly files: readonly FileMark[];
  /** What agents of ours add behind: numbers by their names. */
  readonly numbers: ReadonlyMap<string, number>;
}

export interface KeepaliveParts {
  readonly system: string;
  readonly configMd5: string | undefined;
  readonly mergedMd5: string | undefined;
  /** Letters that make each message another one; what does not fit is left out. */
  readonly filler: string;
}

export function keepaliveMessage({ system, configMd5, mergedMd5, filler }: KeepaliveParts): string {
  const config = configMd5 === undefined ? '' : ` / ${configMd5}`;
  const name = system.replaceAll(/[\n\0]/g, ' ').slice(0, systemBytesMax);
  const text = `${controlPrefix}${name}${config}\n${mergedMd5 ?? noSum} ${mergedName}\n\n`;
  return text + filler.slice(0, keepaliveBytesMax - text.length);
}

/** The first line of a control message: what OSSEC keeps of it. */
export function keepaliveTitle(payload: string): string {
  const end = payload.indexOf('\n');
  return payload.slice(controlPrefix.length, end < 0 ? undefined : end);
}

const title = /^(?<system>.*?)(?: \/ (?<md5>[0-9a-f]{32}))?$/s;
/** Milliseconds since the epoch, where an agent sent them. */
export const clockNumber = 'clock_ms';

/** OSSEC's agents have letters of chance there, among which is no colon. */
const numberLine = /^(?<name>[a-z_]{1,32}):(?<number>\d{1,15})$/;
const numbersMax = 8;
const fileLine = /^(?<md5>[0-9a-f]{32}|x) (?<name>.{1,255})$/;

/** Reads a keepalive of any version: older agents name each shared file, without the filler. */
export function parseKeepalive(payload: string): Keepalive {
  const { system = '', md5: configMd5 } = title.exec(keepaliveTitle(payload))?.groups ?? {};
  const files: FileMark[] = [];
  let at = payload.indexOf('\n') + 1;
  while (at > 0 && files.length < filesMax) {
    const end = payload.indexOf('\n', at);
    const line = end < 0 ? payload.slice(at) : payload.slice(at, end);
    const { md5, name } = fileLine.exec(line)?.groups ?? {};
    if (md5 === undefined || name === undefined) break;
    files.push({ md5, name });
    // What follows this one is chance, whatever it looks like.
    if (name === mergedName) return { system, configMd5, files, numbers: numbersIn(payload, end) };
    at = end + 1;
  }
  return { system, configMd5, files, numbers: new Map() };
}

function numbersIn(payload: string, end: number): ReadonlyMap<string, number> {
  const numbers = new Map<string, number>();
  if (end < 0) return numbers;
  for (const line of payload.slice(end + 1).split('\n', numbersMax + 1)) {
    const { name, number } = numberLine.exec(line)?.groups ?? {};
    if (name !== undefined) numbers.set(name, Number(number));
  }
  return numbers;
}

/** Such numbers as a text behind a keepalive. */
export function numberLines(numbers: ReadonlyMap<string, number>): string {
  return [...numbers].map(([name, number]) => `${name}:${Math.round(number)}\n`).join('');
}
