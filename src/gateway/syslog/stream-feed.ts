const crowdedMs = 50;

export interface FeedHooks {
  /** Answers 0 for a message that was taken, else when to offer it again. */
  readonly offer: (message: string) => number;
  /** Whether the sender should wait although everything was taken. */
  readonly isCrowded: () => boolean;
  readonly pause: () => void;
  readonly resume: () => void;
}

/**
 * Messages of one stream on their way in. The sender waits while one of them cannot be taken: it
 * has them still, so nothing is dropped that it would not notice.
 */
export class StreamFeed {
  readonly #hooks: FeedHooks;
  #waiting: readonly string[] = [];
  #next = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(hooks: FeedHooks) {
    this.#hooks = hooks;
  }

  add(messages: readonly string[]): void {
    const left = this.#waiting.slice(this.#next);
    this.#waiting = left.length === 0 ? messages : [...left, ...messages];
    this.#next = 0;
    if (this.#timer === undefined) this.#drain();
  }

  /** Ends it; answers how many messages were not taken. */
  close(): number {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const left = this.#waiting.length - this.#next;
    this.#waiting = [];
    this.#next = 0;
    return left;
  }

  #drain(): void {
    const { offer, isCrowded, resume } = this.#hooks;
    const wasWaiting = this.#timer !== undefined;
    this.#timer = undefined;
    for (; this.#next < this.#waiting.length; this.#next++) {
      const waitMs = offer(this.#waiting[this.#next] ?? '');
      if (waitMs > 0) {
        this.#rest(waitMs);
        return;
      }
    }
    if (isCrowded()) this.#rest(crowdedMs);
    else if (wasWaiting) resume();
  }

  #rest(waitMs: number): void {
    this.#hooks.pause();
    this.#timer = setTimeout(() => this.#drain(), waitMs);
  }
}
