/** Milliseconds since the epoch. Pure code takes a time or a clock; shells read the system's. */
export type Clock = () => number;
