import { expect, it } from 'vitest';
import { UsageError } from './contract.ts';
import { dialectOf } from './dialect-option.ts';

it.each([undefined, 'auto', 'ossec', 'wazuh'] as const)('takes %s', (text) => {
  expect(dialectOf(text)).toBe(text);
});

it.each(['', 'Wazuh', 'both'])('refuses %j', (text) => {
  expect(() => dialectOf(text)).toThrow(UsageError);
});
