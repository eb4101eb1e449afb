import { readFileSync } from 'node:fs';
import { isErrno, writeWhole } from '../../fleet/index.ts';
import { laneCount, type LanePlace } from '../../wire/index.ts';

/** An agent has one spool; another one begins when it is installed anew, or is a copy. */
const spoolsKept = 8;
const start: LanePlace = { position: 0, mark: 0 };

/** How far the journal has the spools of one agent; the spool that was heard last is the first. */
export type AgentPlaces = ReadonlyMap<string, readonly LanePlace[]>;

/** `ID SPOOL POSITION MARK POSITION MARK` a line. */
const line = /^(\d{1,8}) ([0-9a-f]{16})((?: \d{1,16} \d{1,10}){2})$/;

export function parsePlaces(text: string): Map<string, AgentPlaces> {
  const agents = new Map<string, Map<string, readonly LanePlace[]>>();
  for (const row of text.split('\n')) {
    const [, id, spool, numbers = ''] = line.exec(row) ?? [];
    if (id === undefined || spool === undefined) continue;
    const values = numbers.trim().split(' ').map(Number);
    const lanes = Array.from({ length: laneCount }, (_, i) => ({
      position: values[2 * i] ?? 0,
      mark: values[2 * i + 1] ?? 0,
    }));
    if (!lanes.every(({ position }) => Number.isSafeInteger(position))) continue;
    const places = agents.get(id) ?? new Map<string, readonly LanePlace[]>();
    agents.set(id, places);
    if (places.size < spoolsKept) places.set(spool, lanes);
  }
  return agents;
}

export function placesText(agents: ReadonlyMap<string, AgentPlaces>): string {
  const rows: string[] = [];
  for (const [id, places] of agents) {
    for (const [spool, lanes] of places) {
      const numbers = lanes.flatMap(({ position, mark }) => [position, mark]);
      rows.push(`${id} ${spool} ${numbers.join(' ')}\n`);
    }
  }
  return rows.join('');
}

/**
 * How far the journal of this server has the spools of its agents. One file for all: thousands of
 * agents would be thousands of writes. It may say less than is true, after a server was killed:
 * then agents send again, and the ledger drops what comes twice.
 */
export class Places {
  readonly #path: string;
  readonly #agents: Map<string, AgentPlaces>;
  #isDirty = false;

  /** `path` is `queue/rids/durable` of a home. */
  constructor(path: string) {
    this.#path = path;
    this.#agents = parsePlaces(readIfThere(path));
  }

  get isDirty(): boolean {
    return this.#isDirty;
  }

  /** All lanes of a spool; a new one begins at 0. */
  of(id: string, spool: string): readonly LanePlace[] {
    return this.#agents.get(id)?.get(spool) ?? Array.from({ length: laneCount }, () => start);
  }

  /** Less than before changes nothing. */
  advance(id: string, spool: string, lane: number, place: LanePlace): void {
    const lanes = this.of(id, spool);
    if ((lanes[lane]?.position ?? 0) >= place.position) return;
    const next = lanes.map((one, i) => (i === lane ? place : one));
    const others = [...(this.#agents.get(id) ?? [])].filter(([name]) => name !== spool);
    this.#agents.set(id, new Map([[spool, next], ...others.slice(0, spoolsKept - 1)]));
    this.#isDirty = true;
  }

  /** Forgets agents that are no more. */
  keep(isKnown: (id: string) => boolean): void {
    for (const id of this.#agents.keys()) {
      if (isKnown(id)) continue;
      this.#agents.delete(id);
      this.#isDirty = true;
    }
  }

  /** Throws when the disk does not take it. */
  save(): void {
    writeWhole(this.#path, placesText(this.#agents), 0o640);
    this.#isDirty = false;
  }
}

function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return '';
    throw error;
  }
}
