import { plainLines } from '../single-line.ts';

export const json = plainLines(
  'One record per line, each holding one JSON object; the decoder reads it.',
);
