/** When the checks of one owner of files last began and ended, milliseconds since the epoch. */
export interface ScanMoments {
  readonly syscheckStart?: number;
  readonly syscheckEnd?: number;
  readonly rootcheckStart?: number;
  readonly rootcheckEnd?: number;
}

const ownersMax = 100_000;
const words: ReadonlyMap<string, keyof ScanMoments> = new Map([
  ['Starting syscheck scan', 'syscheckStart'],
  ['Ending syscheck scan', 'syscheckEnd'],
  ['Starting rootcheck scan', 'rootcheckStart'],
  ['Ending rootcheck scan', 'rootcheckEnd'],
]);

/** What agents tell of their scans, by the place that the records came from without its program. */
export class ScanTable {
  #moments = new Map<string, ScanMoments>();
  /** Rises with each change. */
  revision = 0;

  /** Looks at a message of the policy checks. */
  note(location: string, text: string, timeMs: number): void {
    const word = words.get(text.replace(/\.$/, ''));
    if (word === undefined) return;
    const arrow = location.indexOf('->');
    const owner = arrow < 0 ? '' : location.slice(0, arrow);
    const known = this.#moments.get(owner);
    if (known === undefined && this.#moments.size >= ownersMax) return;
    this.#moments.set(owner, { ...known, [word]: timeMs });
    this.revision++;
  }

  snapshot(): ReadonlyMap<string, ScanMoments> {
    return this.#moments;
  }

  restore(moments: ReadonlyMap<string, ScanMoments>): void {
    this.#moments = new Map(moments);
    this.revision++;
  }
}
