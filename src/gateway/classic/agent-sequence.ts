import { replayProblem, type Counter, type RejectReason } from '../../wire/index.ts';

/** Local counters run from 1 to 9997, so this numbers the messages of a sender from 1 on. */
const messagesPerGlobal = 9997;

export function messageNumber({ global, local }: Counter): number {
  return global * messagesPerGlobal + local;
}

/** Where a record stands in the messages of its agent, for the ledger. */
export interface MessageRange {
  readonly stream: string;
  readonly from: number;
  readonly to: number;
}

/** What a restart has to know of an agent's messages. */
export interface SequenceState {
  /** The last one that was accepted. */
  readonly counter: Counter;
  /** Names the run of numbers: another one begins when the agent starts to count anew. */
  readonly stream: string;
  /** Number of the last message that became a record. */
  readonly covered: number;
}

/**
 * The messages of one agent in order. Each may be taken once; numbers that never arrive stay a
 * hole between the ranges of records. Control messages become no records and leave no hole.
 */
export class AgentSequence {
  #counter: Counter;
  #stream: string;
  #covered: number;

  constructor({ counter, stream, covered }: SequenceState) {
    this.#counter = counter;
    this.#stream = stream;
    this.#covered = covered;
  }

  get state(): SequenceState {
    return { counter: this.#counter, stream: this.#stream, covered: this.#covered };
  }

  /** Takes a message, or answers why not. */
  accept(counter: Counter): RejectReason | undefined {
    const problem = replayProblem(counter, this.#counter);
    if (problem !== undefined) return problem;
    const number = messageNumber(counter);
    const isNext = number === messageNumber(this.#counter) + 1;
    if (!isNext) this.#covered = Math.max(this.#covered, number - 1);
    this.#counter = counter;
    return undefined;
  }

  /** Goes on from whatever counter comes, in a new stream, when the agent went back. */
  follow(counter: Counter, newStream: string): void {
    if (this.accept(counter) === undefined) return;
    this.#stream = newStream;
    this.#counter = counter;
    this.#covered = messageNumber(counter) - 1;
  }

  /** The range of the message that was just accepted, which becomes a record. */
  take(): MessageRange {
    const from = this.#covered;
    this.#covered = messageNumber(this.#counter);
    return { stream: this.#stream, from, to: this.#covered };
  }

  /** The message that was just accepted becomes no record although it should: it is lost. */
  lose(): void {
    this.#covered = messageNumber(this.#counter);
  }
}
