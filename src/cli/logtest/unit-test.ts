import type { Verdict } from '../../event/index.ts';
import { UsageError } from '../contract.ts';

/** What `-U rule:level:decoder` expects of the last line. */
export interface Expectation {
  readonly rule: string;
  readonly level: string;
  readonly decoder: string;
}

export function parseExpectation(text: string): Expectation {
  const [rule, level, decoder, extra] = text.split(':');
  if (rule === undefined || level === undefined || decoder === undefined || extra !== undefined) {
    throw new UsageError('-U takes rule:level:decoder');
  }
  return { rule, level, decoder };
}

export interface Judgement {
  readonly status: number;
  /** What goes to stderr. */
  readonly text: string;
}

/** Compares a verdict: 0 all equal, 1 level, 2 rule, 3 decoder differs, 255 no rule at all. */
export function judge(expected: Expectation, verdict: Verdict | undefined): Judgement {
  const decoder = verdict?.event.decoder ?? '(null)';
  const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();
  let text = `lf->decoder_info->name: '${decoder}'\nut_decoder_name       : '${expected.decoder}'\n`;
  if (!same(decoder, expected.decoder)) {
    text += `decoder matched : '${decoder}'\ndecoder expected: '${expected.decoder}'\n`;
    return { status: 3, text };
  }
  const rule = verdict?.rule;
  if (rule === undefined) return { status: 255, text };
  if (String(rule.id) !== expected.rule) return { status: 2, text };
  return { status: String(rule.level) === expected.level ? 0 : 1, text };
}
