import { expect, it } from 'vitest';
import { texts } from '../testing/frame.ts';

const first = '2026-01-02 10:00:00.12 Logon       Error: 18456, Severity: 14';

it.each([
  [`${first}\nmore\n\nend\n${first}\n`, [`${first} more  end`, first]],
  ['orphan\nmore\n', ['orphan more']],
  ['', []],
])('joins %j', (bytes, expected) => {
  expect(texts('mssql_log', bytes)).toEqual(expected);
});

it('does not hold a file without any date for ever', () => {
  const joined = texts('mssql_log', 'no date here\n'.repeat(10_000), { flush: 'none' });

  expect(joined.map(({ length }) => length)).toEqual([65_536]);
});
