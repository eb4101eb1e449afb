import { describe, expect, it } from 'vitest';
import { functionsOf, longFunctions, longLines, sizeProblems, testRatio } from './budgets.ts';
import { linesOf, sourceFile, typeScriptBelow } from './tree.ts';

describe('the tree', () => {
  const files = typeScriptBelow('src', 'tests', 'bench', 'fuzz');

  it('keeps the sizes of files', () => {
    expect(sizeProblems(files)).toEqual([]);
  });

  it('keeps the width of lines', () => {
    expect(longLines(files)).toEqual([]);
  });

  it('keeps the length of functions', () => {
    expect(files.flatMap(functionsOf).length).toBeGreaterThan(200);
    expect(longFunctions(files)).toEqual([]);
  });

  it('has at least as many lines of tests as of sources', ({ annotate }) => {
    const { sourceLines, testLines } = testRatio(files);
    void annotate(`${testLines} lines of tests, ${sourceLines} lines of sources`);
    expect(testLines).toBeGreaterThanOrEqual(sourceLines);
  });
});

function lines(count: number): string {
  return 'x();\n'.repeat(count);
}

describe('sizeProblems', () => {
  it.each([
    ['small files', [10, 100, 200], 0],
    ['a file of 500 lines', [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 500], 0],
    ['a file of 501 lines', [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 501], 1],
    ['a large median', [1, 121, 122], 1],
    ['too many large files', [1, 1, 1, 301], 1],
  ])('%s', (_, sizes, count) => {
    const files = sizes.map((size, i) => sourceFile(`src/a/${i}.ts`, lines(size)));
    expect(sizeProblems(files)).toHaveLength(count);
  });

  it('holds tests to the greatest size only', () => {
    expect(sizeProblems([sourceFile('src/a.test.ts', lines(400))])).toEqual([]);
    expect(sizeProblems([sourceFile('src/a.test.ts', lines(501))])).toHaveLength(1);
  });
});

describe('longLines', () => {
  const wide = 'x'.repeat(101);
  it.each([
    ['code of 100 columns', 'src/a.ts', wide.slice(1), 0],
    ['code of 101 columns', 'src/a.ts', wide, 1],
    ['a comment', 'src/a.ts', `// ${wide}`, 1],
    ['a comment of several lines', 'src/a.ts', `/**\n * ${wide}\n */`, 1],
    ['a text at the end of a line', 'src/a.ts', `  const a = b('${wide}');`, 0],
    ['a pattern', 'src/a.ts', `const a = /${wide}/g;`, 0],
    ['a template', 'src/a.ts', '`\n' + wide + '\n`', 0],
    ['code in a test', 'src/a.test.ts', wide, 0],
  ])('%s', (_, path, text, count) => {
    expect(longLines([sourceFile(path, `\n${text}\n`)])).toHaveLength(count);
  });

  it('tells the place', () => {
    expect(longLines([sourceFile('src/a.ts', `\n${wide}`)])).toEqual([
      'src/a.ts:2 has 101 columns',
    ]);
  });
});

describe('functionsOf', () => {
  it.each([
    ['a function', 'function a() {\n  b();\n}\n', [[1, 3]]],
    ['an exported one with a type', 'export function a(b: C): D<E> {\n}\n', [[1, 2]]],
    ['parameters on lines', 'function a(\n  b: C,\n): D {\n  e();\n}', [[1, 5]]],
    ['a type with braces', 'function a(b: C): { d: E } | undefined {\n  return b;\n}', [[1, 3]]],
    ['an assertion', 'function a(b: C): asserts b is D {\n}\n', [[1, 2]]],
    ['a generator', 'function* a() {\n}\n', [[1, 2]]],
    ['a type parameter', 'async function a<T extends B>(c: T): Promise<T> {\n}\n', [[1, 2]]],
    ['a method', 'class A {\n  b(): void {\n    c();\n  }\n}\n', [[2, 3]]],
    ['a private method', 'class A {\n  async #b({ c }: D) {\n  }\n}\n', [[2, 2]]],
    ['a constructor', 'class A {\n  constructor() {\n  }\n}\n', [[2, 2]]],
    ['a getter', 'class A {\n  get b(): C {\n  }\n}\n', [[2, 2]]],
    ['an arrow', 'const a = (b) => {\n  c();\n};\n', [[1, 3]]],
    [
      'one inside another',
      'function a() {\n  b(() => {\n    c();\n  });\n}\n',
      [
        [1, 5],
        [2, 3],
      ],
    ],
    ['no function in conditions', 'if (a) {\n}\nfor (;;) {\n}\nwhile (a) {\n}\n', []],
    ['no function in calls', 'a(b);\nconst c = {\n  d: 1,\n};\n', []],
    ['no function in texts', "const a = 'function b() {';\n// function c() {\n", []],
    ['no function in a declaration', 'interface A {\n  b(c: D): E;\n}\n', []],
  ])('finds %s', (_, text, expected) => {
    const found = functionsOf(sourceFile('src/a.ts', text));
    expect(found.map(({ line, lines }) => [line, lines])).toEqual(expected);
  });

  it('counts braces in texts and patterns as text', () => {
    const text = "function a() {\n  b('}', `}${c('}')}`, /[/}]\\/}/);\n  d();\n}\n";
    expect(functionsOf(sourceFile('src/a.ts', text))).toEqual([{ line: 1, lines: 4 }]);
  });
});

describe('longFunctions', () => {
  it.each([
    [70, []],
    [71, ['src/a.ts:2 is a function of 71 lines']],
  ])('of %i lines', (count, expected) => {
    const text = `\nfunction a() {\n${lines(count - 2)}}\n`;
    expect(longFunctions([sourceFile('src/a.ts', text)])).toEqual(expected);
  });
});

describe('testRatio', () => {
  it('counts tests beside the code, shared suites and tests/', () => {
    const files = ['src/a.ts', 'src/a.test.ts', 'src/testing/b.ts', 'tests/support/c.ts'].map(
      (path, i) => sourceFile(path, lines(i + 1)),
    );
    expect(testRatio(files)).toEqual({ sourceLines: 1, testLines: 9 });
  });
  it('does not count a last line break', () => {
    expect(['', 'a', 'a\n', 'a\nb\n\n'].map(linesOf)).toEqual([0, 1, 1, 2]);
  });
});
