import { importsOf } from './imports.ts';
import { isTest, type SourceFile } from './tree.ts';

const stages = ['base', 'event', 'pattern', 'xml', 'config'] as const;
const parts = [
  'formats',
  'collect',
  'decode',
  'rules',
  'engine',
  'journal',
  'store',
  'wire',
  'fleet',
  'enrol',
  'integrity',
];
const all = [...stages, ...parts, 'outputs'];

/** For each folder of `src` the folders that it may import: downwards only. */
export const directions: Readonly<Record<string, readonly string[]>> = {
  base: [],
  event: ['base'],
  pattern: ['base'],
  xml: ['base'],
  wire: ['base', 'event'],
  config: ['base', 'pattern', 'xml'],
  formats: ['base', 'event', 'config'],
  collect: ['base', 'event', 'config', 'formats'],
  decode: ['base', 'event', 'pattern', 'xml'],
  rules: ['base', 'event', 'pattern', 'xml'],
  engine: ['base', 'event', 'pattern', 'xml', 'config', 'decode', 'rules'],
  journal: ['base', 'event'],
  store: ['base', 'event'],
  fleet: ['base', 'event', 'config', 'wire'],
  enrol: ['base', 'config', 'fleet', 'wire'],
  integrity: ['base', 'event', 'pattern', 'config'],
  outputs: ['base', 'event', 'config', 'journal'],
  supervisor: all,
  agent: [...all, 'supervisor'],
  server: [...all, 'supervisor'],
  gateway: [...all, 'agent', 'supervisor'],
  cli: [...all, 'agent', 'server', 'gateway', 'supervisor'],
};

/** Files that others may import beside a folder's index: contracts without code. */
const contracts = new Set(['src/engine/contract.ts']);

function folderOf(path: string): string {
  return path.split('/')[1] ?? '';
}

/** Imports that go upwards or past an index; tests may use any index, and what helps tests. */
export function wrongDirections(files: readonly SourceFile[]): readonly string[] {
  const found: string[] = [];
  for (const file of files.filter(({ path }) => path.startsWith('src/'))) {
    const folder = folderOf(file.path);
    const allowed = directions[folder];
    if (allowed === undefined) found.push(`${file.path}: the folder ${folder} has no direction`);
    for (const { to } of importsOf(file)) {
      if (to.startsWith('tests/') && !isTest(file.path)) {
        found.push(`${file.path} imports ${to}, a test`);
      }
      if (!to.startsWith('src/') || folderOf(to) === folder) continue;
      const isHelper = isTest(file.path) && to.includes('/testing/');
      if (!to.endsWith('/index.ts') && !contracts.has(to) && !isHelper) {
        found.push(`${file.path} imports ${to} past its index`);
      }
      if (allowed?.includes(folderOf(to)) === true || isTest(file.path)) continue;
      found.push(`${file.path} imports ${to}: ${folder} may not use ${folderOf(to)}`);
    }
  }
  return found;
}

/**
 * Files of `src` that only tests import; `entries` are started as programs of their own, and so
 * is `x-main.ts` where another file says its name.
 */
export function unusedFiles(
  files: readonly SourceFile[],
  entries: readonly string[],
): readonly string[] {
  const sources = files.filter(({ path }) => path.startsWith('src/'));
  const used = new Set(entries);
  const running = sources.filter(({ path }) => !isTest(path));
  for (const file of running) for (const { to } of importsOf(file)) used.add(to);
  for (const { path } of running.filter((file) => file.path.endsWith('-main.ts'))) {
    const name = path.slice(path.lastIndexOf('/') + 1, -'.ts'.length);
    const said = running.some(
      (file) => file.path !== path && new RegExp(`['/]${name}['.]`).test(file.text),
    );
    if (said) used.add(path);
  }
  const byTests = new Set(
    files.filter(({ path }) => isTest(path)).flatMap((file) => importsOf(file).map(({ to }) => to)),
  );
  return sources
    .filter(({ path }) => !path.endsWith('.test.ts'))
    .filter(({ path }) => !used.has(path) && !(path.includes('/testing/') && byTests.has(path)))
    .map(({ path }) => `${path} is imported by nothing that runs`);
}
