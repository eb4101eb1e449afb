/** One step of a case, with the line it stands on. */
export type Step =
  | { readonly kind: 'log'; readonly line: number; readonly text: string; readonly times: number }
  | { readonly kind: 'advance'; readonly line: number; readonly seconds: number }
  | { readonly kind: 'expect'; readonly line: number; readonly wanted: Expectation };

export type Expectation = 'none' | ReadonlyMap<string, string>;

export interface RuleCase {
  readonly name: string;
  readonly line: number;
  readonly steps: readonly Step[];
}

export interface CaseProblem {
  readonly line: number;
  readonly message: string;
}

export interface CaseFile {
  readonly cases: readonly RuleCase[];
  readonly problems: readonly CaseProblem[];
}

const repeatMax = 1000;
const padMax = 6000;
const secondsOf: ReadonlyMap<string, number> = new Map([
  ['s', 1],
  ['m', 60],
  ['h', 3600],
  ['d', 86_400],
]);

/** Reads the language of `.case` files, which docs/ruleset.md describes. */
export function parseCaseFile(text: string): CaseFile {
  const cases: { name: string; line: number; steps: Step[] }[] = [];
  const problems: CaseProblem[] = [];
  for (const [index, raw] of text.split('\n').entries()) {
    const line = index + 1;
    const content = raw.trimEnd();
    if (content === '' || content.startsWith('#')) continue;
    const [word, rest] = splitWord(content);
    if (word === 'case') {
      if (rest === '') problems.push({ line, message: 'a case needs a name' });
      cases.push({ name: rest, line, steps: [] });
      continue;
    }
    const step = parseStep(word, rest, line);
    const current = cases.at(-1);
    if (typeof step === 'string') problems.push({ line, message: step });
    else if (current === undefined) problems.push({ line, message: 'no case was started' });
    else current.steps.push(step);
  }
  for (const { name, line, steps } of cases)
    if (!steps.some((step) => step.kind === 'expect'))
      problems.push({ line, message: `case '${name}' expects nothing` });
  return { cases, problems };
}

/** A step, or what is wrong with it. */
function parseStep(word: string, rest: string, line: number): Step | string {
  switch (word) {
    case 'log':
      return logStep(rest, 1, line);
    case 'repeat':
      return parseRepeat(rest, line);
    case 'advance':
      return parseAdvance(rest, line);
    case 'expect':
      return parseExpect(rest, line);
    default:
      return `unknown word '${word}'`;
  }
}

function logStep(text: string, times: number, line: number): Step | string {
  return text === '' ? 'a log needs a text' : { kind: 'log', line, text, times };
}

function parseRepeat(rest: string, line: number): Step | string {
  const match = /^(\d{1,4}) log (.+)$/.exec(rest);
  const times = Number(match?.[1]);
  if (match === null || times < 1 || times > repeatMax)
    return `want 'repeat N log TEXT' with N from 1 to ${repeatMax}`;
  return logStep(match[2] ?? '', times, line);
}

function parseAdvance(rest: string, line: number): Step | string {
  const match = /^(\d{1,6})([smhd])$/.exec(rest);
  const unit = secondsOf.get(match?.[2] ?? '');
  if (match === null || unit === undefined) return `want a time as in '30s', '5m', '2h', '1d'`;
  return { kind: 'advance', line, seconds: Number(match[1]) * unit };
}

function parseExpect(rest: string, line: number): Step | string {
  if (rest === 'none') return { kind: 'expect', line, wanted: 'none' };
  const wanted = new Map<string, string>();
  let left = rest;
  while (left !== '') {
    const match = /^([a-z]+)=(?:"([^"]*)"|([^\s"]*))(?: +|$)/.exec(left);
    if (match === null) return `cannot read '${left}': want name=value or name="a value"`;
    const [all, name = '', quoted, plain] = match;
    if (wanted.has(name)) return `'${name}' is given twice`;
    wanted.set(name, quoted ?? plain ?? '');
    left = left.slice(all.length);
  }
  return wanted.size === 0 ? 'an expectation needs a value' : { kind: 'expect', line, wanted };
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
