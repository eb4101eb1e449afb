import { expect, it } from 'vitest';
import { parseLogFormat } from './parse-log-format.ts';

it.each([
  ['syslog', { kind: 'lines', name: 'syslog' }],
  ['multi-line:1', { kind: 'lines', name: 'multi-line' }],
  ['multi-line: 12', { kind: 'lines', name: 'multi-line' }],
  ['multi-line', { kind: 'bad-option', name: 'multi-line' }],
  ['multi-line: 0', { kind: 'bad-option', name: 'multi-line' }],
  ['multi-line: 1001', { kind: 'bad-option', name: 'multi-line' }],
  ['multi-line: two', { kind: 'bad-option', name: 'multi-line' }],
  ['syslog: 2', { kind: 'bad-option', name: 'syslog' }],
  ['command', { kind: 'command', name: 'command' }],
  ['command: x', { kind: 'bad-option', name: 'command' }],
  ['journald', { kind: 'journal', name: 'journald' }],
  ['journald:x', { kind: 'bad-option', name: 'journald' }],
  ['eventlog', { kind: 'windows', name: 'eventlog' }],
  ['eventchannel', { kind: 'windows', name: 'eventchannel' }],
  ['sylog', { kind: 'unknown', nearest: 'syslog' }],
  ['Syslog', { kind: 'unknown', nearest: 'syslog' }],
  ['mysql', { kind: 'unknown', nearest: undefined }],
  ['', { kind: 'unknown', nearest: undefined }],
  ['__proto__', { kind: 'unknown', nearest: undefined }],
  ['x'.repeat(100_000), { kind: 'unknown', nearest: undefined }],
])('%.40s', (text, expected) => {
  expect(parseLogFormat(text)).toMatchObject(expected);
});
