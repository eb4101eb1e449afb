import { plainLines } from '../single-line.ts';

export const apache = plainLines('One record per line of a web server log.');
