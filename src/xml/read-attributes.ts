import { limits } from '../base/index.ts';
import type { Node } from './node.ts';
import type { Source } from './source.ts';

/** How a tag ended; undefined (with a report) where its attributes cannot be read. */
export interface TagEnd {
  readonly end: number;
  readonly closesItself: boolean;
}

/** Reads from the byte after the element's name up to and including `>`. */
export function readAttributes(source: Source, node: Node, from: number): TagEnd | undefined {
  const { text } = source;
  let position = from;
  for (;;) {
    position = skipSpace(text, position);
    const byte = text[position];
    if (byte === '>') return { end: position + 1, closesItself: false };
    if (byte === '/' && text[position + 1] === '>') {
      return { end: position + 2, closesItself: true };
    }
    if (byte === undefined) {
      source.report('XML_NOT_CLOSED', node.offset, 'the tag is not closed by >');
      return undefined;
    }
    const next = readAttribute(source, node, position);
    if (next === undefined) return undefined;
    position = next;
  }
}

function readAttribute(source: Source, node: Node, from: number): number | undefined {
  const { text } = source;
  const equals = endOfRun(text, from, attributeNameEnd);
  const name = text.slice(from, equals);
  if (text[equals] !== '=' || name === '') {
    source.report('XML_ATTRIBUTE_INVALID', from, 'an attribute is written name="value"');
    return undefined;
  }
  const quoteAt = skipSpace(text, equals + 1);
  const quote = text[quoteAt];
  if (quote !== '"' && quote !== "'") {
    source.report('XML_ATTRIBUTE_INVALID', quoteAt, 'the value of an attribute stands in quotes');
    return undefined;
  }
  const end = endOfRun(text, quoteAt + 1, quote === '"' ? doubleQuoteEnd : singleQuoteEnd);
  if (text[end] !== quote) {
    const why = text[end] === '>' ? "may not contain '>'" : 'is not closed by its quote';
    source.report('XML_ATTRIBUTE_INVALID', quoteAt, `the value of an attribute ${why}`);
    return undefined;
  }
  const after = text[end + 1];
  if (after !== '>' && after !== '/' && (after === undefined || !isSpace(after))) {
    const wanted = "a space, '/' or '>' must follow the quote that ends a value";
    source.report('XML_ATTRIBUTE_INVALID', end, wanted);
    return undefined;
  }
  addAttribute(source, node, { name, from, value: text.slice(quoteAt + 1, end), quoteAt });
  return end + 1;
}

interface Found {
  readonly name: string;
  readonly from: number;
  readonly value: string;
  readonly quoteAt: number;
}

function addAttribute(source: Source, node: Node, { name, from, value, quoteAt }: Found): void {
  if (name.length >= limits.xmlNameBytes || value.length >= limits.xmlNameBytes) {
    const most = `names and values must be shorter than ${limits.xmlNameBytes} bytes`;
    source.report('XML_TOO_LONG', from, `an attribute is too long: ${most}`);
    return;
  }
  if (node.attributes.some((one) => one.name === name)) {
    source.report('XML_ATTRIBUTE_REPEATED', from, `the attribute ${name} stands here already`);
    return;
  }
  node.attributes.push({ name, value, at: source.placeOf(from), valueOffset: quoteAt + 1 });
}

const attributeNameEnd = /[=>\t-\r ]/g;
const doubleQuoteEnd = /[">]/g;
const singleQuoteEnd = /['>]/g;

function endOfRun(text: string, from: number, end: RegExp): number {
  end.lastIndex = from;
  return end.exec(text)?.index ?? text.length;
}

function skipSpace(text: string, from: number): number {
  let position = from;
  while (isSpace(text[position])) position++;
  return position;
}

function isSpace(byte: string | undefined): boolean {
  return byte !== undefined && (byte === ' ' || (byte >= '\t' && byte <= '\r'));
}
