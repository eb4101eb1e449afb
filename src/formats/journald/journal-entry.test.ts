import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { journalPlace, journalText, parseJournalEntry } from './journal-entry.ts';

const cursor = 's=34c4b21cdce64fa89d5984bca646bd4b;i=1f;b=0;m=0;t=6475fcce09740;x=7f864541695004bb';
const entry = (fields: object): string =>
  JSON.stringify({ __CURSOR: cursor, __REALTIME_TIMESTAMP: '1767326645000000', ...fields });

it.each([
  [{ MESSAGE: 'hi', SYSLOG_IDENTIFIER: 'sshd', _HOSTNAME: 'far' }, 'far sshd: hi'],
  [{ MESSAGE: 'hi', _COMM: 'cat' }, 'box cat: hi'],
  [{ MESSAGE: 'hi' }, 'box unknown: hi'],
  [{ MESSAGE: 'w\u00f6', SYSLOG_IDENTIFIER: 'x' }, 'box x: w\xc3\xb6'],
  [{ MESSAGE: [97, 255, 10, 98], SYSLOG_IDENTIFIER: 'x' }, 'box x: a\xff\nb'],
  [{ MESSAGE: ['one', 'two'], SYSLOG_IDENTIFIER: 'x' }, 'box x: one'],
  [{ MESSAGE: [[97], 'two'], SYSLOG_IDENTIFIER: 'x' }, 'box x: a'],
  [{ MESSAGE: [], SYSLOG_IDENTIFIER: 'x' }, 'box x: '],
])('%j', (fields, expected) => {
  const parsed = parseJournalEntry(entry(fields));
  const text = parsed && journalText(parsed, 'box')?.text;

  expect(text?.slice(26)).toBe(expected);
  // What pre-decoding looks at to know the form.
  expect(text).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d /);
});

it('gives nothing for an entry without a message', () => {
  for (const MESSAGE of [null, undefined, 5, {}]) {
    const parsed = parseJournalEntry(entry({ MESSAGE }));
    expect(parsed?.cursor).toBe(cursor);
    expect(parsed && journalText(parsed, 'box')).toBeUndefined();
  }
});

it.each(['', 'x', '[]', 'null', '5', '{}', '{"__CURSOR":"a"}', '{"__CURSOR":5}'])(
  'is not fooled by %s',
  (line) => {
    expect(parseJournalEntry(line)).toBeUndefined();
  },
);

it('takes any JSON', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (MESSAGE) => {
      const parsed = parseJournalEntry(entry({ MESSAGE }));
      expect(parsed).toBeDefined();
      if (parsed !== undefined) journalText(parsed, 'box');
    }),
  );
});

it.each([
  [cursor, { sequence: '34c4b21cdce64fa89d5984bca646bd4b', number: 31 }],
  ['s=a;i=;', undefined],
  ['s=a;i=fffffffffffffff;', undefined],
  ['', undefined],
])('the place of %s', (text, place) => {
  expect(journalPlace(text)).toEqual(place);
});
