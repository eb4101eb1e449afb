import type { OpenedFile } from './looked-up.ts';
import { readRange } from './fingerprint.ts';

const REACH_BYTES = 64 * 1024;

/**
 * The end of a file, but before a last line that is still being written: it will be read whole.
 */
export async function startOfLastLine({ handle, facts }: OpenedFile): Promise<number> {
  const from = Math.max(0, facts.size - REACH_BYTES);
  const bytes = await readRange(handle, from, facts.size);
  const newline = bytes.lastIndexOf(0x0a);
  if (newline >= 0) return from + newline + 1;
  return from === 0 ? 0 : facts.size;
}
