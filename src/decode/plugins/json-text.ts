import { fromUtf8 } from '../../base/index.ts';

export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue };

/** Nested deeper than this a value is none that a log holds. */
const depthMax = 512;

/**
 * The JSON value at the begin of a text that holds one character per byte; what stands behind it
 * does not count. Answers undefined where there is none. Escaped code points come out as the bytes
 * of their UTF-8, as they would stand in the text unescaped.
 */
export function parseJsonText(text: string): JsonValue | undefined {
  const end = endOfValue(text);
  if (end === undefined) return undefined;
  const value = text.slice(0, end);
  try {
    return JSON.parse(value.includes('\\u') ? withoutCodePoints(value) : value) as JsonValue;
  } catch {
    return undefined;
  }
}

/** Where the object or list that begins the text ends; brackets in strings do not count. */
function endOfValue(text: string): number | undefined {
  const first = text.search(/[^ \t\r\n]/);
  if (first < 0) return undefined;
  if (text[first] !== '{' && text[first] !== '[') return text.length;
  let depth = 0;
  for (let i = first; i < text.length; i++) {
    const char = text.charCodeAt(i);
    if (char === 0x22) {
      i = endOfString(text, i);
    } else if (char === 0x7b || char === 0x5b) {
      if (++depth > depthMax) return undefined;
    } else if ((char === 0x7d || char === 0x5d) && --depth === 0) {
      return i + 1;
    }
  }
  return undefined;
}

/** The closing quote of the string that opens at `open`; the text's end where there is none. */
function endOfString(text: string, open: number): number {
  for (let at = text.indexOf('"', open + 1); at >= 0; at = text.indexOf('"', at + 1)) {
    let slashes = 0;
    while (text.charCodeAt(at - 1 - slashes) === 0x5c) slashes++;
    if (slashes % 2 === 0) return at;
  }
  return text.length;
}

/** Each `\\uXXXX` beyond ASCII becomes its bytes; two that form a pair become one code point. */
function withoutCodePoints(text: string): string {
  return text.replace(
    /\\(?:u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|[^u])/g,
    (all: string, high?: string, low?: string, single?: string) => {
      if (high !== undefined && low !== undefined) {
        const units = [Number.parseInt(high, 16), Number.parseInt(low, 16)];
        return fromUtf8(String.fromCharCode(...units));
      }
      if (single === undefined) return all;
      const code = Number.parseInt(single, 16);
      return code < 0x80 ? all : fromUtf8(String.fromCharCode(code));
    },
  );
}

/** A number as fields hold it: whole ones of 32 bits as they are, all others with six decimals. */
export function numberText(value: number): string {
  return Number.isInteger(value) && Math.abs(value) <= 0x7fffffff ? String(value) : fixed(value);
}

function fixed(value: number): string {
  // Beyond this the runtime would fall back to an exponent.
  return Math.abs(value) < 1e21 ? value.toFixed(6) : `${BigInt(value)}.000000`;
}

/** The value as JSON, laid out as rules for nested lists expect it: `[1, 2]`, objects in lines. */
export function printed(value: JsonValue, depth = 0): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number') return String(value);
  if (typeof value !== 'object' || value === null) return String(value);
  if (Array.isArray(value)) {
    return `[${value.map((one: JsonValue) => printed(one, depth + 1)).join(', ')}]`;
  }
  const tabs = '\t'.repeat(depth + 1);
  const lines = Object.entries(value).map(
    ([key, one]) => `${tabs}${JSON.stringify(key)}:\t${printed(one, depth + 1)}`,
  );
  if (lines.length === 0) return '{}';
  return `{\n${lines.join(',\n')}\n${'\t'.repeat(depth)}}`;
}
