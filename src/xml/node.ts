import type { Place } from '../base/index.ts';
import type { XmlAttribute, XmlElement } from './element.ts';

/** A stretch of content in the source; comments split content into several. */
interface Piece {
  readonly from: number;
  readonly to: number;
}

export interface MutableAttribute extends XmlAttribute {
  value: string;
  readonly valueOffset: number;
}

/** An element while its file is being read. */
export class Node implements XmlElement {
  readonly name: string;
  content = '';
  readonly attributes: MutableAttribute[] = [];
  readonly children: XmlElement[] = [];
  readonly at: Place;
  contentAt: Place;
  readonly #offset: number;
  #pieces: Piece[] = [];

  constructor(name: string, offset: number, at: Place) {
    this.name = name;
    this.#offset = offset;
    this.at = at;
    this.contentAt = at;
  }

  addPiece(from: number, to: number): void {
    if (to > from) this.#pieces.push({ from, to });
  }

  /** Text before a child is forgotten: only what follows the last child is content. */
  addChild(child: Node | undefined): void {
    this.#pieces = [];
    if (child !== undefined) this.children.push(child);
  }

  get offset(): number {
    return this.#offset;
  }

  /** Offset of the byte that content's next byte directly follows; -1 before the first. */
  get lastContentOffset(): number {
    return (this.#pieces.at(-1)?.to ?? 0) - 1;
  }

  contentLength(): number {
    return this.#pieces.reduce((sum, { from, to }) => sum + to - from, 0);
  }

  joinContent(text: string): void {
    this.content = this.#pieces.map(({ from, to }) => text.slice(from, to)).join('');
  }

  /** Where in the file the content's byte at `index` stands. */
  contentOffset(index: number): number {
    let rest = index;
    for (const { from, to } of this.#pieces) {
      if (rest < to - from) return from + rest;
      rest -= to - from;
    }
    return this.#pieces.at(-1)?.to ?? this.#offset;
  }
}
