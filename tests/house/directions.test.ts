import { describe, expect, it } from 'vitest';
import { directions, unusedFiles, wrongDirections } from './directions.ts';
import { importsOf } from './imports.ts';
import { pathsBelow, sourceFile, typeScriptBelow } from './tree.ts';

/** Started by `bin/`. */
const entries = ['src/cli/main.ts'];

describe('the tree', () => {
  const files = typeScriptBelow('src', 'tests');

  it('is found', () => {
    expect(files.length).toBeGreaterThan(50);
    expect(files.flatMap(importsOf).length).toBeGreaterThan(200);
  });

  it('imports downwards and through indexes', () => {
    expect(wrongDirections(files)).toEqual([]);
  });

  it('has no file that nothing imports', () => {
    expect(unusedFiles(files, entries)).toEqual([]);
  });

  it('has a direction for each folder, and no direction without a folder', () => {
    const folders = new Set(pathsBelow('src').map((path) => path.split('/')[1]));
    for (const folder of folders) expect(Object.keys(directions)).toContain(folder);
  });

  it('has directions that make no circle', () => {
    const above = (folder: string, seen: readonly string[]): readonly string[] => {
      if (seen.includes(folder)) return [[...seen, folder].join(' > ')];
      return (directions[folder] ?? []).flatMap((next) => above(next, [...seen, folder]));
    };
    expect(Object.keys(directions).flatMap((folder) => above(folder, []))).toEqual([]);
  });
});

describe('importsOf', () => {
  it.each([
    [`import { a } from './b.ts';`, ['src/x/b.ts']],
    [`import type { a } from '../y/index.ts';`, ['src/y/index.ts']],
    [`import {\n  a,\n  b,\n} from "node:fs";`, ['node:fs']],
    [`export * from './b.ts';`, ['src/x/b.ts']],
    [`export { a } from './b.ts';`, ['src/x/b.ts']],
    [`import './b.ts';`, ['src/x/b.ts']],
    [`await import('./b.ts');`, ['src/x/b.ts']],
    [`new URL('./main.js', import.meta.url);`, ['src/x/main.ts']],
    [`// import { a } from './b.ts';`, []],
    [`const text = "import { a } from './b.ts'";`, []],
    [`export const a = 1;\nconst from = 'x';`, []],
  ])('%s', (text, expected) => {
    expect(importsOf(sourceFile('src/x/a.ts', text)).map(({ to }) => to)).toEqual(expected);
  });
});

describe('wrongDirections', () => {
  it.each([
    ['src/xml/a.ts', `import { x } from '../base/index.ts';`, 0],
    ['src/xml/a.ts', `import { x } from './b.ts';`, 0],
    ['src/decode/a.ts', `import type { x } from '../engine/contract.ts';`, 1],
    ['src/server/a.ts', `import type { x } from '../engine/contract.ts';`, 0],
    ['src/xml/a.ts', `import type { x } from '../event/index.ts';`, 1],
    ['src/xml/a.ts', `import { x } from '../base/limits.ts';`, 1],
    ['src/xml/a.test.ts', `import { x } from '../event/index.ts';`, 0],
    ['src/xml/a.test.ts', `import { x } from '../base/limits.ts';`, 1],
    ['src/xml/a.ts', `import { x } from '../../tests/support/shared.ts';`, 1],
    ['src/xml/a.test.ts', `import { x } from '../../tests/support/shared.ts';`, 0],
    ['src/xml/a.test.ts', `import { x } from '../base/testing/y.ts';`, 0],
    ['src/xml/a.ts', `import { x } from '../base/testing/y.ts';`, 1],
    ['src/new/a.ts', '', 1],
    ['src/base/deep/a.ts', `export { x } from '../../event/index.ts';`, 1],
  ])('%s: %s', (path, text, count) => {
    expect(wrongDirections([sourceFile(path, text)])).toHaveLength(count);
  });
});

describe('unusedFiles', () => {
  it.each([
    ['names', `start('worker-main');`, 0],
    ['names with its folder', `start('../a/worker-main');`, 0],
    ['names in part', `start('worker-main-loop');`, 1],
    ['does not name', '', 1],
  ])('of a program that another file %s', (_, text, count) => {
    const files = [sourceFile('src/cli/main.ts', text), sourceFile('src/a/worker-main.ts', '')];
    expect(unusedFiles(files, ['src/cli/main.ts'])).toHaveLength(count);
  });

  const main = sourceFile('src/cli/main.ts', `import { a } from '../a/index.ts';`);
  it.each([
    ['a file that is imported', 'src/a/index.ts', '', 0],
    ['a file that is not', 'src/a/b.ts', '', 1],
    ['a file that its test alone imports', 'src/a/b.ts', `import './b.ts';`, 1],
    ['a suite that tests share', 'src/a/testing/b.ts', `import './testing/b.ts';`, 0],
    ['a suite that no test uses', 'src/a/testing/b.ts', '', 1],
  ])('%s', (_, path, test, count) => {
    const files = [main, sourceFile(path, ''), sourceFile('src/a/b.test.ts', test)];
    expect(unusedFiles(files, ['src/cli/main.ts'])).toHaveLength(count);
  });
});
