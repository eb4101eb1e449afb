import type { CommandFormat } from '../format.ts';

/** Bytes of output in the record; check_diff compares no more either. */
const MAX_OUTPUT = 5632;

export const fullCommand: CommandFormat = {
  kind: 'command',
  summary: 'Runs a command again and again; its whole output is one record.',
  records(name, output) {
    const cut = output.length > MAX_OUTPUT;
    const text = (cut ? output.slice(0, MAX_OUTPUT) : output)
      .replaceAll('\r', '')
      .replaceAll('\n\n', '\n')
      .replace(/\n$/, '');
    return text === '' ? [] : [{ text: `ossec: output: '${name}':\n${text}`, cut }];
  },
};
