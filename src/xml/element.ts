import type { Place } from '../base/index.ts';

export interface XmlAttribute {
  readonly name: string;
  readonly value: string;
  readonly at: Place;
}

/** An element of the dialect; texts hold one character per byte, nothing trimmed or decoded. */
export interface XmlElement {
  readonly name: string;
  /** The text after the last child, or all of it where there is no child. */
  readonly content: string;
  readonly attributes: readonly XmlAttribute[];
  readonly children: readonly XmlElement[];
  readonly at: Place;
  /** Where `content` begins; the element's own place where it has no content. */
  readonly contentAt: Place;
}

/** ASCII letters only: bytes of other alphabets keep their case, as everywhere in the dialect. */
function foldAscii(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

export function sameName(a: string, b: string): boolean {
  return a === b || (a.length === b.length && foldAscii(a) === foldAscii(b));
}

/** Names compare without regard to ASCII case. */
export function isNamed(element: XmlElement, name: string): boolean {
  return sameName(element.name, name);
}

/** The value of the first attribute of that name, whatever its case. */
export function attribute(element: XmlElement, name: string): string | undefined {
  return element.attributes.find((one) => sameName(one.name, name))?.value;
}

export function childrenNamed(element: XmlElement, name: string): readonly XmlElement[] {
  return element.children.filter((child) => isNamed(child, name));
}
