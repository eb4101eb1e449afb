import { toUtf8 } from '../../base/index.ts';
import type { Explanation } from '../../engine/index.ts';
import { describe } from '../../event/index.ts';
import type { Rule, RuleTree } from '../../rules/index.ts';
import { counted, ofAttempt, whyNot } from './why-not.ts';

/** Whom the question is about: the rule that won, or one that a user names. */
export interface Asked {
  readonly tree: RuleTree;
  readonly rule: Rule | undefined;
}

function place({ at }: { readonly at: Rule['at'] }): string {
  return `${at.file}:${at.line}`;
}

/** Control characters would do something to the terminal. */
function shown(text: string): string {
  return toUtf8(text).replace(/[\x00-\x1f\x7f]/g, '?');
}

/** The whole explanation for people. */
export function humanText(explanation: Explanation, asked: Asked): string {
  const parts = [eventText(explanation), decoderText(explanation), ruleText(explanation, asked)];
  return `${parts.flat().join('\n')}\n`;
}

function eventText({ verdict: { event } }: Explanation): readonly string[] {
  const program =
    event.programName === undefined ? 'no program' : `program '${shown(event.programName)}'`;
  return [
    `log      ${shown(event.fullLog)}`,
    `header   host '${shown(event.hostname)}', ${program}`,
    `message  ${shown(event.log)}`,
  ];
}

function decoderText({ verdict, steps, assignments }: Explanation): readonly string[] {
  const { event } = verdict;
  const lines = [`decoder  ${event.decoder ?? 'none'}, type ${event.decoderType}`];
  for (const { decoder, what, matched, text } of steps) {
    const took = text === undefined ? '' : `: '${shown(text)}'`;
    lines.push(`  ${matched ? 'yes' : 'no '}  ${decoder.name} ${what}${took}  (${place(decoder)})`);
  }
  for (const { label, value } of assignments) lines.push(`  ${label} = '${shown(value)}'`);
  return lines;
}

function ruleText(explanation: Explanation, asked: Asked): readonly string[] {
  const { verdict, attempts } = explanation;
  const { rule, event } = verdict;
  const lines: string[] = [];
  if (rule === undefined) {
    lines.push(verdict.dropped ? 'rule     none: the event is dropped' : 'rule     none');
  } else {
    lines.push(`rule     ${rule.id}, level ${rule.level}: ${shown(describe(rule, event))}`);
    const path = attempts.filter(({ matched }) => matched);
    for (const attempt of path) {
      lines.push(`  rule ${attempt.rule.facts.id} matched  (${place(attempt.rule)})`);
      for (const { key, text } of attempt.conditions) {
        lines.push(`    ${key}${text === undefined ? '' : `: '${shown(text)}'`}`);
      }
      if (attempt.tally !== undefined) lines.push(`    counted ${counted(attempt)}`);
    }
    lines.push(`alert    ${alertText(explanation)}`);
  }
  for (const earlier of verdict.contributors ?? [])
    lines.push(`  earlier  ${shown(earlier.fullLog)}`);
  if (asked.rule !== undefined) {
    lines.push(`asked    ${shown(whyNot(asked.rule, asked.tree, explanation))}`);
  }
  return lines;
}

/** Whether there is an alert, and if not, what keeps it back. */
export function alertText({ verdict, attempts }: Explanation): string {
  const { rule, alert } = verdict;
  if (alert) return 'yes';
  if (rule === undefined) return 'no: no rule matched';
  if (rule.level === 0) return 'no: level 0 only swallows the event';
  if (!rule.log) return 'no: the rule is not to be logged (no_log, or below log_alert_level)';
  const full = attempts.find((one) => one.rule.facts.id === rule.id)?.rule;
  return full !== undefined && full.ignoreSeconds > 0
    ? `no: silent for up to ${full.ignoreSeconds} s after its last alert`
    : 'no: an equal event was ignored before';
}

/** The same as one JSON object. */
export function jsonText(explanation: Explanation, asked: Asked): string {
  const { verdict, steps, assignments, attempts } = explanation;
  const { event, rule } = verdict;
  const text = (bytes: string | undefined): string | null => {
    return bytes === undefined ? null : toUtf8(bytes);
  };
  const answer = {
    log: text(event.fullLog),
    hostname: text(event.hostname),
    program: text(event.programName),
    message: text(event.log),
    decoder: text(event.decoder),
    type: event.decoderType,
    decoding: steps.map((one) => ({
      decoder: text(one.decoder.name),
      at: place(one.decoder),
      pattern: one.what,
      matched: one.matched,
      text: text(one.text),
    })),
    fields: assignments.map(({ label, value }) => ({ name: text(label), value: text(value) })),
    rule: rule?.id ?? null,
    level: rule?.level ?? null,
    description: rule === undefined ? null : text(describe(rule, event)),
    alert: verdict.alert,
    because: alertText(explanation),
    tried: attempts.map((attempt) => ({
      rule: attempt.rule.facts.id,
      at: place(attempt.rule),
      matched: attempt.matched,
      conditions: attempt.conditions.map(({ key, passed, text: seen }) => {
        return { condition: key, passed, text: text(seen) };
      }),
      counted: attempt.tally ?? null,
      outcome: ofAttempt(attempt, explanation),
    })),
    earlier: (verdict.contributors ?? []).map((one) => text(one.fullLog)),
    asked: asked.rule === undefined ? null : whyNot(asked.rule, asked.tree, explanation),
  };
  return `${JSON.stringify(answer)}\n`;
}
