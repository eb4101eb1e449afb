import { isTest, linesOf, type SourceFile } from './tree.ts';

export const budgets = {
  medianLines: 120,
  mostLines: 300,
  maxLines: 500,
  functionLines: 70,
  columns: 100,
} as const;

/** Files over the greatest size, and sizes as a whole where they are too large. */
export function sizeProblems(files: readonly SourceFile[]): readonly string[] {
  const found = files
    .filter(({ text }) => linesOf(text) > budgets.maxLines)
    .map(({ path, text }) => `${path} has ${linesOf(text)} lines`);
  const sizes = files
    .filter(({ path }) => !isTest(path))
    .map(({ text }) => linesOf(text))
    .sort((a, b) => a - b);
  const median = sizes[Math.floor(sizes.length / 2)] ?? 0;
  const most = sizes[Math.ceil(sizes.length * 0.9) - 1] ?? 0;
  if (median > budgets.medianLines) found.push(`the median file has ${median} lines`);
  if (most > budgets.mostLines) found.push(`one file in ten has more than ${most} lines`);
  return found;
}

/**
 * Lines that do not fit. The formatter breaks no texts, so those may be longer, and tests may hold
 * long log lines.
 */
export function longLines(files: readonly SourceFile[]): readonly string[] {
  return files
    .filter(({ path }) => !isTest(path))
    .flatMap(({ path, text, code }) => {
      const blank = code.split('\n');
      return text.split('\n').flatMap((line, i) => {
        const isText = !/^\s*(?:\/\/|\/?\*)/.test(line) && fits(squeezed(blank[i]));
        return isText || fits(line) ? [] : [`${path}:${i + 1} has ${line.length} columns`];
      });
    });
}

/** A line of code with its texts taken out. */
function squeezed(line = ''): string {
  return line.replace(/(?<=\S) {2,}/g, ' ').trimEnd();
}

function fits(line: string): boolean {
  return line.length <= budgets.columns;
}

interface FunctionSpan {
  readonly line: number;
  readonly lines: number;
}

const notFunctions = /^(?:if|for|while|switch|catch|return|await|new|throw|super|function)$/;
const header =
  /^[ ]*(?:(?:export|async|static|override|get|set|readonly|declare)\s+)*\*?(?:function\s*\*?\s*)?(?<name>#?\w+)\s*(?:<[^\n(]*>)?\(/gm;

/** Functions and methods of formatted code, found by their headers and braces. */
export function functionsOf({ code }: SourceFile): readonly FunctionSpan[] {
  const found: FunctionSpan[] = [];
  for (const match of code.matchAll(header)) {
    if (notFunctions.test(match.groups?.['name'] ?? '')) continue;
    const closed = closing(code, match.index + match[0].length - 1);
    const body = closed === undefined ? undefined : bodyAfter(code, closed + 1);
    if (body !== undefined) addSpan(found, code, match.index, body);
  }
  for (const match of code.matchAll(/=>\s*\{$/gm)) {
    const begin = match.index + match[0].length - 1;
    addSpan(found, code, match.index, begin);
  }
  return found;
}

function addSpan(found: FunctionSpan[], code: string, from: number, brace: number): void {
  const end = closing(code, brace);
  if (end === undefined) return;
  const line = code.slice(0, from).split('\n').length;
  found.push({ line, lines: code.slice(0, end).split('\n').length - line + 1 });
}

/** The brace of the body after a parameter list, past a return type; undefined for a call. */
function bodyAfter(code: string, from: number): number | undefined {
  const [all, type = ''] = /^(\s*:[^;]*?)?\s*\{(?=\s*\n|\})/.exec(code.slice(from)) ?? [];
  if (all === undefined || /\n\s*\n/.test(type)) return undefined;
  return from + all.length - 1;
}

/** Where the bracket at `open` is closed. */
function closing(code: string, open: number): number | undefined {
  let depth = 0;
  for (let i = open; i < code.length; i++) {
    const char = code.charAt(i);
    if ('([{'.includes(char)) depth++;
    else if (')]}'.includes(char)) depth--;
    if (depth === 0) return i;
  }
  return undefined;
}

export function longFunctions(files: readonly SourceFile[]): readonly string[] {
  return files
    .filter(({ path }) => !isTest(path))
    .flatMap((file) =>
      functionsOf(file)
        .filter(({ lines }) => lines > budgets.functionLines)
        .map(({ line, lines }) => `${file.path}:${line} is a function of ${lines} lines`),
    );
}

export interface TestRatio {
  readonly sourceLines: number;
  readonly testLines: number;
}

export function testRatio(files: readonly SourceFile[]): TestRatio {
  let sourceLines = 0;
  let testLines = 0;
  for (const { path, text } of files) {
    if (isTest(path)) testLines += linesOf(text);
    else sourceLines += linesOf(text);
  }
  return { sourceLines, testLines };
}
