import type { RuleDetail, Verdict } from '../../event/index.ts';
import type { RuleTrace } from '../../rules/index.ts';

/** One field as a decoder assigned it. */
export interface Assigned {
  readonly label: string;
  readonly value: string;
}

const indent = '       ';
const infoNames: Readonly<Record<RuleDetail['kind'], string>> = {
  text: 'Text',
  link: 'Link',
  cve: 'CVE',
  osvdb: 'OSVDB',
};

/** What the first two phases print. Texts hold one character per byte. */
export function decodingText(
  { event }: Verdict,
  fields: readonly Assigned[],
  hasDecoders: boolean,
): string {
  const lines = [
    '',
    '',
    '**Phase 1: Completed pre-decoding.',
    `${indent}full event: '${event.fullLog}'`,
    `${indent}hostname: '${event.hostname}'`,
    `${indent}program_name: '${event.programName ?? '(null)'}'`,
    `${indent}log: '${event.log}'`,
    '',
    '**Phase 2: Completed decoding.',
  ];
  if (event.decoder === undefined) {
    if (hasDecoders) lines.push(`${indent}No decoder matched.`);
    lines.push(`${indent}decoder: '(null)'`);
  } else {
    for (const { label, value } of fields) lines.push(`${indent}${label}: '${value}'`);
    if (event.decoderFacts?.accumulate === true) lines.push('**ACCUMULATOR: LEVEL UP!!**');
    lines.push(`${indent}decoder: '${event.decoder}'`);
  }
  return `${lines.join('\n')}\n`;
}

/** What the third phase prints; nothing when no rule won. */
export function filteringText({ rule, alert }: Verdict): string {
  if (rule === undefined) return '\n\n';
  const lines = [
    '',
    '**Phase 3: Completed filtering (rules).',
    `${indent}Rule id: '${rule.id}'`,
    `${indent}Level: '${rule.level}'`,
    `${indent}Description: '${rule.description}'`,
  ];
  for (const { kind, text } of rule.details) {
    lines.push(`${indent}Info - ${infoNames[kind]}: '${text}'`);
  }
  if (alert) lines.push('**Alert to be generated.');
  return `${lines.join('\n')}\n\n\n`;
}

/** Collects what `-v` prints. */
export class RulePrinter implements RuleTrace {
  #lines: string[] = ['', '', '**Rule debugging:'];

  trying(rule: Parameters<RuleTrace['trying']>[0]): void {
    this.#lines.push(`    Trying rule: ${rule.facts.id} - ${rule.facts.description}`);
  }

  matched(rule: Parameters<RuleTrace['matched']>[0]): void {
    this.#lines.push(`${indent}*Rule ${rule.facts.id} matched.`);
  }

  children(): void {
    this.#lines.push(`${indent}*Trying child rules.`);
  }

  text(): string {
    return `${this.#lines.join('\n')}\n`;
  }
}
