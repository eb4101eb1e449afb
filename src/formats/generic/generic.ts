import { plainLines } from '../single-line.ts';

export const generic = plainLines('One record per line, whatever wrote it.');
