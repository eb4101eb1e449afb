import { describe, expect, it } from 'vitest';
import { defineSection, parseConfig, text, yesNo, type SectionSpec } from './index.ts';

function sectionOf(spec: Partial<SectionSpec> & Pick<SectionSpec, 'name'>): SectionSpec {
  return defineSection({
    summary: 'A section.',
    repeatable: true,
    options: { on: { summary: 'On.', parser: yesNo }, off: { summary: 'Off.', parser: text } },
    ...spec,
    build: () => undefined,
  });
}

function told(inner: string, ...sections: readonly SectionSpec[]): readonly string[] {
  const files = [{ path: 'f', text: `<ossec_config>\n${inner}</ossec_config>` }];
  return parseConfig(files, sections).diagnostics.map(
    ({ at, code, message }) => `${at.line}:${at.column} ${code} ${message}`,
  );
}

describe('a refused section', () => {
  const gone = sectionOf({ name: 'gone', refused: { reason: 'it is gone' } });
  it('is told at each of its blocks', () => {
    expect(told('<gone/>\n <gone></gone>', gone)).toEqual([
      '2:1 CONFIG_NOT_AVAILABLE <gone> is not available: it is gone',
      '3:2 CONFIG_NOT_AVAILABLE <gone> is not available: it is gone',
    ]);
    expect(told('', gone)).toEqual([]);
  });
});

describe('a switch', () => {
  const unless = { section: 'main', option: 'on', off: ['no'], offWhenAbsent: false };
  const main = sectionOf({ name: 'main' });
  const part = sectionOf({ name: 'part', refused: { reason: 'no part', unless } });
  const quiet = sectionOf({
    name: 'part',
    refused: { reason: 'no part', unless: { ...unless, offWhenAbsent: true } },
  });

  it.each([
    ['off in another section', '<main><on>no</on></main><part/>', 0, 0],
    ['off behind it', '<part/><main><on> no </on></main>', 0, 0],
    ['on', '<main><on>yes</on></main><part/>', 1, 1],
    ['the last one counts', '<main><on>no</on><on>yes</on></main><part/>', 1, 1],
    ['over blocks too', '<main><on>yes</on></main><main><on>no</on></main><part/>', 0, 0],
    ['absent', '<main></main><part/>', 1, 0],
    ['absent with its section', '<part/>', 1, 0],
    ['an option of the same name elsewhere', '<part><on>no</on></part>', 1, 0],
  ])('%s', (_, inner, strict, lenient) => {
    expect(told(inner, main, part)).toHaveLength(strict);
    expect(told(inner, main, quiet)).toHaveLength(lenient);
  });
});

describe('a refused option', () => {
  const section = sectionOf({
    name: 'main',
    options: {
      all: { summary: 'All.', parser: text, refused: { reason: 'never', unless: [] } },
      some: { summary: 'Some.', parser: text, refused: { reason: 'rarely', unless: ['a', 'b'] } },
    },
  });
  it.each([
    ['<all>a</all>', ['2:7 CONFIG_NOT_AVAILABLE all is not available: never']],
    ['<some>c</some>', ['2:7 CONFIG_NOT_AVAILABLE some is not available: rarely']],
    ['<some>a</some><SOME> b </SOME>', []],
    ['<some></some>', ['2:7 CONFIG_EMPTY_VALUE some is empty; it takes any text']],
  ])('%s', (inner, expected) => {
    expect(told(`<main>${inner}</main>`, section)).toEqual(expected);
  });
});
