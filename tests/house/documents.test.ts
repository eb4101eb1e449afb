import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { codesExplained, codesIn, deadNames, namedFiles } from './documents.ts';
import { isTest, pathsBelow, readText, root, typeScriptBelow } from './tree.ts';

describe('the documents', () => {
  const paths = ['README.md', ...pathsBelow('docs').filter((path) => path.endsWith('.md'))];

  it('name files that exist', () => {
    const exists = (path: string): boolean => existsSync(join(root, path));
    const texts = paths.map((path) => [path, readText(path)] as const);
    expect(texts.flatMap((one) => namedFiles(...one)).length).toBeGreaterThan(50);
    expect(texts.flatMap(([path, text]) => deadNames(path, text, exists))).toEqual([]);
  });
});

describe('the page of codes', () => {
  it('explains every code that the program has, and no other', () => {
    const sources = typeScriptBelow('src').filter(({ path }) => !isTest(path));
    const used = new Set(sources.flatMap(({ text }) => codesIn(text)));
    expect(used.size).toBeGreaterThan(50);
    expect(new Set(codesExplained(readText('docs/diagnostics.md')))).toEqual(used);
  });

  it.each([
    ["report('XML_NOT_CLOSED', at)", ['XML_NOT_CLOSED']],
    ["code: 'RULE_ID_BAD' | 'RULES_FILE_TOO_BIG'", ['RULE_ID_BAD', 'RULES_FILE_TOO_BIG']],
    ["env['TOCSIN_HOME'], 'PCI_DSS', 'RULE'", []],
  ])('is compared with the codes in %s', (text, codes) => {
    expect(codesIn(text)).toEqual(codes);
  });

  it.each([
    ['| `A_B`, `C_D` | text `E_F` |', ['A_B', 'C_D']],
    ['| code | `A_B` |', []],
    ['text `A_B`', []],
  ])('is read from its first column: %s', (page, codes) => {
    expect(codesExplained(page)).toEqual(codes);
  });
});

describe('deadNames', () => {
  it.each([
    ['docs/a.md', 'see `src/a/b.ts`', ['src/a/b.ts']],
    ['docs/a.md', 'see `src/a` and `bin/tocsin`', ['src/a', 'bin/tocsin']],
    ['docs/a.md', 'see [that](b/c.md#part)', ['docs/b/c.md']],
    ['docs/a.md', 'see [that](../README.md)', ['README.md']],
    ['README.md', 'see [that](docs/b.md)', ['docs/b.md']],
    ['README.md', 'see [that](https://example.org/x)', []],
    ['README.md', 'in [this](#part) page, `etc/ossec.conf`, `npm test`', []],
  ])('%s: %s', (path, text, expected) => {
    expect(namedFiles(path, text)).toEqual(expected);
    expect(deadNames(path, text, () => true)).toEqual([]);
    expect(deadNames(path, text, () => false)).toHaveLength(expected.length);
  });
});
