import { continuedLines } from '../continued-lines.ts';

export const multiLineIndented = continuedLines(
  'Joins a line and the indented lines that follow it; a blank line ends the record.',
  {
    queue: '1',
    roleOf: (line) => {
      if (/^[ \t\r]*$/.test(line)) return 'end';
      return line.startsWith(' ') || line.startsWith('\t') ? 'continuation' : 'start';
    },
  },
);
