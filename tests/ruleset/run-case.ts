import { fromUtf8, toUtf8 } from '../../src/base/index.ts';
import type { RuleEngine } from '../../src/engine/index.ts';
import type { Event, Verdict } from '../../src/event/index.ts';
import { staticFields } from '../../src/event/index.ts';
import { type Expectation, expandLog, type RuleCase } from './case-file.ts';

/** A difference between what a case expects and what the engine says. */
export interface CaseFailure {
  readonly line: number;
  readonly message: string;
}

export interface CaseResult {
  readonly failures: readonly CaseFailure[];
  /** Rules that won for some log of the case. */
  readonly reached: ReadonlySet<number>;
}

/** Any moment will do, so long as no rule asks for the time of day. */
const startMs = Date.UTC(2026, 0, 5, 10, 0, 0);

/** Plays one case on an engine that has seen nothing yet. */
export function runCase(engine: RuleEngine, { steps }: RuleCase): CaseResult {
  const failures: CaseFailure[] = [];
  const reached = new Set<number>();
  let timeMs = startMs;
  let last: Verdict | undefined;
  for (const step of steps) {
    if (step.kind === 'advance') timeMs += step.seconds * 1000;
    else if (step.kind === 'expect')
      for (const message of differences(step.wanted, last))
        failures.push({ line: step.line, message });
    else
      for (let n = 1; n <= step.times; n++) {
        const text = fromUtf8(expandLog(step.text, n));
        last = engine.process({ queue: '1', location: 'case', text, timeMs, origin: undefined });
        if (last?.rule !== undefined) reached.add(last.rule.id);
      }
  }
  return { failures, reached };
}

function differences(wanted: Expectation, verdict: Verdict | undefined): readonly string[] {
  if (verdict === undefined) return ['there was no event'];
  if (wanted === 'none')
    return verdict.rule === undefined ? [] : [`want no rule, got ${verdict.rule.id}`];
  const found: string[] = [];
  for (const [name, want] of wanted) {
    const got = answer(name, verdict);
    if (got === undefined) found.push(`unknown name '${name}'`);
    else if (got !== want) found.push(`${name}: want '${want}', got '${got}'`);
  }
  return found;
}

/** What the verdict says under a name of the case language; empty when it says nothing. */
function answer(name: string, verdict: Verdict): string | undefined {
  const { event, rule } = verdict;
  switch (name) {
    case 'rule':
      return rule === undefined ? '' : String(rule.id);
    case 'level':
      return rule === undefined ? '' : String(rule.level);
    case 'alert':
      return verdict.alert ? 'yes' : 'no';
    case 'dropped':
      return verdict.dropped ? 'yes' : 'no';
    case 'decoder':
      return event.decoder ?? '';
    case 'program':
      return toUtf8(event.programName ?? '');
    case 'host':
      return toUtf8(event.hostname);
    case 'user':
      return toUtf8(event.dstuser ?? event.srcuser ?? '');
    default:
      return field(name, event);
  }
}

function field(name: string, event: Event): string | undefined {
  const known = staticFields.find((one) => one === name);
  if (known !== undefined) return toUtf8(event[known] ?? '');
  return event.dynamic?.has(name) === true ? toUtf8(event.dynamic.get(name) ?? '') : undefined;
}
