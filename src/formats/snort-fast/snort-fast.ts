import { plainLines } from '../single-line.ts';

export const snortFast = plainLines(
  'One record per line of an intrusion detection system in its fast alert format.',
);
