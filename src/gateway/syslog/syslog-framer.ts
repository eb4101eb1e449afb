import { Buffer } from 'node:buffer';

const newline = 0x0a;
const carriageReturn = 0x0d;
const lengthDigitsMax = 6;

/**
 * Cuts a stream of syslog messages: by counted octets (`LENGTH MESSAGE`, RFC 6587 and 5425) where a
 * message begins like that, else by line ends. A message over the limit is passed over and counted.
 */
export class SyslogFramer {
  readonly #bytesMax: number;
  #held: Buffer = Buffer.alloc(0);
  /** Bytes of a counted message that are still to be passed over. */
  #skip = 0;
  /** The rest of a line that is too long is passed over. */
  #skipLine = false;
  oversized = 0;

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
  }

  /** The messages that this chunk completes, one character per byte. */
  push(chunk: Buffer): readonly string[] {
    const messages: string[] = [];
    let rest = this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk]);
    for (;;) {
      const before = rest.length;
      rest = this.#step(rest, messages);
      if (rest.length === before || rest.length === 0) break;
    }
    this.#held = rest;
    return messages;
  }

  /** What stands at the end without a line end; a counted message that is cut short is none. */
  end(): readonly string[] {
    const rest = this.#held;
    this.#held = Buffer.alloc(0);
    const isLine = !this.#skipLine && this.#skip === 0 && countedStart(rest) === undefined;
    return isLine && rest.length > 0 ? [lineText(rest)] : [];
  }

  /** Takes one message, or passes over something; answers what is left. */
  #step(bytes: Buffer, messages: string[]): Buffer {
    if (this.#skip > 0) {
      const passed = Math.min(this.#skip, bytes.length);
      this.#skip -= passed;
      return bytes.subarray(passed);
    }
    if (this.#skipLine) return this.#passLine(bytes);
    const counted = countedStart(bytes);
    if (counted === 'incomplete') return bytes;
    return counted === undefined
      ? this.#line(bytes, messages)
      : this.#counted(bytes, counted, messages);
  }

  #counted(bytes: Buffer, { at, length }: CountedStart, messages: string[]): Buffer {
    if (length > this.#bytesMax) {
      this.oversized++;
      this.#skip = length;
      return bytes.subarray(at);
    }
    if (bytes.length < at + length) return bytes;
    messages.push(lineText(bytes.subarray(at, at + length)));
    return bytes.subarray(at + length);
  }

  #line(bytes: Buffer, messages: string[]): Buffer {
    const end = bytes.indexOf(newline);
    const length = end < 0 ? bytes.length : end;
    if (length > this.#bytesMax) {
      this.oversized++;
      this.#skipLine = true;
      return this.#passLine(bytes);
    }
    if (end < 0) return bytes;
    messages.push(lineText(bytes.subarray(0, end)));
    return bytes.subarray(end + 1);
  }

  #passLine(bytes: Buffer): Buffer {
    const end = bytes.indexOf(newline);
    if (end < 0) return bytes.subarray(bytes.length);
    this.#skipLine = false;
    return bytes.subarray(end + 1);
  }
}

interface CountedStart {
  readonly at: number;
  readonly length: number;
}

/** A length without leading zeros, a blank, and the `<` of a priority. */
function countedStart(bytes: Buffer): CountedStart | 'incomplete' | undefined {
  const head = bytes.toString('latin1', 0, lengthDigitsMax + 2);
  const [, digits] = /^([1-9]\d{0,5}) </.exec(head) ?? [];
  if (digits !== undefined) return { at: digits.length + 1, length: Number(digits) };
  return /^[1-9]\d{0,5} ?$/.test(head) ? 'incomplete' : undefined;
}

/** A carriage return ends a line, as in OSSEC; so does a line feed within a counted message. */
function lineText(bytes: Buffer): string {
  const cut = bytes.indexOf(carriageReturn);
  const text = (cut < 0 ? bytes : bytes.subarray(0, cut)).toString('latin1');
  return text.endsWith('\n') ? text.slice(0, -1) : text;
}
