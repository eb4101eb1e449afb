import { plainLines } from '../single-line.ts';

export const syslog = plainLines(
  'One record per line; syslog files and everything else that is written line by line.',
);
