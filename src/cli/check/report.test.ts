import { describe, expect, it } from 'vitest';
import { parseXml } from '../../xml/index.ts';
import type { Finding, Weight } from './finding.ts';
import { differs, note } from './finding.ts';
import type { Material } from './report.ts';
import { findingOf, humanText, jsonText, reportOf, statusOf } from './report.ts';

const text = `<decoder name="a">
</decoder>
<decoder name="b">
</decoder>
<decoder name="c"></decoder>
`;
const decoders = parseXml(text, 'a.xml').elements;

function at(line: number, column = 1, file = 'a.xml') {
  return { file, line, column };
}

function refused(line: number, column = 1): Finding {
  return { weight: 'error', code: 'DECODER_PATTERN_BAD', at: at(line, column), message: 'bad' };
}

function material(...findings: readonly Finding[]): Material {
  return { files: ['a.xml'], decoders, rules: [], findings };
}

describe('reportOf', () => {
  it.each<readonly [string, readonly Finding[], number]>([
    ['nothing is refused', [], 3],
    ['the first', [refused(1)], 2],
    ['within the first', [refused(2)], 2],
    ['the first, twice', [refused(1), refused(2)], 2],
    ['within the last', [refused(5, 19)], 2],
    ['two of them', [refused(4), refused(5)], 1],
    ['what only differs loads', [differs('X', at(1), 'm'), note('Y', at(3), 'm')], 3],
    ['an error before all of them', [refused(0)], 3],
  ])('counts what loads: %s', (_, findings, count) => {
    const report = reportOf(material(...findings));
    expect(report.files.map((one) => one.decoders)).toEqual([count]);
    expect(report.totals.decoders).toBe(count);
  });

  it('sorts findings by place and keeps other files behind those that load', () => {
    const findings = [
      note('C', at(9, 1, 'ossec.conf'), 'm'),
      note('B', at(2, 5), 'm'),
      note('A', at(2, 1), 'm'),
    ];
    const { files } = reportOf(material(...findings));
    expect(files.map((one) => [one.file, one.findings.map(({ code }) => code)])).toEqual([
      ['a.xml', ['A', 'B']],
      ['ossec.conf', ['C']],
    ]);
  });

  it('counts by weight', () => {
    const findings = [refused(1), differs('X', at(1), 'm'), note('Y', at(1), 'm'), refused(2)];
    expect(reportOf(material(...findings)).totals).toEqual({
      decoders: 2,
      rules: 0,
      error: 2,
      differs: 1,
      note: 1,
    });
  });
});

describe('statusOf', () => {
  it.each<readonly [readonly Weight[], number]>([
    [[], 0],
    [['note'], 0],
    [['differs', 'note'], 3],
    [['differs', 'error', 'note'], 1],
    [['error'], 1],
  ])('%j: %i', (weights, status) => {
    const findings = weights.map((weight) => ({ weight, code: 'X', at: at(1), message: 'm' }));
    expect(statusOf(reportOf(material(...findings)))).toBe(status);
  });
});

describe('findingOf', () => {
  it.each([
    ['error', 'error'],
    ['warning', 'differs'],
  ] as const)('%s is %s', (severity, weight) => {
    const place = at(3, 4);
    expect(findingOf({ severity, code: 'X_Y', at: place, message: 'm' })).toEqual({
      weight,
      code: 'X_Y',
      at: place,
      message: 'm',
    });
  });
});

describe('the texts', () => {
  const odd = material(differs('X', at(3, 2), 'caf\xc3\xa9 \u001b[1m\u0085'));

  it('shows bytes as text and controls as question marks to people', () => {
    expect(humanText(reportOf(odd))).toBe(
      'a.xml: 3 decoders, 0 rules\n' +
        '  a.xml:3:2 X differs: caf\u00e9 ?[1m\ufffd\n' +
        '3 decoders and 0 rules load; 0 refused, 1 differ, 0 notes\n',
    );
  });

  it('keeps paths that are text already', () => {
    const report = reportOf(material(note('X', at(1), '/srv/\u0161 is empty')));
    expect(humanText(report)).toContain('/srv/\u0161 is empty\n');
  });

  it('is one line of JSON', () => {
    const line = jsonText(reportOf(odd));
    expect(line.indexOf('\n')).toBe(line.length - 1);
    expect(JSON.parse(line)).toMatchObject({
      totals: { differs: 1 },
      files: [
        { file: 'a.xml', findings: [{ severity: 'differs', code: 'X', line: 3, column: 2 }] },
      ],
    });
  });
});
