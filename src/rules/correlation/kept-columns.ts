const capacityMin = 256;

/** What is kept of events besides their texts, by columns: each event is a place in all of them. */
export class KeptColumns {
  /** When they came, in whole seconds since the epoch. */
  seconds = new Float64Array(capacityMin);
  /** Level of the highest composite that each took part in. */
  marks = new Int32Array(capacityMin);
  rules = new Int32Array(capacityMin);
  /** Number of the decoder type times two, plus one for ASCII. */
  kinds = new Uint8Array(capacityMin);
  /** Where their alerts begin; negative without one. */
  toldAt = new Float64Array(capacityMin);
  /** Lists that each stands in. */
  holders = new Int32Array(capacityMin);
  fullLogs = new Float64Array(capacityMin);
  fullLogLengths = new Uint32Array(capacityMin);
  logs = new Float64Array(capacityMin);
  logLengths = new Uint32Array(capacityMin);

  get capacity(): number {
    return this.seconds.length;
  }

  /** Twice as many places; what is there stays where it is. */
  grow(): void {
    const capacity = this.capacity * 2;
    this.seconds = grown(this.seconds, new Float64Array(capacity));
    this.marks = grown(this.marks, new Int32Array(capacity));
    this.rules = grown(this.rules, new Int32Array(capacity));
    this.kinds = grown(this.kinds, new Uint8Array(capacity));
    this.toldAt = grown(this.toldAt, new Float64Array(capacity));
    this.holders = grown(this.holders, new Int32Array(capacity));
    this.fullLogs = grown(this.fullLogs, new Float64Array(capacity));
    this.fullLogLengths = grown(this.fullLogLengths, new Uint32Array(capacity));
    this.logs = grown(this.logs, new Float64Array(capacity));
    this.logLengths = grown(this.logLengths, new Uint32Array(capacity));
  }
}

function grown<T extends { set(values: ArrayLike<number>): void } & ArrayLike<number>>(
  from: T,
  to: T,
): T {
  to.set(from);
  return to;
}
