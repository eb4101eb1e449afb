import type { Diagnostic } from '../../base/index.ts';
import { inPlaceOrder } from '../../base/index.ts';

/** One step of a case, with the line it stands on. */
export type Step =
  | {
      readonly kind: 'log';
      readonly line: number;
      readonly text: string;
      readonly times: number;
      /** Whose message it is; a log's without it. */
      readonly check?: Check;
    }
  | { readonly kind: 'advance'; readonly line: number; readonly seconds: number }
  | { readonly kind: 'expect'; readonly line: number; readonly wanted: Expectation };

/** The checks inside the program, which send messages of their own. */
export const checkNames = ['syscheck', 'registry', 'rootcheck', 'hosts'] as const;
export type Check = (typeof checkNames)[number];

export type Expectation = 'none' | ReadonlyMap<string, string>;

export interface RuleCase {
  readonly name: string;
  readonly line: number;
  readonly steps: readonly Step[];
  /** What this case wants of the engine in place of what is configured. */
  readonly options?: CaseOptions;
}

export interface CaseOptions {
  /** `analysisd.log_fw` of the internal options. */
  readonly logFirewall?: boolean;
  /** `auto_ignore` of `<syscheck>`. */
  readonly autoIgnore?: boolean;
}

export interface CaseFile {
  readonly cases: readonly RuleCase[];
  readonly problems: readonly Diagnostic[];
}

type LogStep = Extract<Step, { kind: 'log' }>;

/** What is wrong with a line, before it is known where the line stands. */
interface Refusal {
  readonly code: string;
  readonly column: number;
  readonly message: string;
}

const repeatMax = 1000;
const padMax = 6000;
const secondsOf: ReadonlyMap<string, number> = new Map([
  ['s', 1],
  ['m', 60],
  ['h', 3600],
  ['d', 86_400],
]);

/** Reads the language of docs/ruleset.md; `file` is the name that problems give. */
export function parseCaseFile(text: string, file: string): CaseFile {
  const cases: { name: string; line: number; steps: Step[]; options?: CaseOptions }[] = [];
  const problems: Diagnostic[] = [];
  const refuse = (line: number, { code, column, message }: Refusal): void => {
    problems.push({ severity: 'error', code, at: { file, line, column }, message });
  };
  for (const [index, raw] of text.split('\n').entries()) {
    const line = index + 1;
    const content = raw.trimEnd();
    if (content === '' || content.startsWith('#')) continue;
    const [word, rest] = splitWord(content);
    if (word === 'case') {
      if (rest === '') refuse(line, refusal('CASE_NAME_MISSING', 1, 'a case needs a name'));
      cases.push({ name: rest, line, steps: [] });
      continue;
    }
    const current = cases.at(-1);
    if (word === 'option' && current?.steps.length === 0) {
      const option = caseOptions.get(rest);
      if (option === undefined) refuse(line, optionRefusal);
      else current.options = { ...current.options, ...option };
      continue;
    }
    const step = parseStep(word, rest, line);
    if ('code' in step) refuse(line, step);
    else if (current === undefined) {
      refuse(line, refusal('CASE_NOT_STARTED', 1, 'no case was started'));
    } else current.steps.push(step);
  }
  for (const { name, line, steps } of cases) {
    if (steps.some((step) => step.kind === 'expect')) continue;
    refuse(line, refusal('CASE_EXPECTS_NOTHING', 1, `case '${name}' expects nothing`));
  }
  return { cases, problems: inPlaceOrder(problems) };
}

const caseOptions: ReadonlyMap<string, CaseOptions> = new Map([
  ['analysisd.log_fw=0', { logFirewall: false }],
  ['analysisd.log_fw=1', { logFirewall: true }],
  ['syscheck.auto_ignore=no', { autoIgnore: false }],
  ['syscheck.auto_ignore=yes', { autoIgnore: true }],
]);

/** Options that change what the engine is have to be known before it sees anything. */
const optionRefusal: Refusal = {
  code: 'CASE_OPTION_BAD',
  column: 1,
  message: `before the first log of a case, want 'option' and ${[...caseOptions.keys()].join(', ')}`,
};

function refusal(code: string, column: number, message: string): Refusal {
  return { code, column, message };
}

function parseStep(word: string, rest: string, line: number): Step | Refusal {
  switch (word) {
    case 'log':
      return logStep(rest, 1, line);
    case 'repeat':
      return parseRepeat(rest, line);
    case 'advance':
      return parseAdvance(rest, line);
    case 'expect':
      return parseExpect(rest, line);
    case 'option':
      return optionRefusal;
    default: {
      const check = checkNames.find((one) => one === word);
      if (check === undefined) return refusal('CASE_WORD_UNKNOWN', 1, `unknown word '${word}'`);
      const step = logStep(rest, 1, line);
      return 'code' in step ? step : { ...step, check };
    }
  }
}

function logStep(text: string, times: number, line: number): LogStep | Refusal {
  if (text === '') return refusal('CASE_LOG_EMPTY', 1, 'a log needs a text');
  return { kind: 'log', line, text, times };
}

function parseRepeat(rest: string, line: number): Step | Refusal {
  const match = /^(\d{1,4}) log (.+)$/.exec(rest);
  const times = Number(match?.[1]);
  if (match === null || times < 1 || times > repeatMax) {
    const message = `want 'repeat N log TEXT' with N from 1 to ${repeatMax}`;
    return refusal('CASE_REPEAT_BAD', 'repeat '.length + 1, message);
  }
  return logStep(match[2] ?? '', times, line);
}

function parseAdvance(rest: string, line: number): Step | Refusal {
  const match = /^(\d{1,6})([smhd])$/.exec(rest);
  const unit = secondsOf.get(match?.[2] ?? '');
  if (match === null || unit === undefined) {
    const message = `want a time as in '30s', '5m', '2h', '1d'`;
    return refusal('CASE_TIME_BAD', 'advance '.length + 1, message);
  }
  return { kind: 'advance', line, seconds: Number(match[1]) * unit };
}

function parseExpect(rest: string, line: number): Step | Refusal {
  if (rest === 'none') return { kind: 'expect', line, wanted: 'none' };
  const wanted = new Map<string, string>();
  let left = rest;
  const bad = (message: string): Refusal =>
    refusal('CASE_EXPECT_BAD', 'expect '.length + rest.length - left.length + 1, message);
  while (left !== '') {
    const match = /^([A-Za-z_][\w.-]*)=(?:"([^"]*)"|([^\s"]*))(?: +|$)/.exec(left);
    if (match === null) return bad(`cannot read '${left}': want name=value or name="a value"`);
    const [all, name = '', quoted, plain] = match;
    if (wanted.has(name)) return bad(`'${name}' is given twice`);
    wanted.set(name, quoted ?? plain ?? '');
    left = left.slice(all.length);
  }
  return wanted.size === 0 ? bad('an expectation needs a value') : { kind: 'expect', line, wanted };
}

function splitWord(content: string): readonly [string, string] {
  const space = content.indexOf(' ');
  if (space < 0) return [content, ''];
  return [content.slice(0, space), content.slice(space + 1)];
}

/** A log of the file as it is sent: `{n}` counts the repetitions, `{ab*80}` is 80 times `ab`. */
export function expandLog(text: string, n: number): string {
  return text
    .replaceAll('{n}', String(n))
    .replaceAll(/\{([^{}*]{1,20})\*(\d{1,4})\}/g, (_all, piece: string, count: string) =>
      piece.repeat(Math.min(Number(count), padMax)),
    );
}
