import { plainLines } from '../single-line.ts';

export const squid = plainLines('One record per line of a proxy access log.');
