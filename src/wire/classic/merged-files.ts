import { Buffer } from 'node:buffer';
import { safeFileName } from './control.ts';

export interface SharedFile {
  readonly name: string;
  readonly content: Buffer;
}

const newline = 0x0a;
const bang = 0x21;
/** Files and bytes that a merged file may hold. */
export const sharedFilesMax = 1024;
export const mergedBytesMax = 16 * 1024 * 1024;
const headerBytesMax = 512;

/** `!SIZE NAME` and the content, one file after the other. */
export function mergeFiles(files: readonly SharedFile[]): Buffer {
  return Buffer.concat(
    files.flatMap(({ name, content }) => {
      return [Buffer.from(`!${content.length} ${name}\n`, 'latin1'), content];
    }),
  );
}

const header = /^!(\d{1,8}) (.+)$/;

/**
 * The files in a merged one, names made safe. Like OSSEC it passes over lines that are no header;
 * a file that is cut off is left out.
 */
export function unmergeFiles(merged: Buffer): readonly SharedFile[] {
  const files: SharedFile[] = [];
  let at = 0;
  while (at < merged.length && files.length < sharedFilesMax) {
    const end = merged.indexOf(newline, at);
    if (end < 0) break;
    const [, size, name] =
      merged[at] === bang && end - at <= headerBytesMax
        ? (header.exec(merged.toString('latin1', at, end)) ?? [])
        : [];
    at = end + 1;
    if (size === undefined || name === undefined) continue;
    const content = merged.subarray(at, at + Number(size));
    if (content.length < Number(size)) break;
    at += content.length;
    files.push({ name: safeFileName(name), content });
  }
  return files;
}

/** Content goes over in pieces of so many bytes: a longer datagram would not fit an agent. */
const chunkBytes = 900;

/**
 * A file cut for sending. No piece looks like a control message: OSSEC takes any payload that
 * begins like one for a command, so such a place is cut one byte later.
 */
export function fileChunks(content: Buffer): readonly Buffer[] {
  const chunks: Buffer[] = [];
  let at = 0;
  while (at < content.length) {
    let end = Math.min(at + chunkBytes, content.length);
    while (looksLikeControl(content, end)) end--;
    chunks.push(content.subarray(at, end));
    at = end;
  }
  return chunks;
}

function looksLikeControl(content: Buffer, at: number): boolean {
  return content.toString('latin1', at, at + 3) === '#!-';
}
