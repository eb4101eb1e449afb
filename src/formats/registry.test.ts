import { Buffer } from 'node:buffer';
import { readdirSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { logFormats } from './registry.ts';
import { frame } from './testing/frame.ts';

const lineFormats = Object.entries(logFormats).flatMap(([name, format]) => {
  if (format.kind !== 'lines') return [];
  return [name === 'multi-line' ? 'multi-line: 3' : name];
});

it('registers every folder', () => {
  const folders = readdirSync(import.meta.dirname, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== 'testing')
    .map(({ name }) => name);

  expect(
    Object.keys(logFormats)
      .map((name) => name.replaceAll('_', '-'))
      .sort(),
  ).toEqual(folders.sort());
});

it.each(Object.entries(logFormats))('%s has a summary of one sentence', (_, { summary }) => {
  expect(summary).toMatch(/^[A-Z][^\n]*[^.]\.$/);
});

/** Pieces that mean something to one format or another, so that random text reaches its code. */
const pieces = [
  '\n',
  '\n\n',
  '\r\n',
  '\t',
  ' ',
  '\0',
  'x',
  'type=SYSCALL msg=audit(1.2:3): a=b',
  'type=PATH msg=audit(1.2:4): c',
  '--abc123-A--',
  '--abc123-Z--',
  '[**] [1:2:3] x [**]',
  '[Classification: a] [Priority: 1] ',
  '01/02-10:00:00.000 10.0.0.1 -> 10.0.0.2',
  '** Alert 1.2: - x',
  '2026 Jan 02 10:00:00 h->/l',
  "Rule: 1 (level 2) -> 'c'",
  '2026-01-02 10:00:00 x',
  '260102 10:00:00 x',
  '\t\t      ',
  'Host: 10.0.0.1 ()\tPorts: 22/open/tcp//',
  '@400000004a32392b2aa21dac x',
];
const bytes = fc
  .array(fc.oneof(fc.constantFrom(...pieces), fc.string({ unit: 'binary', maxLength: 5 })))
  .map((parts) => Buffer.from(parts.join('')).toString('latin1'));
const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 5 });

describe.each(lineFormats)('%s', (format) => {
  it('gives the same records however the bytes are split', () => {
    fc.assert(
      fc.property(bytes, sizes, fc.constantFrom('idle', 'finished'), (text, pieces, flush) => {
        const whole = frame(format, text, { flush });
        expect(frame(format, text, { flush, pieces })).toEqual(whole);
      }),
    );
  });

  it('lets go of everything when nothing will follow', () => {
    fc.assert(
      fc.property(bytes, (text) => {
        const { reached, pending } = frame(format, text, { flush: 'finished' });
        expect({ reached, pending }).toEqual({ reached: text.length, pending: false });
      }),
    );
  });

  it('goes on after any record as if it had never stopped', () => {
    fc.assert(
      fc.property(bytes, fc.nat({ max: 400 }), (text, at) => {
        const whole = frame(format, text, { flush: 'finished' });
        const before = frame(format, text.slice(0, at), { flush: 'none' });
        const { memory, reached: start } = before;
        const after = frame(format, text.slice(start), { flush: 'finished', memory, start });
        const shown = [...before.records, ...after.records].map(({ text, to }) => ({ text, to }));
        expect(shown).toEqual(whole.records.map(({ text, to }) => ({ text, to })));
      }),
    );
  });
});
