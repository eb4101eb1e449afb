import type { Place } from '../base/index.ts';
import { attribute, sameName, type XmlElement } from '../xml/index.ts';
import type { Field } from './parsers.ts';
import type { OptionSpec, OptionTable, Placed, Reader, WithDefault } from './section.ts';

/** One block of a section that was written; elements in order, unknown names included. */
export interface Block {
  readonly at: Place;
  readonly elements: readonly XmlElement[];
}

export function fieldOf(element: XmlElement): Field {
  return {
    text: element.content.trim(),
    attribute: (name) => attribute(element, name),
    attributes: element.attributes,
  };
}

/** Reads typed values; elements with bad values, which have their diagnostics, are passed over. */
export class BlockReader implements Reader {
  readonly at: Place | undefined;
  readonly #options: OptionTable;
  readonly #elements: readonly XmlElement[];

  constructor(options: OptionTable, blocks: readonly Block[]) {
    this.at = blocks[0]?.at;
    this.#options = options;
    this.#elements = blocks.flatMap((block) => block.elements);
  }

  one<T>(option: WithDefault<T>): T {
    return this.optional<T>(option) ?? option.default;
  }

  optional<T>(option: OptionSpec<T>): T | undefined {
    return this.all<T>(option).at(-1);
  }

  all<T>(option: OptionSpec<T>): readonly T[] {
    return this.inOrder<T>([option]).map(({ value }) => value);
  }

  inOrder<T>(options: readonly OptionSpec<T>[]): readonly Placed<T>[] {
    const found: Placed<T>[] = [];
    for (const element of this.#elements) {
      const option = options.find((one) => this.#isFor(element, one));
      const value = option?.parser.parse(fieldOf(element));
      if (value !== undefined) found.push({ value, at: element.at });
    }
    return found;
  }

  placeOf(option: OptionSpec): Place | undefined {
    return this.inOrder([option]).at(-1)?.at ?? this.at;
  }

  #isFor(element: XmlElement, option: OptionSpec): boolean {
    if (findOption(this.#options, element.name)?.option !== option) return false;
    return option.mayBeEmpty === true || element.content.trim() !== '';
  }
}

/** The option of that name, whatever the case of its letters. */
export function findOption(
  options: OptionTable,
  name: string,
): { readonly name: string; readonly option: OptionSpec } | undefined {
  for (const [known, option] of Object.entries(options)) {
    if (sameName(known, name)) return { name: known, option };
  }
  return undefined;
}
