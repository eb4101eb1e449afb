import { continuedLines } from '../continued-lines.ts';

export const mssqlLog = continuedLines(
  'Joins a line of a SQL Server log that starts with a date and all lines up to the next date.',
  {
    queue: '1',
    roleOf: (line) => (/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/.test(line) ? 'start' : 'continuation'),
  },
);
