import { importsOf } from './imports.ts';
import { isTest, type SourceFile } from './tree.ts';

/** Folders without I/O and clock: the same input gives the same output. */
const pure = new Set('base event pattern xml wire config formats decode rules engine'.split(' '));

const pureModules = new Set(['node:buffer', 'node:util', 'node:net', 'node:zlib', 'node:crypto']);

/** Reading a clock, the process or chance. */
const impure =
  /\b(?:Date\.now|new Date\(\)|Date\(\)|performance\.now|Math\.random|process\.\w+|process\[|setTimeout|setInterval|console\.\w+)/g;

function folderOf(path: string): string {
  return path.split('/')[1] ?? '';
}

/** The one file that measures time: it ends searches that would not end by themselves. */
const watch = 'src/pattern/bounded-run.ts';

function isPure({ path }: SourceFile): boolean {
  return path.startsWith('src/') && pure.has(folderOf(path)) && !isTest(path) && path !== watch;
}

function at(file: SourceFile, index: number): string {
  return `${file.path}:${file.text.slice(0, index).split('\n').length}`;
}

function matches(file: SourceFile, pattern: RegExp, what: string): readonly string[] {
  return [...file.code.matchAll(pattern)].map((one) => `${at(file, one.index)} ${what}`);
}

export function impurities(files: readonly SourceFile[]): readonly string[] {
  const inPure = files.filter(isPure);
  const modules = inPure
    .flatMap(importsOf)
    .filter(({ to }) => to.startsWith('node:') && !pureModules.has(to))
    .map(({ from, to }) => `${from} imports ${to} in a pure folder`);
  return [
    ...inPure.flatMap((file) => matches(file, impure, 'reads the world in a pure folder')),
    ...modules,
  ];
}

/** A pattern made of text can be one that never ends; `src/pattern` knows how to make them. */
export function patternsFromText(files: readonly SourceFile[]): readonly string[] {
  return files
    .filter(({ path }) => path.startsWith('src/') && folderOf(path) !== 'pattern' && !isTest(path))
    .flatMap((file) => matches(file, /\bRegExp\(/g, 'makes a pattern out of text'));
}

/** The linter sees `any`; it lets this way around the compiler pass. */
export function forcedTypes(files: readonly SourceFile[]): readonly string[] {
  return files.flatMap((file) => {
    return matches(file, /\bas\s+(?:unknown\s+as|any)\b/g, 'forces a type');
  });
}

/** Left-over focus of one test switches all others off. */
export function focusedTests(files: readonly SourceFile[]): readonly string[] {
  return files
    .filter(({ path }) => isTest(path))
    .flatMap((file) => matches(file, /\b(?:it|describe|test)\.only\b/g, 'runs one test only'));
}

const kebab = /^\.?[a-z0-9]+(?:-[a-z0-9]+)*(?:\.[a-z0-9]+(?:-[a-z0-9]+)*)*$/;

/** Commands that OSSEC gave their names. */
const commandOfOssec = /^bin\/[a-z]+(?:_[a-z]+)*$/;

/** Names of files and folders are lower case with hyphens. */
export function namesOutOfStyle(paths: readonly string[]): readonly string[] {
  return paths
    .filter((path) => !commandOfOssec.test(path))
    .filter((path) => !path.split('/').every((name) => kebab.test(name)));
}

/** What must not stand in any file: places and numbers that mean something to its authors only. */
const forbidden: readonly (readonly [RegExp, string])[] = [
  [/\bissue\s*(?:#\s*)?\d/gi, 'names an issue by its number'],
  [/\/work\/\w/g, 'names a path of a machine'],
  [/\b(?:TODO|FIXME|XXX)\b/g, 'is left to do'],
];

/** In code alone: a web server's rules know the status "not implemented". */
const forbiddenInCode: typeof forbidden = [[/\bnot\s+implemented\b/gi, 'is left to do']];

export function forbiddenWords(path: string, text: string): readonly string[] {
  const patterns = path.endsWith('.ts') ? [...forbidden, ...forbiddenInCode] : forbidden;
  return patterns.flatMap(([pattern, what]) =>
    [...text.matchAll(pattern)].map(({ index }) => {
      return `${path}:${text.slice(0, index).split('\n').length} ${what}`;
    }),
  );
}

const publicHosts = new Set(['registry.npmjs.org']);

/** Hosts that packages are fetched from must be public, or a clone elsewhere cannot install. */
export function privateRegistries(lock: string): readonly string[] {
  const hosts = [...lock.matchAll(/"resolved":\s*"\w+:\/\/([^/"]+)/g)].map(
    (match) => match[1] ?? '',
  );
  return [...new Set(hosts)].filter((host) => !publicHosts.has(host));
}
