import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expandLog, parseCaseFile } from './case-file.ts';

describe('parseCaseFile', () => {
  it.each([
    ['analysisd.log_fw=0', { logFirewall: false }],
    ['analysisd.log_fw=1', { logFirewall: true }],
    ['syscheck.auto_ignore=no', { autoIgnore: false }],
    [
      'analysisd.log_fw=1\noption syscheck.auto_ignore=yes',
      { logFirewall: true, autoIgnore: true },
    ],
  ])('reads the options of a case: %s', (option, options) => {
    const text = `case a\noption ${option}\nlog x\nexpect none\ncase b\nlog x\nexpect none`;
    const { cases, problems } = parseCaseFile(text, 'a.case');

    expect(problems).toEqual([]);
    expect(cases.map((one) => one.options)).toEqual([options, undefined]);
  });

  it('reads cases with their steps', () => {
    const { cases, problems } = parseCaseFile(
      [
        '# a comment',
        'case first',
        'log  Jan  1 text, spaces kept',
        'repeat 3 log line {n}',
        'advance 2m',
        'expect rule=5 status="two words" srcip=',
        '',
        'case second',
        'log x',
        'expect none',
      ].join('\n'),
      'a.case',
    );

    expect(problems).toEqual([]);
    expect(cases).toEqual([
      {
        name: 'first',
        line: 2,
        steps: [
          { kind: 'log', line: 3, text: ' Jan  1 text, spaces kept', times: 1 },
          { kind: 'log', line: 4, text: 'line {n}', times: 3 },
          { kind: 'advance', line: 5, seconds: 120 },
          {
            kind: 'expect',
            line: 6,
            wanted: new Map([
              ['rule', '5'],
              ['status', 'two words'],
              ['srcip', ''],
            ]),
          },
        ],
      },
      {
        name: 'second',
        line: 8,
        steps: [
          { kind: 'log', line: 9, text: 'x', times: 1 },
          { kind: 'expect', line: 10, wanted: 'none' },
        ],
      },
    ]);
  });

  it.each([
    { line: 'log x', message: 'no case was started' },
    { line: 'case', message: 'a case needs a name' },
    { line: 'case a\nlog', message: 'a log needs a text' },
    { line: 'case a\nlgo x', message: "unknown word 'lgo'" },
    { line: 'case a\nrepeat 0 log x', message: "want 'repeat N log TEXT' with N from 1 to 1000" },
    { line: 'case a\nrepeat x log y', message: "want 'repeat N log TEXT' with N from 1 to 1000" },
    { line: 'case a\nadvance 5', message: "want a time as in '30s', '5m', '2h', '1d'" },
    { line: 'case a\nexpect', message: 'an expectation needs a value' },
    {
      line: 'case a\nexpect rule',
      message: 'cannot read \'rule\': want name=value or name="a value"',
    },
    { line: 'case a\nexpect rule=1 rule=2', message: "'rule' is given twice" },
    { line: 'case a\nlog x', message: "case 'a' expects nothing" },
  ])('refuses "$line"', ({ line, message }) => {
    const { problems } = parseCaseFile(line, 'a.case');

    expect(problems.map((one) => one.message)).toContain(message);
  });
});

describe('problems', () => {
  it.each([
    ['log x', ['1:1 CASE_NOT_STARTED']],
    ['case\nlog x\nexpect none', ['1:1 CASE_NAME_MISSING']],
    ['case a\nlog', ['1:1 CASE_EXPECTS_NOTHING', '2:1 CASE_LOG_EMPTY']],
    ['case a\nlgo x\nexpect none', ['2:1 CASE_WORD_UNKNOWN']],
    ['case a\noption analysisd.log_fw=2\nlog x\nexpect none', ['2:1 CASE_OPTION_BAD']],
    ['case a\noption other=0\nlog x\nexpect none', ['2:1 CASE_OPTION_BAD']],
    ['case a\nlog x\noption analysisd.log_fw=0\nexpect none', ['3:1 CASE_OPTION_BAD']],
    ['option analysisd.log_fw=0\ncase a\nlog x\nexpect none', ['1:1 CASE_OPTION_BAD']],
    ['case a\nrepeat 0 log x\nexpect none', ['2:8 CASE_REPEAT_BAD']],
    ['case a\nadvance 5\nexpect none', ['2:9 CASE_TIME_BAD']],
    ['case a\nexpect rule=1 level\nexpect none', ['2:15 CASE_EXPECT_BAD']],
    [
      'case a\nexpect rule=1 rule=2\nlgo\nexpect none',
      ['2:15 CASE_EXPECT_BAD', '3:1 CASE_WORD_UNKNOWN'],
    ],
  ])('of %j stand where they are, all at once', (text, expected) => {
    const { problems } = parseCaseFile(text, 'a.case');

    expect(problems.map(({ at, code }) => `${at.line}:${at.column} ${code}`)).toEqual(expected);
    expect(problems.every(({ at }) => at.file === 'a.case')).toBe(true);
  });

  it('tell whose message it is', () => {
    const { cases, problems } = parseCaseFile(
      'case a\nrootcheck A finding\nregistry 1:2:3 HKLM\nsyscheck -1 /f\nhosts Host: 1\nexpect none',
      'a.case',
    );
    expect(problems).toEqual([]);
    expect(cases[0]?.steps.slice(0, 4)).toMatchObject([
      { kind: 'log', text: 'A finding', check: 'rootcheck' },
      { kind: 'log', text: '1:2:3 HKLM', check: 'registry' },
      { kind: 'log', text: '-1 /f', check: 'syscheck' },
      { kind: 'log', text: 'Host: 1', check: 'hosts' },
    ]);
    const empty = parseCaseFile('case a\nsyscheck\nexpect none', 'a.case').problems;
    expect(empty.map(({ code }) => code)).toEqual(['CASE_LOG_EMPTY']);
  });

  it('take names of dynamic fields as decoders write them', () => {
    const { cases, problems } = parseCaseFile(
      'case a\nlog x\nexpect src_ip=1 win.system.eventID=4624 x-y="a b"',
      'a.case',
    );
    expect(problems).toEqual([]);
    expect(cases[0]?.steps[1]).toMatchObject({
      wanted: new Map([
        ['src_ip', '1'],
        ['win.system.eventID', '4624'],
        ['x-y', 'a b'],
      ]),
    });
  });

  it('are all that any text leads to', () => {
    const word = fc.constantFrom(
      'case ',
      'log ',
      'repeat 2 log ',
      'advance 1s',
      'expect ',
      '\n',
      '=',
      '"',
    );
    const text = fc.array(fc.oneof(word, fc.string())).map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, (one) => {
        const { problems } = parseCaseFile(one, 'a.case');
        const lines = one.split('\n').length;
        return problems.every(({ at }) => at.line >= 1 && at.line <= lines && at.column >= 1);
      }),
    );
  });
});

describe('expandLog', () => {
  it.each([
    { text: 'a {n} b {n}', want: 'a 7 b 7' },
    { text: '{A*3}{n}', want: 'AAA7' },
    { text: '{ab *2}|', want: 'ab ab |' },
    { text: '{*3} {a*} {n', want: '{*3} {a*} {n' },
  ])('makes $want of $text', ({ text, want }) => {
    expect(expandLog(text, 7)).toBe(want);
  });
});
