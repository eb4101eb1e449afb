import { continuedLines } from '../continued-lines.ts';

export const postgresqlLog = continuedLines(
  'Joins a line of a PostgreSQL log and the lines that start with a tab after it.',
  {
    queue: 'b',
    // A line that neither starts with a date nor with a tab stands for itself: dropping it, as
    // a stricter reading would, loses what servers with another log_line_prefix write.
    roleOf: (line) => {
      if (line === '') return 'end';
      return line.startsWith('\t') ? 'continuation' : 'start';
    },
  },
);
