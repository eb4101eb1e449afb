import type { EngineSnapshot, RuleEngine } from '../../engine/index.ts';
import type { RuleFacts } from '../../event/index.ts';
import type { CaseOptions } from './case-file.ts';
import type { FoundCases } from './find-cases.ts';
import type { CaseFailure } from './run-case.ts';
import { runCase } from './run-case.ts';

export interface PlayedCase {
  readonly name: string;
  readonly line: number;
  readonly failures: readonly CaseFailure[];
}

export interface PlayedFile {
  readonly path: string;
  readonly cases: readonly PlayedCase[];
}

export interface Coverage {
  readonly reached: number;
  readonly total: number;
  /** Rules that won for no line of any case, by id. */
  readonly missed: readonly RuleFacts[];
}

export interface Results {
  readonly files: readonly PlayedFile[];
  readonly passed: number;
  readonly failed: number;
  readonly coverage: Coverage;
}

/** The engine for a case that asks for options; the usual one where it asks for none. */
export type EngineFor = (options: CaseOptions | undefined) => RuleEngine;

/** Plays all cases, each on an engine that has seen nothing. */
export function playCases(engineFor: EngineFor, files: FoundCases['files']): Results {
  const clean = new Map<RuleEngine, EngineSnapshot>();
  const reached = new Set<number>();
  const played = files.map(({ path, cases }) => ({
    path,
    cases: cases.map((one): PlayedCase => {
      const engine = engineFor(one.options);
      const untouched = clean.get(engine) ?? engine.snapshot();
      clean.set(engine, untouched);
      engine.restore(untouched);
      const result = runCase(engine, one);
      for (const id of result.reached) reached.add(id);
      return { name: one.name, line: one.line, failures: result.failures };
    }),
  }));
  const all = played.flatMap(({ cases }) => cases);
  const failed = countFailed(all);
  const rules = engineFor(undefined).winners();
  const missed = rules.filter(({ id }) => !reached.has(id)).toSorted((a, b) => a.id - b.id);
  const coverage = { reached: rules.length - missed.length, total: rules.length, missed };
  return { files: played, passed: all.length - failed, failed, coverage };
}

export function countFailed(cases: readonly PlayedCase[]): number {
  return cases.filter(({ failures }) => failures.length > 0).length;
}

/** Hundredths of the rules; all of none. */
export function percentOf({ reached, total }: Coverage): number {
  return total === 0 ? 100 : (reached / total) * 100;
}
