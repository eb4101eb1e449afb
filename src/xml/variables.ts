import { limits } from '../base/index.ts';
import { sameName } from './element.ts';
import type { Node } from './node.ts';
import type { Source } from './source.ts';

const nameLimit = 256;

/** `<var name="NAME">value</var>` */
export function isVariable(node: Node): boolean {
  return sameName(node.name, 'var');
}

/**
 * One pass in the order of opening: a variable is visible after its definition only, and what a
 * variable brought in is not looked at again.
 */
export function substituteVariables(source: Source, opened: readonly Node[]): void {
  const scope = new Scope(source);
  for (const node of opened) {
    if (isVariable(node)) {
      scope.define(node);
      continue;
    }
    for (const attribute of node.attributes) {
      attribute.value = scope.expand(attribute.value, (index) => attribute.valueOffset + index);
    }
    node.content = scope.expand(node.content, (index) => node.contentOffset(index));
  }
}

class Scope {
  readonly #source: Source;
  readonly #values = new Map<string, string>();
  /** What substitution may still add, so that a small file cannot fill the memory. */
  #budget: number = limits.configFileBytes;

  constructor(source: Source) {
    this.#source = source;
  }

  define(node: Node): void {
    const name = this.#nameOf(node);
    if (name === undefined) return;
    if (node.children.length > 0) {
      this.#invalid(node.offset, 'a <var> holds text, not elements');
    } else if (node.content === '') {
      this.#invalid(node.offset, `the variable ${name} has no value`);
    }
    // A variable with a bad value is known all the same: its uses are no further mistakes.
    if (!this.#values.has(fold(name))) this.#values.set(fold(name), node.content);
  }

  #nameOf(node: Node): string | undefined {
    const other = node.attributes.find((one) => !sameName(one.name, 'name'));
    const named = node.attributes.find((one) => sameName(one.name, 'name'));
    if (other !== undefined) {
      this.#invalid(other.valueOffset, `<var> takes the attribute name only, not ${other.name}`);
    }
    if (named === undefined || named.value === '') {
      if (other === undefined) this.#invalid(node.offset, 'a <var> needs the attribute name');
      return undefined;
    }
    if (named.value.length < nameLimit) return named.value;
    const most = `the name of a variable must be shorter than ${nameLimit} bytes`;
    this.#source.report('XML_TOO_LONG', named.valueOffset, most);
    return undefined;
  }

  #invalid(offset: number, message: string): void {
    this.#source.report('XML_VARIABLE_INVALID', offset, message);
  }

  expand(text: string, offsetOf: (index: number) => number): string {
    if (this.#values.size === 0 || text.length <= 2 || !text.includes('$')) return text;
    return text.replace(/\$([^$.|, ]*)/g, (written, name: string, index: number) => {
      if (name === '') return written;
      const value = this.#values.get(fold(name));
      if (value === undefined) {
        // Wazuh writes $(field) for a field of the event; no variable could be called so.
        if (name.startsWith('(')) return written;
        const shown = name.length > 60 ? `${name.slice(0, 60)}...` : name;
        const message = `no variable ${shown} is defined before this place`;
        this.#source.report('XML_UNKNOWN_VARIABLE', offsetOf(index), message);
        return written;
      }
      return this.#spend(value, offsetOf(index));
    });
  }

  #spend(value: string, offset: number): string {
    const fits = value.length <= this.#budget;
    if (!fits && this.#budget > 0) {
      const most = `variables add more than ${limits.configFileBytes} bytes to this file`;
      this.#source.report('XML_TOO_LONG', offset, most);
    }
    this.#budget = fits ? this.#budget - value.length : 0;
    return fits ? value : '';
  }
}

function fold(name: string): string {
  return name.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}
