import { expect, it } from 'vitest';
import { frame, texts } from '../testing/frame.ts';

const request = [
  '--ab12-A--',
  '[02/Jan/2026] x 10.0.0.9 1 10.0.0.1 80',
  '--ab12-H--',
  'Message: no',
];
const end = '--ab12-Z--';
const lines = (...all: readonly string[]): string => all.map((text) => `${text}\n`).join('');

it.each([
  ['a transaction', lines(...request, '', end, ''), [[...request, end].join(' ')]],
  [
    'carriage returns',
    lines(...request, end).replaceAll('\n', '\r\n'),
    [[...request, end].join(' ')],
  ],
  [
    'lines of other ids inside',
    lines(...request, '--ff-A--', '--ff-Z--', end),
    [[...request, '--ff-A--', '--ff-Z--', end].join(' ')],
  ],
  [
    'two in a row',
    lines(...request, end, ...request, end),
    [[...request, end].join(' '), [...request, end].join(' ')],
  ],
  ['nothing before its section A', lines('x', '--ab12-H--', end), []],
  ['an id that is too long', lines(`--${'a'.repeat(64)}-A--`), []],
])('reads %s', (_, bytes, expected) => {
  expect(texts('modsec-audit', bytes)).toEqual(expected);
});

it('waits for the end of a transaction, however long', () => {
  const bytes = lines(...request);

  expect(frame('modsec-audit', bytes)).toMatchObject({ records: [], reached: 0, pending: true });
  expect(texts('modsec-audit', bytes, { flush: 'finished' })).toEqual([request.join(' ')]);
});

it('keeps long transactions up to the limit', () => {
  const body = Array.from({ length: 200 }, (_, i) => `line ${i}`);
  expect(texts('modsec-audit', lines('--a-A--', ...body, '--a-Z--'))[0]).toContain('line 199');

  const [record] = frame('modsec-audit', lines('--a-A--', 'x'.repeat(70_000), '--a-Z--')).records;
  expect(record).toMatchObject({ cut: true });
});
