import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Diagnostic } from '../../base/index.ts';
import { inPlaceOrder, latin1, limits } from '../../base/index.ts';
import type { EngineOptions, EngineSources, SourceFile } from '../../engine/index.ts';
import { buildEngine, dialectOf } from '../../engine/index.ts';
import type { RuleDialect } from '../../event/index.ts';
import type { XmlElement } from '../../xml/index.ts';
import { isNamed, parseXml } from '../../xml/index.ts';
import { checks } from './checks/registry.ts';
import type { Finding } from './finding.ts';
import type { Material } from './report.ts';
import { findingOf } from './report.ts';
import { writtenRules } from './scope.ts';

type Tell = (diagnostic: Diagnostic) => void;

/** Below a folder that is named; a link that leads back up must not be followed for ever. */
const depthMax = 8;

/** Adds files to those of an installation: what they hold says whether decoders or rules. */
export function withFiles(
  sources: EngineSources,
  paths: readonly string[],
  tell: Tell,
): EngineSources {
  const decoders = [...sources.decoders];
  const rules = [...sources.rules];
  for (const path of new Set(paths.flatMap((path) => xmlBelow(path, 0)))) {
    if ([...decoders, ...rules].some((file) => file.path === path)) continue;
    const file = readFile(path, tell);
    if (file === undefined) continue;
    const kind = kindOf(file);
    if (kind === 'decoders') decoders.push(file);
    else if (kind === 'rules') rules.push(file);
    else {
      const message = 'the file holds neither <decoder> nor <group>';
      tell({ severity: 'error', code: 'CHECK_FILE_UNKNOWN', at: start(path), message });
    }
  }
  return { ...sources, decoders, rules };
}

/** The file itself, or what a folder holds, in the order in which it would be loaded. */
function xmlBelow(path: string, depth: number): readonly string[] {
  if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) return [path];
  if (depth === depthMax) return [];
  const found = readdirSync(path, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() || entry.name.endsWith('.xml'))
    .map(({ name }) => join(path, name))
    .sort()
    .flatMap((one) => xmlBelow(one, depth + 1));
  // A folder that was named for nothing is told as a file that cannot be read.
  return depth === 0 && found.length === 0 ? [path] : found;
}

function start(file: string): Diagnostic['at'] {
  return { file, line: 1, column: 1 };
}

/** A file that can't be parsed is taken for what it looks like, so that its problems are told. */
function kindOf({ path, text }: SourceFile): 'decoders' | 'rules' | undefined {
  const roots = parseXml(text, path).elements;
  if (roots.some((one) => isNamed(one, 'decoder'))) return 'decoders';
  if (roots.some((one) => isNamed(one, 'group'))) return 'rules';
  if (/<decoder\b/i.test(text)) return 'decoders';
  return /<(?:group|rule)\b/i.test(text) ? 'rules' : undefined;
}

function readFile(path: string, tell: Tell): SourceFile | undefined {
  const fail = (message: string): undefined => {
    tell({ severity: 'error', code: 'CHECK_FILE_UNREADABLE', at: start(path), message });
    return undefined;
  };
  try {
    const size = statSync(path).size;
    if (size > limits.configFileBytes) return fail(`larger than ${limits.configFileBytes} bytes`);
    return { path, text: latin1(readFileSync(path)) };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    return fail(`the file can't be read (${code})`);
  }
}

function dialectIn(
  roots: readonly XmlElement[],
  { usual = 'ossec' }: SourceFile,
  { dialect }: EngineOptions,
): RuleDialect {
  return dialect === 'auto' ? dialectOf(roots, usual) : dialect;
}

/** Loads everything and runs the checks; `told` are problems found on the way here. */
export function materialOf(
  sources: EngineSources,
  options: EngineOptions,
  told: readonly Diagnostic[],
): Material {
  const built = buildEngine(sources, options);
  const rootsOf = (files: readonly SourceFile[]): readonly XmlElement[] =>
    files.flatMap(({ path, text }) => parseXml(text, path).elements);
  const decoders = rootsOf(sources.decoders).filter((one) => isNamed(one, 'decoder'));
  const rules = sources.rules.flatMap((file) => {
    const roots = rootsOf([file]);
    return writtenRules(roots, dialectIn(roots, file, options));
  });
  const lists = new Set(sources.lists.map(({ path }) => path));
  const found = checks.flatMap((check) => check({ decoders, rules, lists }));
  const problems = inPlaceOrder([...told, ...built.diagnostics]).map(findingOf);
  return {
    files: [...sources.decoders, ...sources.rules].map(({ path }) => path),
    decoders,
    rules: rules.map(({ element }) => element),
    findings: distinct([...problems, ...found]),
  };
}

/** A finding once, although a decoder of two parents or two readings may tell it again. */
function distinct(findings: readonly Finding[]): readonly Finding[] {
  const key = ({ code, at, message }: Finding): string => JSON.stringify([code, at, message]);
  return [...new Map(findings.map((one) => [key(one), one])).values()];
}
