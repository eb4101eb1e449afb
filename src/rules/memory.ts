import type { EarlierEvent } from '../event/index.ts';
import type { FtsLimits } from './first-seen.ts';
import { FirstSeen } from './first-seen.ts';

/** Everything rules remember besides the history of events, in a shape that can be cloned. */
export interface MemorySnapshot {
  readonly firstSeen: ReturnType<FirstSeen['snapshot']>;
  readonly diffs: ReadonlyMap<string, string>;
  readonly ignored: ReadonlySet<string>;
  readonly ignoreStart: ReadonlyMap<number, number>;
  readonly fired: ReadonlyMap<number, number>;
}

/** Hosts and rules whose last output is kept for check_diff; the oldest go first. */
const diffsMax = 20_000;
const ignoredMax = 100_000;

/** What conditions remember between events. */
export class RuleMemory {
  /** Logs that the condition under test adds to a coming alert. */
  context: readonly string[] | undefined = undefined;
  /** Earlier events that the composite under test counted. */
  contributors: readonly EarlierEvent[] | undefined = undefined;
  readonly #firstSeen: FirstSeen;
  #diffs = new Map<string, string>();
  #ignored = new Set<string>();
  #ignoreStart = new Map<number, number>();
  #fired = new Map<number, number>();

  constructor(limits: FtsLimits) {
    this.#firstSeen = new FirstSeen(limits);
  }

  firstSeen(key: string, isIds: boolean): boolean {
    return this.#firstSeen.add(key, isIds);
  }

  /** Stores the text under the key and answers what was there. */
  swapDiff(key: string, text: string): string | undefined {
    const previous = this.#diffs.get(key);
    if (previous === text) return previous;
    this.#diffs.delete(key);
    this.#diffs.set(key, text);
    trim(this.#diffs, diffsMax);
    return previous;
  }

  ignore(line: string): void {
    this.#ignored.add(line);
    trim(this.#ignored, ignoredMax);
  }

  isIgnored(line: string): boolean {
    return this.#ignored.has(line);
  }

  /** Second at which the rule's silence began; undefined while there is none. */
  ignoreStart(ruleId: number): number | undefined {
    return this.#ignoreStart.get(ruleId);
  }

  setIgnoreStart(ruleId: number, second: number | undefined): void {
    if (second === undefined) this.#ignoreStart.delete(ruleId);
    else this.#ignoreStart.set(ruleId, second);
  }

  countFired(ruleId: number): number {
    const times = (this.#fired.get(ruleId) ?? 0) + 1;
    this.#fired.set(ruleId, times);
    return times;
  }

  /** The rules that won events since these were forgotten, those that won first first. */
  fired(levelOf: (ruleId: number) => number): { id: number; level: number; times: number }[] {
    return [...this.#fired].map(([id, times]) => ({ id, level: levelOf(id), times }));
  }

  forgetFired(): void {
    this.#fired.clear();
  }

  snapshot(): MemorySnapshot {
    return {
      firstSeen: this.#firstSeen.snapshot(),
      diffs: this.#diffs,
      ignored: this.#ignored,
      ignoreStart: this.#ignoreStart,
      fired: this.#fired,
    };
  }

  restore(snapshot: MemorySnapshot): void {
    this.#firstSeen.restore(snapshot.firstSeen);
    this.#diffs = new Map(snapshot.diffs);
    this.#ignored = new Set(snapshot.ignored);
    this.#ignoreStart = new Map(snapshot.ignoreStart);
    this.#fired = new Map(snapshot.fired);
  }
}

function trim(kept: Map<string, string> | Set<string>, max: number): void {
  if (kept.size <= max) return;
  const oldest = kept.keys().next();
  if (oldest.done !== true) kept.delete(oldest.value);
}
