import { fromUtf8, toUtf8 } from '../../base/index.ts';
import type { RuleEngine } from '../../engine/index.ts';
import type { Event, Verdict } from '../../event/index.ts';
import { staticFields } from '../../event/index.ts';
import type { Expectation, RuleCase } from './case-file.ts';
import { expandLog } from './case-file.ts';

/** One name whose value is not the expected one; an empty value is none at all. */
export interface Difference {
  readonly name: string;
  readonly want: string;
  /** Undefined when nothing has this name. */
  readonly got: string | undefined;
}

/** A difference between what a case expects and what the engine says. */
export interface CaseFailure extends Difference {
  readonly line: number;
  /** The line that was sent last; empty when there was none. */
  readonly log: string;
}

export interface CaseResult {
  readonly failures: readonly CaseFailure[];
  /** Rules that won for some log of the case. */
  readonly reached: ReadonlySet<number>;
}

/** Any moment will do, so long as no rule asks for the time of day. */
const startMs = Date.UTC(2026, 0, 5, 10, 0, 0);

/** How messages of logs and of the checks inside the program arrive. */
const sources = {
  log: { queue: '1', location: 'case' },
  syscheck: { queue: '8', location: 'syscheck' },
  registry: { queue: '8', location: '(host) 192.0.2.1->syscheck-registry' },
  rootcheck: { queue: '9', location: 'rootcheck' },
  hosts: { queue: '3', location: 'nmap' },
} as const;

/** Plays one case on an engine that has seen nothing yet. */
export function runCase(engine: RuleEngine, { steps }: RuleCase): CaseResult {
  const failures: CaseFailure[] = [];
  const reached = new Set<number>();
  let timeMs = startMs;
  let last: Verdict | undefined;
  let log = '';
  for (const step of steps) {
    if (step.kind === 'advance') timeMs += step.seconds * 1000;
    else if (step.kind === 'expect')
      for (const one of differences(step.wanted, last))
        failures.push({ ...one, line: step.line, log });
    else
      for (let n = 1; n <= step.times; n++) {
        log = expandLog(step.text, n);
        const text = fromUtf8(log);
        const from = step.check === undefined ? sources.log : sources[step.check];
        last = engine.process({ ...from, text, timeMs, origin: undefined });
        if (last?.rule !== undefined) reached.add(last.rule.id);
      }
  }
  return { failures, reached };
}

function differences(wanted: Expectation, verdict: Verdict | undefined): readonly Difference[] {
  if (verdict === undefined) return [{ name: 'event', want: 'any', got: '' }];
  const pairs = wanted === 'none' ? new Map([['rule', '']]) : wanted;
  return [...pairs]
    .map(([name, want]) => ({ name, want, got: answer(name, verdict) }))
    .filter(({ want, got }) => got !== want);
}

/** A difference in words. */
export function describeDifference({ name, want, got }: Difference): string {
  if (got === undefined) return `nothing is called ${name} here (expected ${shown(want)})`;
  return `${name}: expected ${shown(want)}, got ${shown(got)}`;
}

function shown(value: string): string {
  return value === '' ? 'none' : printable(`'${value}'`);
}

/** Text without characters that a terminal would obey. */
export function printable(text: string): string {
  return text.replaceAll(/\p{Cc}/gu, (one) => {
    return `\\x${one.charCodeAt(0).toString(16).padStart(2, '0')}`;
  });
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
