import { fromUtf8, toUtf8 } from '../base/index.ts';

/** What JSON writes otherwise, or what is not ASCII and may be no UTF-8. */
const unusual = /[^\x20\x21\x23-\x5b\x5d-\x7e]/;
const high = /[\x80-\xff]/;

/**
 * One line of JSON with its keys in the order they were added, as an object's are not always
 * (names like `1` would move to the front). Texts come and go one character per byte.
 */
export class JsonRecord {
  #text = '';
  /** Whether anything in it is beyond ASCII. */
  #isHigh = false;

  /** Adds nothing for an unset value. */
  text(name: string, value: string | undefined): this {
    if (value === undefined) return this;
    // Most texts hold nothing to escape; looking is much cheaper than what escapes.
    if (!unusual.test(value)) return this.#add(name, `"${value}"`);
    if (high.test(value)) this.#isHigh = true;
    return this.#add(name, JSON.stringify(value));
  }

  number(name: string, value: number | undefined): this {
    return value === undefined ? this : this.#add(name, String(value));
  }

  /** Adds nothing for an empty list. */
  texts(name: string, values: readonly string[]): this {
    if (values.length === 0) return this;
    this.#isHigh ||= values.some((value) => high.test(value));
    return this.#add(name, JSON.stringify(values));
  }

  /** Adds JSON that is written already. */
  json(name: string, json: string): this {
    this.#isHigh ||= high.test(json);
    return this.#add(name, json);
  }

  record(name: string, value: JsonRecord | undefined): this {
    if (value === undefined) return this;
    this.#isHigh ||= value.#isHigh;
    return this.#add(name, value.toString());
  }

  /** What another record holds, as members of this one. */
  members(other: JsonRecord): this {
    if (other.#text === '') return this;
    this.#isHigh ||= other.#isHigh;
    this.#text += this.#text === '' ? other.#text : `,${other.#text}`;
    return this;
  }

  /** The line with its newline. Bytes that are not UTF-8 become U+FFFD here. */
  line(): string {
    const text = `{${this.#text}}\n`;
    return this.#isHigh ? fromUtf8(toUtf8(text)) : text;
  }

  toString(): string {
    return `{${this.#text}}`;
  }

  #add(name: string, json: string): this {
    const quoted = quotedNames.get(name) ?? quote(name);
    this.#isHigh ||= quoted.isHigh;
    this.#text = this.#text === '' ? quoted.first + json : this.#text + quoted.other + json;
    return this;
  }
}

/** A name as it begins a member: the first one of its object, or another. */
interface Quoted {
  readonly first: string;
  readonly other: string;
  readonly isHigh: boolean;
}

const namesMax = 1000;
const quotedNames = new Map<string, Quoted>();

/** The names of an output are few and always the same; those of fields may be anything. */
function quote(name: string): Quoted {
  const first = `${JSON.stringify(name)}:`;
  const quoted = { first, other: `,${first}`, isHigh: high.test(name) };
  if (quotedNames.size < namesMax) quotedNames.set(name, quoted);
  return quoted;
}
