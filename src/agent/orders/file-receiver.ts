import { Buffer } from 'node:buffer';
import { hash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { writeWhole } from '../../fleet/index.ts';
import { mergedBytesMax, mergedName, unmergeFiles, type FileMark } from '../../wire/index.ts';

const fileMode = 0o640;

interface Transfer {
  readonly file: FileMark;
  readonly chunks: Buffer[];
  bytes: number;
}

export type FileOutcome =
  /** Nothing was being received. */
  | { readonly kind: 'none' }
  /** Pieces are missing: the server sends it again when it hears what the agent has. */
  | { readonly kind: 'damaged'; readonly name: string }
  | { readonly kind: 'stored'; readonly names: readonly string[] };

/**
 * Files that a server pushes, piece by piece. Unlike OSSEC's, a file is not touched before the
 * whole new one is there and has the sum that was announced.
 */
export class FileReceiver {
  readonly #folder: string;
  #transfer: Transfer | undefined;

  /** `folder` is `etc/shared` of a home. */
  constructor(folder: string) {
    this.#folder = folder;
  }

  get isOpen(): boolean {
    return this.#transfer !== undefined;
  }

  begin(file: FileMark): void {
    this.#transfer = { file, chunks: [], bytes: 0 };
  }

  /** A piece; more than any file may have ends the transfer. */
  add(chunk: Buffer): void {
    const transfer = this.#transfer;
    if (transfer === undefined) return;
    transfer.bytes += chunk.length;
    if (transfer.bytes > mergedBytesMax) this.#transfer = undefined;
    else transfer.chunks.push(Buffer.from(chunk));
  }

  abandon(): void {
    this.#transfer = undefined;
  }

  /** Throws when the disk does not take a file. */
  end(): FileOutcome {
    const transfer = this.#transfer;
    this.#transfer = undefined;
    if (transfer === undefined) return { kind: 'none' };
    const { name, md5 } = transfer.file;
    const content = Buffer.concat(transfer.chunks, transfer.bytes);
    if (hash('md5', content, 'hex') !== md5) return { kind: 'damaged', name };
    mkdirSync(this.#folder, { recursive: true, mode: 0o770 });
    const files = name === mergedName ? unmergeFiles(content) : [];
    for (const file of files) writeWhole(join(this.#folder, file.name), file.content, fileMode);
    // Last: it is what says that the agent has them all.
    writeWhole(join(this.#folder, name), content, fileMode);
    return { kind: 'stored', names: [...files.map((file) => file.name), name] };
  }
}
