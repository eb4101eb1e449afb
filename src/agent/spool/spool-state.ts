import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { isErrno, writeWhole } from '../../fleet/index.ts';
import type { SourceReach } from '../../wire/index.ts';
import { noPositions, type LanePositions } from './lanes.ts';

/** What a spool knows beside its records. */
export interface SpoolState {
  /** 16 hexadecimal digits, made with the spool: a copy of an agent is told from it by these. */
  readonly id: string;
  /** Up to where a server has the records. */
  readonly confirmed: LanePositions;
  /** Records dropped for want of room since the spool was made. */
  readonly lost: number;
  /** How far each source stands in the spool. */
  readonly reach: readonly SourceReach[];
}

function isPosition(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isReach(value: unknown): value is SourceReach {
  if (typeof value !== 'object' || value === null) return false;
  const { source, stream, position, records } = value as Readonly<Record<string, unknown>>;
  const isNamed = typeof source === 'string' && typeof stream === 'string';
  return isNamed && isPosition(position) && isPosition(records);
}

/** Undefined for a text that no spool wrote. */
export function parseSpoolState(text: string): SpoolState | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const { id, confirmed, lost, reach = [] } = value as Readonly<Record<string, unknown>>;
  if (typeof id !== 'string' || !/^[0-9a-f]{16}$/.test(id) || !isPosition(lost)) return undefined;
  const [reports, logs] = Array.isArray(confirmed) ? (confirmed as readonly unknown[]) : [];
  if (!isPosition(reports) || !isPosition(logs)) return undefined;
  if (!Array.isArray(reach)) return undefined;
  const sources = (reach as readonly unknown[]).filter(isReach);
  return { id, confirmed: [reports, logs], lost, reach: sources };
}

export function newSpoolState(): SpoolState {
  return { id: randomBytes(8).toString('hex'), confirmed: noPositions, lost: 0, reach: [] };
}

/** The file beside the segments. Replaced as a whole. */
export class SpoolStateFile {
  readonly #path: string;
  #saved = '';

  constructor(path: string) {
    this.#path = path;
  }

  /** Undefined where there is no file, or none that can be read: then all is sent again. */
  load(): SpoolState | undefined {
    try {
      return parseSpoolState(readFileSync(this.#path, 'latin1'));
    } catch (error) {
      if (isErrno(error, 'ENOENT')) return undefined;
      throw error;
    }
  }

  /** Throws when the disk does not take it. */
  save(state: SpoolState): void {
    const text = JSON.stringify(state);
    if (text === this.#saved) return;
    writeWhole(this.#path, text, 0o640);
    this.#saved = text;
  }
}
