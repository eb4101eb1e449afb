import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildEngine, defaultEngineOptions } from '../../engine/index.ts';
import { parseXml } from '../../xml/index.ts';
import { parseCaseFile } from './case-file.ts';
import { jsonReport, junitReport, textReport } from './reports.ts';
import type { Coverage, Results } from './results.ts';
import { countFailed, percentOf, playCases } from './results.ts';

const none: Coverage = { reached: 0, total: 0, missed: [] };

function resultsOf(text: string, path = 'a.case'): Results {
  const failures = [{ line: 3, log: text, name: 'rule', want: text, got: '' }];
  const cases = [
    { name: text, line: 1, failures },
    { name: 'right', line: 9, failures: [] },
  ];
  return { files: [{ path, cases }], passed: 1, failed: 1, coverage: none };
}

describe('textReport', () => {
  it('says each place once, with all that differs there', () => {
    const failures = [
      { line: 3, log: 'first', name: 'rule', want: '1', got: '' },
      { line: 3, log: 'first', name: 'size', want: '2', got: undefined },
      { line: 5, log: '', name: 'event', want: 'any', got: '' },
    ];
    const files = [{ path: 'a.case', cases: [{ name: 'x', line: 1, failures }] }];

    expect(textReport({ files, passed: 0, failed: 1, coverage: none }, false)).toBe(
      [
        'a.case: 0 passed, 1 failed',
        '  a.case:3 x',
        '    log: first',
        "    rule: expected '1', got none",
        "    nothing is called size here (expected '2')",
        '  a.case:5 x',
        '    log: ',
        "    event: expected 'any', got none",
        '0 passed, 1 failed',
        '',
      ].join('\n'),
    );
  });

  it('sends a terminal nothing that it would obey', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        return !/\p{Cc}/u.test(textReport(resultsOf(text, text), true).replaceAll('\n', ''));
      }),
    );
  });

  it.each([
    [{ ...none, reached: 1999, total: 2000 }, '1999 of 2000 rules reached (99.9 %)'],
    [{ ...none, reached: 2, total: 3 }, '2 of 3 rules reached (66.6 %)'],
    [none, '0 of 0 rules reached (100 %)'],
  ])('rounds no rule away: %j', (coverage, line) => {
    const report = textReport({ files: [], passed: 0, failed: 0, coverage }, true);

    expect(report.split('\n')).toContain(line);
  });
});

describe('junitReport', () => {
  it('is XML whatever the cases hold', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        const xml = junitReport(resultsOf(text, text));
        const body = Buffer.from(xml.slice(xml.indexOf('\n') + 1)).toString('latin1');
        expect(xml.isWellFormed()).toBe(true);
        expect(parseXml(body, 'out.xml').diagnostics).toEqual([]);
      }),
    );
  });

  it('has an element for each case', () => {
    expect(junitReport(resultsOf('wrong'))).toBe(
      [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<testsuites tests="2" failures="1">',
        '<testsuite name="a.case" tests="2" failures="1">',
        '<testcase classname="a.case" name="wrong" file="a.case" line="1">',
        '<failure message="rule: expected \'wrong\', got none">  a.case:3 wrong',
        '    log: wrong',
        "    rule: expected 'wrong', got none</failure>",
        '</testcase>',
        '<testcase classname="a.case" name="right" file="a.case" line="9"/>',
        '</testsuite>',
        '</testsuites>',
        '',
      ].join('\n'),
    );
  });
});

it('jsonReport gives back what was played', () => {
  const results = resultsOf('caf\u00e9 \u0000 "');

  expect(JSON.parse(jsonReport(results))).toEqual({
    passed: 1,
    failed: 1,
    coverage: { reached: 0, total: 0, percent: 100, missed: [] },
    files: results.files,
  });
});

describe('playCases', () => {
  const rules = `<group name="g,">
<rule id="1" level="0" noalert="1"><category>syslog</category><description>r</description></rule>
<rule id="9" level="0"><match>quiet</match><description>q</description></rule>
<rule id="8" level="3"><match>loud</match><description>l</description></rule></group>`;
  const sources = { decoders: [], rules: [{ path: 'r.xml', text: rules }], lists: [] };

  it.each([
    ['case a\nlog it is quiet\nexpect rule=9', 0, 50, [8]],
    ['case a\nlog it is quiet\nexpect none', 1, 50, [8]],
    ['case a\nlog loud\nlog quiet\nexpect rule=9 level=0 alert=no', 0, 100, []],
    ['case a\nlog quiet\nexpect rule=9\ncase b\nexpect none', 1, 50, [8]],
    ['case a\nlog nothing\nexpect none', 0, 0, [8, 9]],
  ])('%j', (text, failed, percent, missed) => {
    const { engine } = buildEngine(sources, defaultEngineOptions);
    if (engine === undefined) throw new Error('the test rules do not load');
    const { cases, problems } = parseCaseFile(text, 'a.case');
    const results = playCases(() => engine, [{ path: 'a.case', cases, problems }]);

    expect(problems).toEqual([]);
    expect([results.failed, results.passed]).toEqual([failed, cases.length - failed]);
    expect(results.files.map((file) => countFailed(file.cases))).toEqual([failed]);
    expect(percentOf(results.coverage)).toBe(percent);
    expect(results.coverage.missed.map(({ id }) => id)).toEqual(missed);
  });
});
