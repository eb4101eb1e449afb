import type { Diagnostic } from '../base/index.ts';
import { hasErrors } from '../base/index.ts';
import type { RuleDialect } from '../event/index.ts';
import { loadDecoders } from '../decode/index.ts';
import { loadRules, parseCdbText } from '../rules/index.ts';
import type { XmlElement } from '../xml/index.ts';
import { parseXml } from '../xml/index.ts';
import { RuleEngine } from './engine.ts';
import { dialectOf } from './dialect.ts';
import type { EngineOptions } from './options.ts';

/** A file that was read; the text holds one character per byte. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
  /** The dialect of a file that shows none; OSSEC's where nothing is said. */
  readonly usual?: RuleDialect;
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
  const dialects = new Map<XmlElement, RuleDialect>();
  const rootsOf = (files: readonly SourceFile[]): XmlElement[] =>
    files.flatMap(({ path, text, usual = 'ossec' }) => {
      const { elements, diagnostics: found } = parseXml(text, path);
      diagnostics.push(...found);
      const wanted = options.dialect;
      const dialect = wanted === 'auto' ? dialectOf(elements, usual) : wanted;
      for (const element of elements) dialects.set(element, dialect);
      return [...elements];
    });
  const isOf = (root: XmlElement): RuleDialect => dialects.get(root) ?? 'ossec';
  const decoders = loadDecoders(rootsOf(sources.decoders), {
    orderSize: options.orderSize,
    dialectOf: isOf,
  });
  const ruleRoots = rootsOf(sources.rules);
  const lists = new Map(
    sources.lists.map(({ path, text, usual }) => [path, parseCdbText(text, usual)]),
  );
  const rules = loadRules(ruleRoots, {
    dialectOf: isOf,
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
