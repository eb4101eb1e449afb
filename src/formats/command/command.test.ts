import { expect, it } from 'vitest';
import { fullCommand } from '../full-command/full-command.ts';
import { command } from './command.ts';

it.each([
  ['a\nb\n', ["ossec: output: 'n': a", "ossec: output: 'n': b"]],
  ['a', ["ossec: output: 'n': a"]],
  ['', []],
  ['\n', ["ossec: output: 'n': "]],
])('command: %j', (output, expected) => {
  expect(command.records('n', output).map(({ text }) => text)).toEqual(expected);
});

it('bounds lines and their number', () => {
  expect(command.records('n', 'x'.repeat(70_000))).toMatchObject([{ cut: true }]);
  expect(command.records('n', 'x\n'.repeat(20_000))).toHaveLength(10_000);
});

it.each([
  ['a\nb\n', ["ossec: output: 'n':\na\nb"]],
  ['a\r\n\nb', ["ossec: output: 'n':\na\nb"]],
  ['a\n\n\n\nb\n', ["ossec: output: 'n':\na\n\nb"]],
  ['', []],
  ['\n', []],
])('full_command: %j', (output, expected) => {
  expect(fullCommand.records('n', output).map(({ text }) => text)).toEqual(expected);
});

it('keeps as much output as the record takes', () => {
  const [record] = fullCommand.records('n', 'x'.repeat(6000));

  expect(record).toMatchObject({ cut: true });
  expect(record?.text.length).toBe("ossec: output: 'n':\n".length + 5632);
});
