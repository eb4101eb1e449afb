/**
 * Position of a message in the sequence of its sender. The local part runs from 1 to 9997, then
 * the global part grows. Gaps are no loss: a server counts for all its agents together.
 */
export interface Counter {
  readonly global: number;
  readonly local: number;
}

export const noCounter: Counter = { global: 0, local: 0 };

const localMax = 9997;
const globalDigits = 10;
const localDigits = 4;

/** Bytes of `GGGGGGGGGG:LLLL:` in a message. */
export const counterBytes = globalDigits + localDigits + 2;

export function nextCounter({ global, local }: Counter): Counter {
  return local >= localMax ? { global: global + 1, local: 1 } : { global, local: local + 1 };
}

/** Whether `counter` stands behind `last`, which is what a receiver accepts. */
export function isNewer(counter: Counter, last: Counter): boolean {
  if (counter.global !== last.global) return counter.global > last.global;
  return counter.local > last.local;
}

/** As it stands in a message. */
export function counterText({ global, local }: Counter): string {
  return `${digits(global, globalDigits)}:${digits(local, localDigits)}:`;
}

function digits(value: number, count: number): string {
  return String(value).padStart(count, '0');
}

const inMessage = /^(\d{10}):(\d{4}):$/;

/** Reads what `counterText` wrote. */
export function parseCounterText(text: string): Counter | undefined {
  const [, global, local] = inMessage.exec(text) ?? [];
  if (global === undefined || local === undefined) return undefined;
  return { global: Number(global), local: Number(local) };
}

/** As it stands in a file below `queue/rids`. */
export function counterLine({ global, local }: Counter): string {
  return `${global}:${local}:\n`;
}

const inFile = /^\s*(\d{1,10}):(\d{1,10})(?!\d)/;

/** Reads a file below `queue/rids`; like OSSEC, anything else is the beginning. */
export function parseCounterLine(text: string): Counter {
  const [, global, local] = inFile.exec(text) ?? [];
  if (global === undefined || local === undefined) return noCounter;
  return { global: Number(global), local: Number(local) };
}
