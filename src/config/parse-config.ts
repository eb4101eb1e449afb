import type { Diagnostic, Severity } from '../base/index.ts';
import { isNamed, parseXml, sameName, type XmlElement } from '../xml/index.ts';
import { checkBlock } from './check-block.ts';
import { BlockReader, type Block } from './reader.ts';
import { checkRefusals } from './refusals.ts';
import type { Section, SectionSpec } from './section.ts';
import { unknownName } from './unknown-name.ts';

export interface ConfigFile {
  readonly path: string;
  /** One character per byte. */
  readonly text: string;
}

/** What the files say, section by section; `valuesOf` and `blocksOf` make typed values of it. */
export interface Config {
  readonly blocks: ReadonlyMap<string, readonly Block[]>;
}

export interface ConfigOptions {
  /** How to tell what this version lacks; commands that need little only warn. */
  readonly unavailable?: Severity;
}

export interface ParsedConfig {
  readonly config: Config;
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads the text of `ossec.conf`, or of several such files one after another. */
export function parseConfig(
  files: readonly ConfigFile[],
  sections: readonly SectionSpec[],
  options: ConfigOptions = {},
): ParsedConfig {
  const diagnostics: Diagnostic[] = [];
  const blocks = new Map<string, Block[]>();
  for (const file of files) {
    const parsed = parseXml(file.text, file.path);
    diagnostics.push(...parsed.diagnostics);
    if (parsed.elements.length === 0 && parsed.diagnostics.length === 0) {
      diagnostics.push(emptyFile(file.path));
    }
    for (const element of sectionsOf(parsed.elements, diagnostics)) {
      addBlock(blocks, element, sections, diagnostics);
    }
  }
  const config: Config = Object.freeze({ blocks });
  const severity = options.unavailable ?? 'error';
  for (const section of sections) {
    diagnostics.push(...checkSection(config, section).map((one) => lenient(one, severity)));
  }
  diagnostics.push(...checkRefusals(config, sections, severity));
  return { config, diagnostics: inFileOrder(files, diagnostics) };
}

/** Sections may find out themselves that something is not available. */
function lenient(one: Diagnostic, severity: Severity): Diagnostic {
  if (one.code !== 'CONFIG_NOT_AVAILABLE' || one.severity === severity) return one;
  const { code, at, message } = one;
  return { severity, code, at, message };
}

/** The value of a section whose blocks are merged: of single options the last one counts. */
export function valuesOf<T>(config: Config, section: Section<T>): T {
  return section.build(new BlockReader(section.options, config.blocks.get(section.name) ?? []));
}

/** One value for each block of a repeatable section, in the order of the files. */
export function blocksOf<T>(config: Config, section: Section<T>): readonly T[] {
  const blocks = config.blocks.get(section.name) ?? [];
  return blocks.map((block) => section.build(new BlockReader(section.options, [block])));
}

function emptyFile(file: string): Diagnostic {
  const at = { file, line: 1, column: 1 };
  const message = 'there is no <ossec_config> in this file';
  return { severity: 'error', code: 'CONFIG_EMPTY', at, message };
}

function inFileOrder(
  files: readonly ConfigFile[],
  diagnostics: readonly Diagnostic[],
): readonly Diagnostic[] {
  const order = new Map(files.map(({ path }, index) => [path, index]));
  return diagnostics.toSorted(({ at: a }, { at: b }) => {
    const files = (order.get(a.file) ?? 0) - (order.get(b.file) ?? 0);
    return files || a.line - b.line || a.column - b.column;
  });
}

function sectionsOf(
  roots: readonly XmlElement[],
  diagnostics: Diagnostic[],
): readonly XmlElement[] {
  return roots.flatMap((root) => {
    if (isNamed(root, 'ossec_config')) return root.children;
    const message = unknownName('the root element', root.name, ['ossec_config']);
    diagnostics.push({ severity: 'error', code: 'CONFIG_UNKNOWN_ROOT', at: root.at, message });
    return [];
  });
}

function addBlock(
  blocks: Map<string, Block[]>,
  element: XmlElement,
  sections: readonly SectionSpec[],
  diagnostics: Diagnostic[],
): void {
  const section = sections.find(({ name }) => sameName(name, element.name));
  if (section === undefined) {
    const names = sections.map(({ name }) => name);
    const message = unknownName('the section', element.name, names);
    diagnostics.push({
      severity: 'error',
      code: 'CONFIG_UNKNOWN_SECTION',
      at: element.at,
      message,
    });
    return;
  }
  diagnostics.push(...checkBlock(section, element));
  const block: Block = { at: element.at, elements: element.children };
  const known = blocks.get(section.name);
  if (known === undefined) blocks.set(section.name, [block]);
  else known.push(block);
}

function checkSection(config: Config, section: SectionSpec): readonly Diagnostic[] {
  if (section.refused !== undefined) return [];
  const blocks = config.blocks.get(section.name) ?? [];
  const groups = section.repeatable ? blocks.map((block) => [block]) : [blocks];
  return groups.flatMap((group) => {
    return section.check?.(new BlockReader(section.options, group)) ?? [];
  });
}
