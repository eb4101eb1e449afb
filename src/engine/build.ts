import type { Diagnostic } from '../base/index.ts';
import { hasErrors } from '../base/index.ts';
import { loadDecoders } from '../decode/index.ts';
import { loadRules, parseCdbText } from '../rules/index.ts';
import type { XmlElement } from '../xml/index.ts';
import { parseXml } from '../xml/index.ts';
import { RuleEngine } from './engine.ts';
import type { EngineOptions } from './options.ts';

/** A file that was read; the text holds one character per byte. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** All that an engine is made of, in the order it is to be loaded. */
export interface EngineSources {
  readonly decoders: readonly SourceFile[];
  readonly rules: readonly SourceFile[];
  /** Lists under the name that rules use for them. */
  readonly lists: readonly SourceFile[];
}

export interface BuiltEngine {
  /** Undefined when there are errors: a broken set never replaces a working one. */
  readonly engine: RuleEngine | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads, checks and compiles; all problems of all files are told at once. */
export function buildEngine(sources: EngineSources, options: EngineOptions): BuiltEngine {
  const diagnostics: Diagnostic[] = [];
  const rootsOf = (files: readonly SourceFile[]): XmlElement[] =>
    files.flatMap(({ path, text }) => {
      const parsed = parseXml(text, path);
      diagnostics.push(...parsed.diagnostics);
      return [...parsed.elements];
    });
  const decoders = loadDecoders(rootsOf(sources.decoders), { orderSize: options.orderSize });
  const ruleRoots = rootsOf(sources.rules);
  const lists = new Map(sources.lists.map(({ path, text }) => [path, parseCdbText(text)]));
  const rules = loadRules(ruleRoots, {
    decoderNames: decoders.tree.names,
    lists,
    defaultTimeframe: options.defaultTimeframe,
    mailLevel: options.mailLevel,
    logLevel: options.logLevel,
  });
  diagnostics.push(...decoders.diagnostics, ...rules.diagnostics);
  const engine = hasErrors(diagnostics)
    ? undefined
    : new RuleEngine(decoders.tree, rules.tree, options);
  return { engine, diagnostics };
}
