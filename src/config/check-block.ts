import type { Diagnostic, Place } from '../base/index.ts';
import { sameName, type XmlElement } from '../xml/index.ts';
import { fieldOf, findOption } from './reader.ts';
import type { OptionSpec, SectionSpec } from './section.ts';
import { unknownName } from './unknown-name.ts';

/** Problems that one block shows by itself: names, attributes, values, missing options. */
export function checkBlock(section: SectionSpec, block: XmlElement): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  checkAttributes(found, block, {});
  for (const element of block.children) {
    const known = findOption(section.options, element.name);
    if (known === undefined) {
      const where = `<${section.name}> option`;
      const message = unknownName(`the ${where}`, element.name, Object.keys(section.options));
      found.push(problem('CONFIG_UNKNOWN_OPTION', element.at, message));
      continue;
    }
    checkAttributes(found, element, known.option.attributes ?? {});
    checkValue(found, known.name, known.option, element);
  }
  for (const [name, option] of Object.entries(section.options)) {
    const given = block.children.some((element) => sameName(element.name, name));
    if (option.required !== true || given) continue;
    const message = `<${section.name}> needs the option ${name}`;
    found.push(problem('CONFIG_MISSING_OPTION', block.at, message));
  }
  return found;
}

function checkAttributes(
  found: Diagnostic[],
  element: XmlElement,
  known: Readonly<Record<string, string>>,
): void {
  const names = Object.keys(known);
  for (const { name, at } of element.attributes) {
    if (names.some((one) => sameName(one, name))) continue;
    const message = unknownName(`the <${element.name}> attribute`, name, names);
    found.push(problem('CONFIG_UNKNOWN_ATTRIBUTE', at, message));
  }
}

function checkValue(
  found: Diagnostic[],
  name: string,
  option: OptionSpec,
  element: XmlElement,
): void {
  const { children, at, contentAt } = element;
  if (children.length > 0) {
    for (const child of children) {
      const message = `${name} holds text, not the element <${child.name}>`;
      found.push(problem('CONFIG_UNKNOWN_OPTION', child.at, message));
    }
    return;
  }
  const field = fieldOf(element);
  const { accepts } = option.parser;
  if (field.text === '' && option.mayBeEmpty === true) return;
  if (field.text === '') {
    found.push(problem('CONFIG_EMPTY_VALUE', at, `${name} is empty; it takes ${accepts}`));
  } else if (option.parser.parse(field) === undefined) {
    const shown = field.text.length > 80 ? `${field.text.slice(0, 80)}...` : field.text;
    const message = `${name} does not take "${shown}"; it takes ${accepts}`;
    found.push(problem('CONFIG_BAD_VALUE', contentAt, message));
  }
}

function problem(code: string, at: Place, message: string): Diagnostic {
  return { severity: 'error', code, at, message };
}
