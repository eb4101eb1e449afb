import { Buffer } from 'node:buffer';

/** Texts of one character per byte in a few large pieces, quick to write to a file as a whole. */
export interface PackedTexts {
  readonly pieces: readonly Uint8Array[];
  /** Bytes of each text; `unset` where there was none. No text is cut by the end of a piece. */
  readonly lengths: Uint32Array;
}

const pieceBytes = 8 * 1024 * 1024;
const unset = 0xffff_ffff;

export function packTexts(texts: readonly (string | undefined)[]): PackedTexts {
  const lengths = new Uint32Array(texts.length);
  const pieces: Uint8Array[] = [];
  let waiting: string[] = [];
  let bytes = 0;
  for (const [i, text] of texts.entries()) {
    lengths[i] = text === undefined ? unset : text.length;
    if (text === undefined) continue;
    waiting.push(text);
    bytes += text.length;
    if (bytes < pieceBytes) continue;
    pieces.push(Buffer.from(waiting.join(''), 'latin1'));
    waiting = [];
    bytes = 0;
  }
  if (bytes > 0) pieces.push(Buffer.from(waiting.join(''), 'latin1'));
  return { pieces, lengths };
}

/** The texts, each with memory of its own: none keeps a whole piece alive. */
export function unpackTexts({ pieces, lengths }: PackedTexts): (string | undefined)[] {
  const texts: (string | undefined)[] = [];
  let next = 0;
  let piece: Buffer = Buffer.alloc(0);
  let at = 0;
  for (const length of lengths) {
    if (length !== unset && at + length > piece.length) {
      const { buffer, byteOffset, byteLength } = pieces[next++] ?? new Uint8Array(0);
      piece = Buffer.from(buffer, byteOffset, byteLength);
      at = 0;
    }
    texts.push(length === unset ? undefined : piece.toString('latin1', at, at + length));
    if (length !== unset) at += length;
  }
  return texts;
}
