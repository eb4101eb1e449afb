import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readKnownPaths, writeKnownPaths } from './known-paths.ts';
import { newFolder } from './testing/folders.ts';

describe('the paths that were known', () => {
  it('come back as they were, whatever bytes they have', () => {
    const file = join(newFolder(), 'deep/paths');
    const byte = fc.integer({ min: 1, max: 255 }).map((code) => String.fromCharCode(code));
    const path = fc.string({ unit: byte }).map((name) => `/${name}`);
    fc.assert(
      fc.property(fc.uniqueArray(path), (paths) => {
        writeKnownPaths(file, paths);
        expect(readKnownPaths(file)).toEqual(paths);
      }),
      { numRuns: 50 },
    );
  });

  it('are none where there is no file, or one with something else in it', () => {
    const folder = newFolder();
    expect(readKnownPaths(join(folder, 'none'))).toEqual([]);
    writeFileSync(join(folder, 'other'), 'not\0a path');
    expect(readKnownPaths(join(folder, 'other'))).toEqual([]);
    mkdirSync(join(folder, 'folder'));
    expect(readKnownPaths(join(folder, 'folder'))).toEqual([]);
  });

  it('are not written where the disk refuses, and nothing ends for it', () => {
    const folder = newFolder();
    writeFileSync(join(folder, 'file'), '');
    expect(() => writeKnownPaths(join(folder, 'file/paths'), ['/a'])).not.toThrow();
  });
});
