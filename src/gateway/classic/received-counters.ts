import { Buffer } from 'node:buffer';
import { closeSync, constants, openSync, readFileSync, statSync, writeSync } from 'node:fs';
import { isErrno, ridsPath } from '../../fleet/index.ts';
import { parseCounterLine } from '../../wire/index.ts';
import { AgentSequence, messageNumber, type SequenceState } from './agent-sequence.ts';

const lineBytes = 80;

/**
 * `queue/rids/ID`: `GLOBAL:LOCAL:` as OSSEC writes it, and behind that what the ledger needs,
 * which OSSEC does not read. Always of one length, so that a write never leaves half a file.
 */
export function sequenceLine({ counter, stream, covered }: SequenceState): string {
  return `${counter.global}:${counter.local}:${stream}:${covered}:`.padEnd(lineBytes - 1) + '\n';
}

const ledgerPart = /^\s*\d+:\d+:(?<stream>[a-z0-9]{1,16}):(?<covered>\d{1,15}):/;

/** Without a file, or with one that OSSEC wrote, a new stream begins. */
export function parseSequence(text: string, newStream: string): SequenceState {
  const counter = parseCounterLine(text);
  const { stream, covered } = ledgerPart.exec(text)?.groups ?? {};
  if (stream === undefined || covered === undefined) {
    return { counter, stream: newStream, covered: messageNumber(counter) };
  }
  return { counter, stream, covered: Number(covered) };
}

/** One agent's messages and the file that remembers them. */
export class StoredSequence {
  readonly #path: string;
  readonly #newStream: () => string;
  #sequence: AgentSequence;
  #file = '';
  #saved: SequenceState | undefined;

  constructor(home: string, id: string, newStream: () => string) {
    this.#path = ridsPath(home, id);
    this.#newStream = newStream;
    this.#sequence = this.#load();
  }

  get sequence(): AgentSequence {
    return this.#sequence;
  }

  get isDirty(): boolean {
    const { counter, covered } = this.#sequence.state;
    return this.#saved?.counter !== counter || this.#saved.covered !== covered;
  }

  /**
   * Reads again when somebody took the file away, which is how people allow an agent that was
   * installed anew to count from the beginning. True when it did.
   */
  reloadIfReplaced(): boolean {
    if (this.#identity() === this.#file) return false;
    this.#sequence = this.#load();
    return true;
  }

  /** Throws when the disk does not take it. */
  save(): void {
    const { state } = this.#sequence;
    const file = openSync(this.#path, constants.O_WRONLY | constants.O_CREAT, 0o640);
    try {
      writeSync(file, Buffer.from(sequenceLine(state), 'latin1'), 0, lineBytes, 0);
    } finally {
      closeSync(file);
    }
    this.#saved = state;
    this.#file = this.#identity();
  }

  #load(): AgentSequence {
    this.#file = this.#identity();
    const state = parseSequence(readIfThere(this.#path), this.#newStream());
    this.#saved = undefined;
    return new AgentSequence(state);
  }

  #identity(): string {
    const found = statSync(this.#path, { throwIfNoEntry: false });
    return found === undefined ? '' : `${found.dev}/${found.ino}`;
  }
}

function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return '';
    throw error;
  }
}
