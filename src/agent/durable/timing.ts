/** Waiting times in milliseconds; tests shorten them. */
export interface DurableTiming {
  /** For the connection with its TLS handshake. */
  readonly connectMs: number;
  /** For each answer of the greeting. */
  readonly answerMs: number;
  /** How often the agent says that it lives. */
  readonly aliveMs: number;
  /** How often it tells how far it is, where that changed. */
  readonly tallyMs: number;
  /** Silence of a server that means that it is gone; it says every 15 seconds that it lives. */
  readonly silentMs: number;
}

export const defaultTiming: DurableTiming = {
  connectMs: 10_000,
  answerMs: 10_000,
  aliveMs: 15_000,
  tallyMs: 5000,
  silentMs: 45_000,
};
