import type { FtsPart, RuleDialect } from '../event/index.ts';

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

/** In the Wazuh dialect words are compared whole. */
const exactParts: ReadonlyArray<readonly [string, FtsPart]> = [
  ['user', 'user'],
  ['dstuser', 'user'],
  ['srcuser', 'srcuser'],
  ['srcip', 'srcip'],
  ['dstip', 'dstip'],
  ['id', 'id'],
  ['location', 'location'],
  ['data', 'data'],
  ['extra_data', 'data'],
  ['system_name', 'system_name'],
  ['name', 'name'],
];

function exactPart(word: string): readonly [string, FtsPart] | undefined {
  return exactParts.find(([name]) => name === word.trim());
}

const partsMax = 8;

/** Reads an `<fts>` list; answers the word that is not known. */
export function parseFts(
  text: string,
  dialect: RuleDialect = 'ossec',
):
  | { readonly ok: true; readonly parts: readonly FtsPart[] }
  | { readonly ok: false; word: string } {
  const found: FtsPart[] = [];
  const words = text.split(',');
  if (words.length > partsMax) return { ok: false, word: words[partsMax] ?? '' };
  for (const word of words) {
    const hit =
      dialect === 'wazuh' ? exactPart(word) : parts.find(([needle]) => word.includes(needle));
    if (hit === undefined) return { ok: false, word: word.trim() };
    if (!found.includes(hit[1])) found.push(hit[1]);
  }
  return { ok: true, parts: found };
}
