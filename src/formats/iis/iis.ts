import { plainLines } from '../single-line.ts';

export const iis = plainLines('One record per line of an Internet Information Services log.');
