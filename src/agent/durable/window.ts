import type { Lane } from '../spool/index.ts';

interface Sent {
  readonly lane: Lane;
  readonly next: number;
  readonly bytes: number;
}

/** What was sent and is not acknowledged: so much, and no more. */
export class Window {
  readonly #bytesMax: number;
  readonly #framesMax: number;
  #sent: Sent[] = [];
  #bytes = 0;

  constructor(bytesMax: number, framesMax: number) {
    this.#bytesMax = bytesMax;
    this.#framesMax = framesMax;
  }

  get isFull(): boolean {
    return this.#bytes >= this.#bytesMax || this.#sent.length >= this.#framesMax;
  }

  get isEmpty(): boolean {
    return this.#sent.length === 0;
  }

  add(sent: Sent): void {
    this.#sent.push(sent);
    this.#bytes += sent.bytes;
  }

  /** False for an acknowledgement of something that was not sent. */
  acknowledge(lane: Lane, next: number): boolean {
    const isKnown = this.#sent.some((one) => one.lane === lane && one.next === next);
    if (!isKnown) return false;
    const isDone = (one: Sent): boolean => one.lane === lane && one.next <= next;
    for (const one of this.#sent) if (isDone(one)) this.#bytes -= one.bytes;
    this.#sent = this.#sent.filter((one) => !isDone(one));
    return true;
  }
}
