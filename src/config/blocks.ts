import type { Diagnostic, Severity } from '../base/index.ts';
import { sameName, type XmlElement } from '../xml/index.ts';
import { checkBlock } from './check-block.ts';
import { BlockReader, type Block } from './reader.ts';
import { checkRefusals } from './refusals.ts';
import type { SectionSpec } from './section.ts';
import { unknownName } from './unknown-name.ts';

/** What files say, section by section; `valuesOf` and `blocksOf` make typed values of it. */
export interface Config {
  readonly blocks: ReadonlyMap<string, readonly Block[]>;
}

/** Gathers blocks of sections, and what is wrong with each of them. */
export class BlockGatherer {
  readonly #sections: readonly SectionSpec[];
  readonly #blocks = new Map<string, Block[]>();
  readonly #found: Diagnostic[] = [];

  constructor(sections: readonly SectionSpec[]) {
    this.#sections = sections;
  }

  add(element: XmlElement): void {
    const section = this.#sections.find(({ name }) => sameName(name, element.name));
    if (section === undefined) {
      const names = this.#sections.map(({ name }) => name);
      const message = unknownName('the section', element.name, names);
      const code = 'CONFIG_UNKNOWN_SECTION';
      this.#found.push({ severity: 'error', code, at: element.at, message });
      return;
    }
    this.#found.push(...checkBlock(section, element));
    const block: Block = { at: element.at, elements: element.children };
    const known = this.#blocks.get(section.name);
    if (known === undefined) this.#blocks.set(section.name, [block]);
    else known.push(block);
  }

  /** All blocks and their problems, those that need several of them included. */
  finish(unavailable: Severity): {
    readonly config: Config;
    readonly diagnostics: readonly Diagnostic[];
  } {
    const config: Config = Object.freeze({ blocks: this.#blocks });
    const diagnostics = [...this.#found];
    for (const section of this.#sections) {
      diagnostics.push(...checkSection(config, section).map((one) => lenient(one, unavailable)));
    }
    diagnostics.push(...checkRefusals(config, this.#sections, unavailable));
    return { config, diagnostics };
  }
}

/** Sections may find out themselves that something is not available. */
function lenient(one: Diagnostic, severity: Severity): Diagnostic {
  if (one.code !== 'CONFIG_NOT_AVAILABLE' || one.severity === severity) return one;
  const { code, at, message } = one;
  return { severity, code, at, message };
}

function checkSection(config: Config, section: SectionSpec): readonly Diagnostic[] {
  if (section.refused !== undefined) return [];
  const blocks = config.blocks.get(section.name) ?? [];
  const groups = section.repeatable ? blocks.map((block) => [block]) : [blocks];
  return groups.flatMap((group) => {
    return section.check?.(new BlockReader(section.options, group)) ?? [];
  });
}
