import { describe, expect, it } from 'vitest';
import {
  focusedTests,
  forbiddenWords,
  forcedTypes,
  impurities,
  namesOutOfStyle,
  patternsFromText,
  privateRegistries,
} from './habits.ts';
import { pathsBelow, readText, sourceFile, typeScriptBelow } from './tree.ts';

const textual = /\.(?:ts|mjs|js|json|md|xml|case|conf|sh|yml|yaml)$|^bin\/|^\.ci\//;
/** The checks themselves hold what they look for. */
const samples = /^tests\/house\/habits\.(?:test\.)?ts$/;

describe('the tree', () => {
  const files = typeScriptBelow('src', 'tests', 'bench', 'fuzz');

  it('reads no clock and does no I/O in pure folders', () => {
    expect(impurities(files)).toEqual([]);
  });

  it('makes patterns out of text in one folder only', () => {
    expect(patternsFromText(files)).toEqual([]);
  });

  it('forces no types', () => {
    expect(forcedTypes(files)).toEqual([]);
  });

  it('runs all its tests', () => {
    expect(focusedTests(files)).toEqual([]);
  });

  it('has names in one style', () => {
    const folders = ['src', 'tests', 'bench', 'fuzz', 'scripts', 'bin', 'ruleset'];
    expect(namesOutOfStyle(folders.flatMap(pathsBelow))).toEqual([]);
  });

  it('holds no word that only its authors understand', () => {
    const paths = pathsBelow('.').filter((path) => textual.test(path) && !samples.test(path));
    expect(paths.length).toBeGreaterThan(100);
    expect(paths.flatMap((path) => forbiddenWords(path, readText(path)))).toEqual([]);
  });

  it('fetches packages from public hosts', () => {
    expect(privateRegistries(readText('package-lock.json'))).toEqual([]);
  });
});

describe('impurities', () => {
  it.each([
    ['src/xml/a.ts', 'const now = Date.now();', 1],
    ['src/xml/a.ts', 'const now = new Date();', 1],
    ['src/xml/a.ts', 'const day = new Date(timeMs);', 0],
    ['src/rules/options/a.ts', 'process.stdout.write("");', 1],
    ['src/rules/a.ts', 'engine.process(record); process(record);', 0],
    ['src/rules/a.ts', 'const n = Math.random();', 1],
    ['src/decode/a.ts', "import { readFileSync } from 'node:fs';", 1],
    ['src/decode/a.ts', "import { readFile } from 'node:fs/promises';", 1],
    ['src/decode/a.ts', "import { Buffer } from 'node:buffer';", 0],
    ['src/decode/a.ts', '// Date.now() is not for here', 0],
    ['src/decode/a.test.ts', "import { readFileSync } from 'node:fs';", 0],
    ['src/journal/a.ts', "import { readFileSync } from 'node:fs';", 0],
  ])('%s: %s', (path, text, count) => {
    expect(impurities([sourceFile(path, text)])).toHaveLength(count);
  });
});

describe('patternsFromText', () => {
  it.each([
    ['src/rules/a.ts', 'new RegExp(text)', 1],
    ['src/rules/a.ts', 'RegExp(text)', 1],
    ['src/rules/a.ts', 'function a(b: RegExp): void {}', 0],
    ['src/rules/a.ts', 'const a = /b/;', 0],
    ['src/pattern/a.ts', 'new RegExp(text)', 0],
    ['src/rules/a.test.ts', 'new RegExp(text)', 0],
  ])('%s: %s', (path, text, count) => {
    expect(patternsFromText([sourceFile(path, text)])).toHaveLength(count);
  });
});

describe('forcedTypes', () => {
  it.each([
    ['const a = b as unknown as C;', 1],
    ['const a = b as any;', 1],
    ['const a = b as\n  unknown as C;', 1],
    ['const a = b as C;', 0],
    ["const a = 'as any';", 0],
  ])('%s', (text, count) => {
    expect(forcedTypes([sourceFile('src/a.ts', text)])).toHaveLength(count);
  });
});

describe('focusedTests', () => {
  it.each([
    ['src/a.test.ts', 'it.only("a", b);', 1],
    ['src/a.test.ts', 'describe.only("a", b);', 1],
    ['src/a.test.ts', 'it("a", b);', 0],
  ])('%s: %s', (path, text, count) => {
    expect(focusedTests([sourceFile(path, text)])).toHaveLength(count);
  });
});

describe('namesOutOfStyle', () => {
  it.each([
    ['src/a-b/c-d.test.ts', true],
    ['bin/ossec-logtest', true],
    ['bin/manage_agents', true],
    ['bin/Manage_agents', false],
    ['ruleset/rules/0100-sshd.xml', true],
    ['src/aB.ts', false],
    ['src/a_b.ts', false],
    ['src/A/b.ts', false],
    ['src/a--b.ts', false],
  ])('%s: %j', (path, fits) => {
    expect(namesOutOfStyle([path])).toEqual(fits ? [] : [path]);
  });
});

describe('forbiddenWords', () => {
  it.each([
    ['see issue 7', 1],
    ['Issue #12 asks', 1],
    ['an issue of taste', 0],
    ['in /work/main', 1],
    ['in ./workers/a', 0],
    ['a TODO here', 1],
    ['plain words', 0],
  ])('%s', (text, count) => {
    expect(forbiddenWords('docs/a.md', `\n${text}`)).toHaveLength(count);
  });

  it('are others in code', () => {
    expect(forbiddenWords('src/a.ts', "throw new Error('not implemented')")).toHaveLength(1);
    expect(forbiddenWords('ruleset/a.xml', 'method not implemented')).toEqual([]);
  });

  it('tell the line', () => {
    expect(forbiddenWords('a.md', 'x\ny\nissue 3')).toEqual([
      'a.md:3 names an issue by its number',
    ]);
  });
});

describe('privateRegistries', () => {
  it.each([
    ['"resolved": "https://registry.npmjs.org/a/-/a-1.tgz"', []],
    ['"resolved": "http://10.0.0.1:4873/a/-/a-1.tgz"', ['10.0.0.1:4873']],
    [
      '"resolved": "https://mirror.example/a", "resolved": "https://mirror.example/b"',
      ['mirror.example'],
    ],
    ['{}', []],
  ])('%s', (lock, expected) => {
    expect(privateRegistries(lock)).toEqual(expected);
  });
});
