import type { FtsPart } from '../event/index.ts';

/** First hit wins, and `user` stands before `srcuser` can: both mean the destination user. */
const parts: ReadonlyArray<readonly [string, FtsPart]> = [
  ['user', 'user'],
  ['srcip', 'srcip'],
  ['dstip', 'dstip'],
  ['id', 'id'],
  ['location', 'location'],
  ['data', 'data'],
  ['system_name', 'system_name'],
  ['name', 'name'],
];

const partsMax = 8;

/** Reads an `<fts>` list; answers the word that is not known. */
export function parseFts(
  text: string,
):
  | { readonly ok: true; readonly parts: readonly FtsPart[] }
  | { readonly ok: false; word: string } {
  const found: FtsPart[] = [];
  const words = text.split(',');
  if (words.length > partsMax) return { ok: false, word: words[partsMax] ?? '' };
  for (const word of words) {
    const hit = parts.find(([needle]) => word.includes(needle));
    if (hit === undefined) return { ok: false, word: word.trim() };
    if (!found.includes(hit[1])) found.push(hit[1]);
  }
  return { ok: true, parts: found };
}
