import { limits, type Diagnostic } from '../base/index.ts';
import { sameName, type XmlElement } from './element.ts';
import { Node } from './node.ts';
import { readAttributes } from './read-attributes.ts';
import { Source } from './source.ts';
import { isVariable, substituteVariables } from './variables.ts';

export interface ParsedXml {
  readonly elements: readonly XmlElement[];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Reads OSSEC's XML dialect: a byte scanner with its own escapes, comments and variables. Never
 * throws; after an error that leaves the structure open to guesses, the rest is not looked at.
 */
export function parseXml(text: string, file: string): ParsedXml {
  const source = new Source(text, file);
  const scanner = new Scanner(source);
  scanner.scan();
  substituteVariables(source, scanner.opened);
  return { elements: scanner.roots, diagnostics: source.diagnostics };
}

class Scanner {
  readonly roots: XmlElement[] = [];
  /** Every element in the order of opening: the order in which variables become visible. */
  readonly opened: Node[] = [];
  readonly #source: Source;
  readonly #text: string;
  readonly #stack: Node[] = [];
  #position = 0;

  constructor(source: Source) {
    this.#source = source;
    this.#text = source.text;
  }

  scan(): void {
    if (!this.#skipProlog()) return;
    while (this.#position < this.#text.length) {
      const open = this.#stack.at(-1);
      const next = this.#text.indexOf('<', this.#position);
      if (next === -1) break;
      open?.addPiece(this.#position, next);
      const proceeds = this.#text[next + 1] === '!' ? this.#comment(next) : this.#tag(next, open);
      if (!proceeds) return;
    }
    this.#reportUnclosed();
  }

  #skipProlog(): boolean {
    if (this.#text.startsWith('\xef\xbb\xbf')) this.#position = 3;
    if (!this.#text.startsWith('<?xml', this.#position)) return true;
    const end = this.#text.indexOf('?>', this.#position);
    if (end === -1) {
      this.#source.report('XML_NOT_CLOSED', this.#position, 'the <?xml prolog is not closed by ?>');
      return false;
    }
    this.#position = end + 2;
    return true;
  }

  #comment(at: number): boolean {
    const end = /-->|!>/g;
    end.lastIndex = at + 2;
    if (!end.test(this.#text)) {
      this.#source.report('XML_NOT_CLOSED', at, 'the comment is not closed by --> or !>');
      return false;
    }
    this.#position = end.lastIndex;
    return true;
  }

  #tag(at: number, open: Node | undefined): boolean {
    // Any run of backslashes protects, an even one too; both stay in the content.
    const previous = open === undefined ? at - 1 : open.lastContentOffset;
    if (this.#text[previous] === '\\') {
      open?.addPiece(at, at + 1);
      this.#position = at + 1;
      return true;
    }
    return this.#text[at + 1] === '/' ? this.#closingTag(at, open) : this.#openingTag(at);
  }

  #openingTag(at: number): boolean {
    const end = endOfName(this.#text, at + 1);
    const written = this.#text.slice(at + 1, end);
    if (end === this.#text.length) {
      this.#source.report('XML_NOT_CLOSED', at, `the tag <${shown(written)} is not closed by >`);
      return false;
    }
    const closesItself = written.endsWith('/');
    const name = closesItself ? written.slice(0, -1) : written;
    if (name.length >= limits.xmlNameBytes) {
      this.#source.report('XML_TOO_LONG', at, tooLong('an element name'));
      return false;
    }
    if (this.#stack.length >= limits.xmlDepth) {
      this.#source.report('XML_TOO_DEEP', at, `more than ${limits.xmlDepth} elements are nested`);
      return false;
    }
    const node = new Node(name, at, this.#source.placeOf(at));
    const tag = readAttributes(this.#source, node, end);
    if (tag === undefined) return false;
    this.opened.push(node);
    this.#position = tag.end;
    if (closesItself || tag.closesItself) this.#attach(node);
    else this.#stack.push(node);
    return true;
  }

  #closingTag(at: number, open: Node | undefined): boolean {
    const end = this.#text.indexOf('>', at + 2);
    const name = this.#text.slice(at + 2, end === -1 ? undefined : end);
    if (end === -1) {
      this.#source.report('XML_NOT_CLOSED', at, `the tag </${shown(name)} is not closed by >`);
      return false;
    }
    this.#position = end + 1;
    if (open === undefined) {
      this.#source.report('XML_NOT_OPENED', at, `</${shown(name)}> closes nothing`);
      return true;
    }
    if (name !== open.name && !this.#mismatch(at, name, open)) return false;
    this.#stack.pop();
    this.#close(open);
    return true;
  }

  /** Answers whether it is plain what the tag was meant to close. */
  #mismatch(at: number, name: string, open: Node): boolean {
    const wanted = `</${shown(open.name)}>, for the element opened at line ${open.at.line}`;
    const found = `</${shown(name)}> stands where ${wanted}, is expected`;
    this.#source.report('XML_NOT_CLOSED', at, found);
    return sameName(name.trim(), open.name);
  }

  #close(node: Node): void {
    if (node.contentLength() >= limits.xmlNameBytes) {
      this.#source.report('XML_TOO_LONG', node.offset, tooLong('the content of an element'));
    }
    node.joinContent(this.#text);
    if (node.content !== '') node.contentAt = this.#source.placeOf(node.contentOffset(0));
    this.#attach(node);
  }

  #attach(node: Node): void {
    const kept = isVariable(node) ? undefined : node;
    const parent = this.#stack.at(-1);
    if (parent !== undefined) parent.addChild(kept);
    else if (kept !== undefined) this.roots.push(kept);
  }

  #reportUnclosed(): void {
    const open = this.#stack.at(-1);
    if (open === undefined) return;
    this.#source.report('XML_NOT_CLOSED', open.offset, `<${shown(open.name)}> is never closed`);
  }
}

function endOfName(text: string, from: number): number {
  // Not \s: the byte A0 is part of a character here, not a space.
  const end = /[>\t-\r ]/g;
  end.lastIndex = from;
  return end.exec(text)?.index ?? text.length;
}

function tooLong(what: string): string {
  return `${what} must be shorter than ${limits.xmlNameBytes} bytes`;
}

function shown(name: string): string {
  return name.length > 60 ? `${name.slice(0, 60)}...` : name;
}
