import { plainLines } from '../single-line.ts';

export const syslogPipe = plainLines('One record per line read from a named pipe.');
