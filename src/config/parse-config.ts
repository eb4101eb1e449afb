import type { Diagnostic, Severity } from '../base/index.ts';
import { isNamed, parseXml, type XmlElement } from '../xml/index.ts';
import { BlockGatherer, type Config } from './blocks.ts';
import { BlockReader } from './reader.ts';
import type { Section, SectionSpec } from './section.ts';
import { unknownName } from './unknown-name.ts';

export interface ConfigFile {
  readonly path: string;
  /** One character per byte. */
  readonly text: string;
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
  const gatherer = new BlockGatherer(sections);
  for (const file of files) {
    const parsed = parseXml(file.text, file.path);
    diagnostics.push(...parsed.diagnostics);
    if (parsed.elements.length === 0 && parsed.diagnostics.length === 0) {
      diagnostics.push(emptyFile(file.path));
    }
    for (const element of sectionsOf(parsed.elements, diagnostics)) gatherer.add(element);
  }
  const { config, diagnostics: found } = gatherer.finish(options.unavailable ?? 'error');
  return { config, diagnostics: inFileOrder(files, [...diagnostics, ...found]) };
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
