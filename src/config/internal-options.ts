import type { Diagnostic, Severity } from '../base/index.ts';
import { internalOptionTable, type InternalOptionName } from './internal-option-table.ts';
import type { ConfigFile } from './parse-config.ts';
import { unknownName } from './unknown-name.ts';

export interface InternalOptions {
  get(name: InternalOptionName): number;
  /** Whether a file gives it. */
  isGiven(name: InternalOptionName): boolean;
}

export interface ParsedInternalOptions {
  readonly options: InternalOptions;
  readonly diagnostics: readonly Diagnostic[];
}

const bounds = new Map<string, readonly [number, number, number]>(
  Object.entries(internalOptionTable),
);

/** The options of an installation that has no such file. */
export const defaultInternalOptions: InternalOptions = optionsOf(new Map());

/**
 * Reads `section.name=value` lines. What a later file says counts, so the local file comes last;
 * a key that no file gives has its default.
 */
export function parseInternalOptions(files: readonly ConfigFile[]): ParsedInternalOptions {
  const values = new Map<string, number>();
  const diagnostics: Diagnostic[] = [];
  for (const { path, text } of files) {
    for (const [index, line] of text.split('\n').entries()) {
      const problem = readLine(line, values);
      if (problem === undefined) continue;
      const at = { file: path, line: index + 1, column: 1 + line.length - line.trimStart().length };
      diagnostics.push({ ...problem, at });
    }
  }
  return { options: optionsOf(values), diagnostics };
}

function optionsOf(values: ReadonlyMap<string, number>): InternalOptions {
  return Object.freeze({
    get: (name: InternalOptionName) => values.get(name) ?? internalOptionTable[name][0],
    isGiven: (name: InternalOptionName) => values.has(name),
  });
}

type Problem = Omit<Diagnostic, 'at'>;

function readLine(line: string, values: Map<string, number>): Problem | undefined {
  const written = line.trim();
  if (written === '' || written.startsWith('#')) return undefined;
  const equals = written.indexOf('=');
  if (equals === -1) {
    return problem('error', 'INTERNAL_OPTION_INVALID', 'a line is written section.name=value');
  }
  const name = written.slice(0, equals).trim();
  const text = written.slice(equals + 1).trim();
  const known = bounds.get(name);
  if (known === undefined) {
    // OSSEC never looks at keys it does not know, and files of older versions have some.
    const message = unknownName('the internal option', name, bounds.keys());
    return problem('warning', 'INTERNAL_OPTION_UNKNOWN', message);
  }
  const [, min, max] = known;
  const value = /^\d{1,9}$/.test(text) ? Number(text) : -1;
  if (value < min || value > max) {
    const shown = text.length > 80 ? `${text.slice(0, 80)}...` : text;
    const accepts = `it takes a whole number from ${min} to ${max}`;
    const message = `${name} does not take "${shown}"; ${accepts}`;
    return problem('error', 'INTERNAL_OPTION_BAD_VALUE', message);
  }
  values.set(name, value);
  return undefined;
}

function problem(severity: Severity, code: string, message: string): Problem {
  return { severity, code, message };
}
