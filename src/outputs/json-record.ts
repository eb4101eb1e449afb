import { fromUtf8, toUtf8 } from '../base/index.ts';

/**
 * One line of JSON with its keys in the order they were added, as an object's are not always
 * (names like `1` would move to the front). Texts come and go one character per byte.
 */
export class JsonRecord {
  #text = '';

  /** Adds nothing for an unset value. */
  text(name: string, value: string | undefined): this {
    return value === undefined ? this : this.#add(name, JSON.stringify(value));
  }

  number(name: string, value: number | undefined): this {
    return value === undefined ? this : this.#add(name, String(value));
  }

  /** Adds nothing for an empty list. */
  texts(name: string, values: readonly string[]): this {
    return values.length === 0 ? this : this.#add(name, JSON.stringify(values));
  }

  /** Adds JSON that is written already. */
  json(name: string, json: string): this {
    return this.#add(name, json);
  }

  record(name: string, value: JsonRecord | undefined): this {
    return value === undefined ? this : this.#add(name, value.toString());
  }

  /** What another record holds, as members of this one. */
  members(other: JsonRecord): this {
    if (other.#text === '') return this;
    this.#text += this.#text === '' ? other.#text : `,${other.#text}`;
    return this;
  }

  /** The line with its newline. Bytes that are not UTF-8 become U+FFFD here. */
  line(): string {
    return fromUtf8(toUtf8(`${this.toString()}\n`));
  }

  toString(): string {
    return `{${this.#text}}`;
  }

  #add(name: string, json: string): this {
    const comma = this.#text === '' ? '' : ',';
    this.#text += `${comma}${quoted(name)}${json}`;
    return this;
  }
}

const namesMax = 1000;
const quotedNames = new Map<string, string>();

/** The names of an output are few and always the same; those of fields may be anything. */
function quoted(name: string): string {
  const known = quotedNames.get(name);
  if (known !== undefined) return known;
  const json = `${JSON.stringify(name)}:`;
  if (quotedNames.size < namesMax) quotedNames.set(name, json);
  return json;
}
