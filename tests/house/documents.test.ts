import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { deadNames, namedFiles } from './documents.ts';
import { pathsBelow, readText, root } from './tree.ts';

describe('the documents', () => {
  const paths = ['README.md', ...pathsBelow('docs').filter((path) => path.endsWith('.md'))];

  it('name files that exist', () => {
    const exists = (path: string): boolean => existsSync(join(root, path));
    const texts = paths.map((path) => [path, readText(path)] as const);
    expect(texts.flatMap((one) => namedFiles(...one)).length).toBeGreaterThan(50);
    expect(texts.flatMap(([path, text]) => deadNames(path, text, exists))).toEqual([]);
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
