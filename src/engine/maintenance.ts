/** Where records about maintenance come from: analysis itself, no log can have this place. */
export const maintenanceLocation = 'tocsin-integrity';

const ownersMax = 100_000;
/** Lines of the log that wait to be taken. */
const linesMax = 10_000;

/** What the server told of one owner of files. Seconds since the epoch. */
export interface MaintenanceRow {
  readonly enabledAt: number;
  readonly pendingEnd: boolean;
  readonly silentUpdates: number;
}

export interface MaintenanceStates {
  readonly on: ReadonlyMap<string, MaintenanceRow>;
  /** Since when those were on that ended with a scan. */
  readonly ended: ReadonlyMap<string, number>;
}

/** A change that was taken without an alert. */
export interface SilentChange {
  readonly timeMs: number;
  readonly location: string;
  readonly kind: 'new' | 'modify';
  readonly path: string;
}

type Word = 'enabled' | 'ending' | 'disabled';

const head = 'ossec: Integrity maintenance: ';
const order = /^(?<word>enabled|ending|disabled) '(?<owner>.+)' since (?<since>\d{1,15})\.$/s;

/** The record by which maintenance of an owner changes: a replay of the journal knows it too. */
export function maintenanceText(word: Word, owner: string, since: number): string {
  return `${head}${word} '${owner}' since ${since}.`;
}

/** Times in which changes of files are expected, by whose files they are. */
export class MaintenanceTable {
  #on = new Map<string, MaintenanceRow>();
  #ended = new Map<string, number>();
  #lines: SilentChange[] = [];

  /** Obeys a record of `maintenanceText`. */
  obey(text: string): void {
    if (!text.startsWith(head)) return;
    const { word, owner, since } = order.exec(text.slice(head.length))?.groups ?? {};
    if (owner === undefined || since === undefined) return;
    const known = this.#on.get(owner);
    if (word === 'disabled') {
      this.#on.delete(owner);
      return;
    }
    if (known === undefined && this.#on.size >= ownersMax) return;
    this.#on.set(owner, {
      enabledAt: Number(since),
      pendingEnd: word === 'ending',
      silentUpdates: known?.silentUpdates ?? 0,
    });
  }

  isOn(location: string): boolean {
    return this.#on.size > 0 && this.#on.has(ownerIn(location));
  }

  /** A change is taken as it is. */
  note(change: SilentChange): void {
    const owner = ownerIn(change.location);
    const known = this.#on.get(owner);
    if (known === undefined) return;
    this.#on.set(owner, { ...known, silentUpdates: known.silentUpdates + 1 });
    if (this.#lines.length < linesMax) this.#lines.push(change);
  }

  /** A scan is complete. */
  completed(location: string): void {
    const owner = ownerIn(location);
    const known = this.#on.get(owner);
    if (known?.pendingEnd !== true) return;
    this.#on.delete(owner);
    if (this.#ended.size < ownersMax) this.#ended.set(owner, known.enabledAt);
  }

  /** Changes since the last call. */
  takeLines(): readonly SilentChange[] {
    const lines = this.#lines;
    if (lines.length > 0) this.#lines = [];
    return lines;
  }

  snapshot(): MaintenanceStates {
    return { on: this.#on, ended: this.#ended };
  }

  restore({ on, ended }: MaintenanceStates): void {
    this.#on = new Map(on);
    this.#ended = new Map(ended);
  }
}

/** `(web01) any->syscheck` and its registry are of `(web01) any`, the server's of syscheck. */
function ownerIn(location: string): string {
  const arrow = location.indexOf('->');
  return arrow < 0 ? location.replace(/-registry$/, '') : location.slice(0, arrow);
}
