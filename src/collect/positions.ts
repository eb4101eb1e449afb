/** How far one stream of bytes has been read, and how to know it again. All offsets in bytes. */
export interface FileCursor {
  readonly stream: string;
  /** Identity of the file when it was last seen. */
  readonly id: string;
  /** Everything before is delivered or gives no record. */
  readonly offset: number;
  /** End of the last record: where the next one's range starts. */
  readonly covered: number;
  readonly head: Fingerprint;
  /** How far the stream had been read, unfinished lines included. */
  readonly seen: number;
  /** Of the bytes right before `seen`. */
  readonly tail: Fingerprint;
  /** What the format must remember to go on at `offset`. */
  readonly memory: string;
  /** Time of last change as the file system told it, in nanoseconds. */
  readonly changed: string;
}

export interface Fingerprint {
  readonly length: number;
  readonly hash: string;
}

export interface PathPosition {
  /** Streams still being read, oldest first; the last one is the file at the path. */
  readonly cursors: readonly FileCursor[];
  /** Streams read to their end, newest last: their files must not be read again. */
  readonly done: readonly FileCursor[];
  /** How many streams of the path began. */
  readonly generation: number;
  /** While nothing was ever found at the path: the wall time at which it was known to be so. */
  readonly absentAt?: number;
}

export interface JournalPosition {
  readonly cursor: string;
  readonly stream: string;
  readonly number: number;
}

/** What is saved between two runs. */
export interface SavedPositions {
  readonly version: 1;
  /** Made with the file: streams of an older, lost positions file never come back. */
  readonly epoch: string;
  readonly savedAtMs: number;
  /** Locations that were watched: what appears there later is new and read from its start. */
  readonly locations: readonly string[];
  readonly files: Readonly<Record<string, PathPosition>>;
  readonly journals: Readonly<Record<string, JournalPosition>>;
}

/** Answers undefined for a text that is not a positions file of this version. */
export function parsePositions(text: string): SavedPositions | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  return isPositions(value) ? value : undefined;
}

function isPositions(value: unknown): value is SavedPositions {
  return (
    isObject(value) &&
    value['version'] === 1 &&
    typeof value['epoch'] === 'string' &&
    typeof value['savedAtMs'] === 'number' &&
    isListOf(value['locations'], (one) => typeof one === 'string') &&
    isMapOf(value['files'], isPathPosition) &&
    isMapOf(value['journals'], isJournalPosition)
  );
}

function isPathPosition(value: unknown): boolean {
  return (
    isObject(value) &&
    isListOf(value['cursors'], isCursor) &&
    isListOf(value['done'], isCursor) &&
    isCount(value['generation']) &&
    (value['absentAt'] === undefined || typeof value['absentAt'] === 'number')
  );
}

function isCursor(value: unknown): boolean {
  if (!isObject(value)) return false;
  const texts = ['stream', 'id', 'memory', 'changed'];
  return (
    texts.every((name) => typeof value[name] === 'string') &&
    /^-?\d{1,30}$/.test(String(value['changed'])) &&
    isCount(value['offset']) &&
    isCount(value['covered']) &&
    isCount(value['seen']) &&
    isFingerprint(value['head']) &&
    isFingerprint(value['tail'])
  );
}

function isFingerprint(value: unknown): boolean {
  return isObject(value) && isCount(value['length']) && typeof value['hash'] === 'string';
}

function isJournalPosition(value: unknown): boolean {
  return (
    isObject(value) &&
    typeof value['cursor'] === 'string' &&
    typeof value['stream'] === 'string' &&
    isCount(value['number'])
  );
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isListOf(value: unknown, isOne: (one: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(isOne);
}

function isMapOf(value: unknown, isOne: (one: unknown) => boolean): boolean {
  return isObject(value) && Object.values(value).every(isOne);
}
