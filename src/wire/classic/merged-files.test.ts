import { Buffer } from 'node:buffer';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fileChunks, mergeFiles, unmergeFiles } from './index.ts';

const contents = fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes));
const files = fc.array(
  fc.record({ name: fc.stringMatching(/^[a-z][a-z0-9. _-]{0,20}$/), content: contents }),
  { maxLength: 6 },
);

function read(text: string): readonly string[] {
  return unmergeFiles(Buffer.from(text)).map(
    ({ name, content }) => `${name}=${content.toString()}`,
  );
}

describe('merged files', () => {
  it('come back as they went in', () => {
    fc.assert(
      fc.property(files, (all) => {
        expect(unmergeFiles(mergeFiles(all))).toEqual(all);
      }),
    );
  });

  it('answer for arbitrary bytes', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 200 }),
        (bytes) => void unmergeFiles(Buffer.from(bytes)),
      ),
    );
  });

  it.each([
    {
      what: 'an empty file and a name with a space',
      text: '!0 a\n!2 b c\nhi',
      found: ['a=', 'b c=hi'],
    },
    { what: 'lines that are no header', text: 'x\n\n!1 a\nq\n!1 b\nr', found: ['a=q', 'b=r'] },
    { what: 'a name that leads elsewhere', text: '!1 ../../etc/x\nq', found: ['-.-..-etc-x=q'] },
    { what: 'a file that is cut off', text: '!1 a\nq!9 b\nr', found: ['a=q'] },
    { what: 'a size that is none', text: '!-1 a\nq\n!99999999999 b\n', found: [] },
    { what: 'a header without an end', text: '!1 a', found: [] },
    { what: 'nothing', text: '', found: [] },
  ])('are read with $what', ({ text, found }) => {
    expect(read(text)).toEqual(found);
  });
});

describe('fileChunks', () => {
  it('holds the whole file, in pieces that fit and are no control messages', () => {
    const parts = fc.array(fc.constantFrom('#!-', '#!', 'x'.repeat(299), 'abc', '-'), {
      maxLength: 40,
    });
    fc.assert(
      fc.property(parts, (all) => {
        const content = Buffer.from(`a${all.join('')}`);
        const chunks = fileChunks(content);
        expect(Buffer.concat(chunks)).toEqual(content);
        for (const chunk of chunks) {
          expect(chunk.length).toBeGreaterThan(0);
          expect(chunk.length).toBeLessThanOrEqual(900);
          expect(chunk.toString()).not.toMatch(/^#!-/);
        }
      }),
    );
  });

  it('cuts before a place that looks like a control message', () => {
    const content = Buffer.from(`${'a'.repeat(900)}#!-execd`);

    expect(fileChunks(content).map(({ length }) => length)).toEqual([899, 9]);
  });

  it('has nothing of an empty file', () => {
    expect(fileChunks(Buffer.alloc(0))).toEqual([]);
  });
});
