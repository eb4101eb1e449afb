/** One element of a section: its text without surrounding space, and its attributes. */
export interface Field {
  readonly text: string;
  /** Value of the attribute, whatever the case of its name. */
  attribute(name: string): string | undefined;
  /** All attributes, in the order in which they were written. */
  readonly attributes: readonly { readonly name: string; readonly value: string }[];
}

/** Turns an option's text into a typed value; undefined for a text that it does not take. */
export interface Parser<T> {
  /** What is accepted, to end a sentence: `yes or no`. */
  readonly accepts: string;
  parse(field: Field): T | undefined;
}

export const text: Parser<string> = {
  accepts: 'any text',
  parse: ({ text }) => text,
};

export const yesNo: Parser<boolean> = {
  accepts: 'yes or no',
  parse({ text }) {
    if (text === 'yes') return true;
    return text === 'no' ? false : undefined;
  },
};

export function integer(min: number, max: number): Parser<number> {
  return {
    accepts: `a whole number from ${min} to ${max}`,
    parse({ text }) {
      if (!/^\d{1,15}$/.test(text)) return undefined;
      const value = Number(text);
      return value >= min && value <= max ? value : undefined;
    },
  };
}

export const alertLevel: Parser<number> = integer(0, 16);

export function oneOf<const T extends string>(...names: readonly T[]): Parser<T> {
  return {
    accepts: names.length === 1 ? `${names[0]}` : `one of ${names.join(', ')}`,
    parse: ({ text }) => names.find((name) => name === text),
  };
}

const units: Readonly<Record<string, number>> = { '': 1, K: 2 ** 10, M: 2 ** 20, G: 2 ** 30 };

/** A number of bytes; the letter K, M or G multiplies by 1024 once, twice or three times. */
export function byteSize(min: number): Parser<number> {
  return {
    accepts: `a size of at least ${min} bytes, such as 512M or 1G`,
    parse({ text }) {
      const [, digits = '', unit = ''] = /^(\d{1,9})([KMG]?)$/i.exec(text) ?? [];
      const factor = units[unit.toUpperCase()];
      if (digits === '' || factor === undefined) return undefined;
      const bytes = Number(digits) * factor;
      return bytes >= min ? bytes : undefined;
    },
  };
}

/** Takes what `parser` takes and hands on what `convert` makes of it. */
export function mapped<T, U>(parser: Parser<T>, convert: (value: T) => U | undefined): Parser<U> {
  return {
    accepts: parser.accepts,
    parse(field) {
      const value = parser.parse(field);
      return value === undefined ? undefined : convert(value);
    },
  };
}
