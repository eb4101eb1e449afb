import { readFileSync } from 'node:fs';
import { durablePlacesPath, isErrno, writeWhole } from '../../fleet/index.ts';
import { laneCount, type LanePlace } from '../../wire/index.ts';

/** An agent has one spool; another one begins when it is installed anew, or is a copy. */
const spoolsKept = 8;
const start: LanePlace = { position: 0, mark: 0 };

/** `SPOOL POSITION MARK POSITION MARK` a line, the spool that was heard last first. */
const line = /^(?<spool>[0-9a-f]{16})((?: \d{1,16} \d{1,10}){2})$/;

export function parsePlaces(text: string): Map<string, readonly LanePlace[]> {
  const places = new Map<string, readonly LanePlace[]>();
  for (const row of text.split('\n').slice(0, spoolsKept)) {
    const [, spool, numbers = ''] = line.exec(row) ?? [];
    if (spool === undefined) continue;
    const values = numbers.trim().split(' ').map(Number);
    const lanes = Array.from({ length: laneCount }, (_, i) => ({
      position: values[2 * i] ?? 0,
      mark: values[2 * i + 1] ?? 0,
    }));
    if (lanes.every(({ position }) => Number.isSafeInteger(position))) places.set(spool, lanes);
  }
  return places;
}

export function placesText(places: ReadonlyMap<string, readonly LanePlace[]>): string {
  const rows = [...places].map(([spool, lanes]) => {
    return [spool, ...lanes.flatMap(({ position, mark }) => [position, mark])].join(' ');
  });
  return rows.map((row) => `${row}\n`).join('');
}

/**
 * How far the journal of this server has the spools of one agent. Written now and then: a server
 * that was killed says less than it has, and the ledger drops what comes twice.
 */
export class AgentPlaces {
  readonly #path: string;
  #places: Map<string, readonly LanePlace[]>;
  #isDirty = false;

  constructor(home: string, id: string) {
    this.#path = durablePlacesPath(home, id);
    this.#places = parsePlaces(readIfThere(this.#path));
  }

  get isDirty(): boolean {
    return this.#isDirty;
  }

  /** All lanes of a spool; a new one begins at 0. */
  of(spool: string): readonly LanePlace[] {
    return this.#places.get(spool) ?? Array.from({ length: laneCount }, () => start);
  }

  /** Less than before changes nothing. */
  advance(spool: string, lane: number, place: LanePlace): void {
    const lanes = this.of(spool);
    if ((lanes[lane]?.position ?? 0) >= place.position) return;
    const next = lanes.map((one, i) => (i === lane ? place : one));
    this.#places.delete(spool);
    this.#places = new Map([[spool, next], ...[...this.#places].slice(0, spoolsKept - 1)]);
    this.#isDirty = true;
  }

  /** Throws when the disk does not take it. */
  save(): void {
    writeWhole(this.#path, placesText(this.#places), 0o640);
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
