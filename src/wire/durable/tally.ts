import { Buffer } from 'node:buffer';
import { encodeDurable } from './frame.ts';

/** How far an agent has read one of its sources: in the terms of its records' origins. */
export interface SourceReach {
  readonly source: string;
  readonly stream: string;
  /** Behind the last record that is on the agent's disk. */
  readonly position: number;
  /** Records since the spool was made. */
  readonly records: number;
}

/** What an agent tells of itself now and then, for the ledger and for people. */
export interface Tally {
  /** Bytes on the agent's disk that no server has. */
  readonly waitingBytes: number;
  /** Age of the oldest of them. */
  readonly lagSeconds: number;
  /** Records dropped for want of room since the spool was made. */
  readonly lost: number;
  readonly sources: readonly SourceReach[];
}

export const tallyBytesMax = 256 * 1024;
/** Sources that are told; those beyond are in the server's own ledger alone. */
export const tallySourcesMax = 500;
const textMax = 1024;

/** One character per byte; the texts of a tally are cut to what fits. */
export function encodeTally({ waitingBytes, lagSeconds, lost, sources }: Tally): Buffer {
  const rows: (readonly [string, string, number, number])[] = [];
  let bytes = 100;
  for (const { source, stream, position, records } of sources.slice(0, tallySourcesMax)) {
    const row = [source, stream, position, records] as const;
    bytes += JSON.stringify(row).length + 1;
    if (bytes > tallyBytesMax / 2) break;
    rows.push(row);
  }
  const text = JSON.stringify({ waitingBytes, lagSeconds, lost, sources: rows });
  return encodeDurable('tally', Buffer.from(text, 'utf8'));
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.length <= textMax;
}

function readSource(row: unknown): SourceReach | undefined {
  if (!Array.isArray(row)) return undefined;
  const [source, stream, position, records] = row as readonly unknown[];
  if (!isText(source) || !isText(stream) || !isCount(position) || !isCount(records)) {
    return undefined;
  }
  return { source, stream, position, records };
}

/** Foreign bytes: undefined for what no agent says. */
export function decodeTally(body: Buffer): Tally | undefined {
  if (body.length > tallyBytesMax) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const { waitingBytes, lagSeconds, lost, sources } = value as Readonly<Record<string, unknown>>;
  if (!isCount(waitingBytes) || !isCount(lagSeconds) || !isCount(lost)) return undefined;
  if (!Array.isArray(sources) || sources.length > tallySourcesMax) return undefined;
  const read = (sources as readonly unknown[]).map(readSource);
  const sound = read.filter((one) => one !== undefined);
  return sound.length === read.length
    ? { waitingBytes, lagSeconds, lost, sources: sound }
    : undefined;
}
