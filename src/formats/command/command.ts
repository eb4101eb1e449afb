import { limits } from '../../base/index.ts';
import type { CommandFormat } from '../format.ts';

/** Lines of one run; a command that prints without end is stopped here. */
const MAX_LINES = 10_000;

export const command: CommandFormat = {
  kind: 'command',
  summary: 'Runs a command again and again; each line of its output is a record.',
  records(name, output) {
    const lines = output.split('\n', MAX_LINES + 1);
    if (lines.at(-1) === '') lines.pop();
    return lines.slice(0, MAX_LINES).map((line) => {
      const cut = line.length > limits.lineBytes;
      const text = cut ? line.slice(0, limits.lineBytes) : line;
      return { text: `ossec: output: '${name}': ${text}`, cut };
    });
  },
};
