/** Milliseconds since the epoch. Pure code takes a time or a clock; only shells read the system's. */
export type Clock = () => number;
