import { mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { counterLine, nextCounter, parseCounterLine, type Counter } from '../wire/index.ts';
import { isErrno } from './fleet-error.ts';
import { writeWhole } from './write-whole.ts';

/** So many numbers are written as used at once: receivers mind no gaps, and the disk thanks. */
const usualReserve = 256;

/**
 * The one sequence in which a host numbers what it sends, to whomever. A number is used only after
 * the file says that it is: no restart uses one twice.
 */
export class SenderCounter {
  readonly #path: string;
  readonly #reserve: number;
  #counter: Counter;
  #left = 0;

  /** `path` is `queue/rids/sender_counter` of a home. */
  constructor(path: string, reserve = usualReserve) {
    this.#path = path;
    this.#reserve = reserve;
    this.#counter = parseCounterLine(readIfThere(path));
  }

  /** Throws when the disk does not take the reservation. */
  next(): Counter {
    if (this.#left === 0) {
      this.#write(advanced(this.#counter, this.#reserve));
      this.#left = this.#reserve;
    }
    this.#left--;
    this.#counter = nextCounter(this.#counter);
    return this.#counter;
  }

  /** Writes the last number that was really used, so that an orderly restart leaves no gap. */
  close(): void {
    if (this.#left > 0) this.#write(this.#counter);
    this.#left = 0;
  }

  #write(counter: Counter): void {
    mkdirSync(dirname(this.#path), { recursive: true, mode: 0o770 });
    writeWhole(this.#path, counterLine(counter), 0o640);
  }
}

function advanced(counter: Counter, steps: number): Counter {
  let at = counter;
  for (let i = 0; i < steps; i++) at = nextCounter(at);
  return at;
}

function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return '';
    throw error;
  }
}
