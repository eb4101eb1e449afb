import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { latin1 } from '../../src/base/index.ts';
import { buildEngine, defaultEngineOptions } from '../../src/engine/index.ts';
import { compilePattern } from '../../src/pattern/index.ts';
import type { XmlElement } from '../../src/xml/index.ts';
import { parseXml } from '../../src/xml/index.ts';
import { shippedRuleset } from './load-ruleset.ts';

const sources = shippedRuleset();
const osRegex: ReadonlySet<string> = new Set(['regex', 'prematch', 'field', 'if_matched_regex']);

function isPcre2(name: string, attributes: XmlElement['attributes']): boolean {
  const type = attributes.find((one) => one.name === 'type');
  return name.endsWith('pcre2') || type?.value === 'pcre2';
}

/** Every pattern in one of the two languages that can be slow, with its place. */
const patterns = [...sources.decoders, ...sources.rules].flatMap(({ path, text }) =>
  parseXml(text, path)
    .elements.flatMap((root) => root.children.concat(root))
    .flatMap(({ children }) => children)
    .filter(({ name }) => name.endsWith('pcre2') || osRegex.has(name))
    .map(({ name, attributes, content, at }) => ({
      dialect: isPcre2(name, attributes) ? ('pcre2' as const) : ('osregex' as const),
      content,
      title: `${basename(path)}:${at.line}`,
    })),
);

describe('the patterns we ship', () => {
  it('are found by this test', () => {
    expect(patterns.length).toBeGreaterThan(200);
  });

  it('all run in time linear in the length of the line', () => {
    const slow = patterns.filter(({ dialect, content }) => {
      const compiled = compilePattern(dialect, content);
      return !compiled.ok || !compiled.pattern.linear;
    });

    expect(slow.map(({ title, content }) => `${title} ${content}`)).toEqual([]);
  });
});

const day = readFileSync(join(import.meta.dirname, 'quiet-day.log'));
const dayLines = latin1(day).split('\n');

/** A real line of which a piece was cut out, doubled or replaced by any bytes. */
const mangledLine = fc
  .record({
    line: fc.constantFrom(...dayLines),
    from: fc.nat(200),
    length: fc.nat(40),
    insert: fc.uint8Array({ maxLength: 60 }),
    times: fc.integer({ min: 1, max: 80 }),
  })
  .map(({ line, from, length, insert, times }) => {
    const cut = line.slice(0, from) + latin1(insert).repeat(times) + line.slice(from + length);
    return cut.slice(0, 6000);
  });

describe('lines that were tampered with', () => {
  it('never make the engine fail', () => {
    const { engine } = buildEngine(sources, defaultEngineOptions);
    let timeMs = 0;
    fc.assert(
      fc.property(mangledLine, (text) => {
        timeMs += 10;
        const verdict = engine?.process({
          queue: '1',
          location: 'fuzz',
          text,
          timeMs,
          origin: undefined,
        });
        expect(verdict?.event.fullLog.length ?? 0).toBeLessThanOrEqual(text.length);
      }),
      { numRuns: 3000 },
    );
  });
});
