import { Buffer } from 'node:buffer';
import { link, open, readFile, rename, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import { crc32 } from 'node:zlib';
import type { EngineSnapshot } from '../engine/contract.ts';
import type { JournalCursor } from '../journal/index.ts';
import type { OutputPositions } from '../outputs/index.ts';
import { naming } from '../outputs/index.ts';
import type { LedgerState } from './ledger/index.ts';

/** Everything analysis knows at one place of the journal. */
export interface AnalysisSnapshot {
  readonly version: 1;
  readonly cursor: JournalCursor;
  /** Receipt time of the last entry before the cursor. */
  readonly timeMs: number;
  readonly outputs: OutputPositions;
  readonly ledger: LedgerState;
  readonly engine: EngineSnapshot;
}

// Layout: mark, u32 CRC of the body, body (structured clone).
const mark = Buffer.from('TOCSNAP1', 'latin1');
const headerBytes = mark.length + 4;

/** Header and body apart: the body may be large, and joining them would copy it. */
function encode(snapshot: AnalysisSnapshot): readonly [Buffer, Buffer] {
  const body = serialize(snapshot);
  const header = Buffer.alloc(headerBytes);
  mark.copy(header);
  header.writeUInt32LE(crc32(body), mark.length);
  return [header, body];
}

function decode(bytes: Buffer): AnalysisSnapshot | undefined {
  if (bytes.length < headerBytes || !bytes.subarray(0, mark.length).equals(mark)) return undefined;
  const body = bytes.subarray(headerBytes);
  if (crc32(body) !== bytes.readUInt32LE(mark.length)) return undefined;
  const snapshot = deserialize(body) as AnalysisSnapshot;
  return snapshot.version === 1 ? snapshot : undefined;
}

export type LoadedSnapshot =
  | { readonly kind: 'none' }
  | { readonly kind: 'loaded'; readonly snapshot: AnalysisSnapshot; readonly from: string }
  /** There are files, but none of them can be used. */
  | { readonly kind: 'unusable'; readonly paths: readonly string[] };

/** The snapshot and the one before it, which serves when the newest cannot be read. */
export class SnapshotFile {
  readonly path: string;
  readonly previousPath: string;

  constructor(path: string) {
    this.path = path;
    this.previousPath = `${path}.previous`;
  }

  async load(): Promise<LoadedSnapshot> {
    const unusable: string[] = [];
    for (const path of [this.path, this.previousPath]) {
      const bytes = await readFile(path).catch(() => undefined);
      const snapshot = bytes === undefined ? undefined : decode(bytes);
      if (snapshot !== undefined) return { kind: 'loaded', snapshot, from: path };
      if (bytes !== undefined) unusable.push(path);
    }
    return unusable.length > 0 ? { kind: 'unusable', paths: unusable } : { kind: 'none' };
  }

  /** Resolves when the snapshot survives a power cut; at any moment one whole file is there. */
  async save(snapshot: AnalysisSnapshot): Promise<void> {
    await naming(this.path, async () => {
      const fresh = `${this.path}.new`;
      const file = await open(fresh, 'w', 0o640);
      try {
        for (const part of encode(snapshot)) await file.writeFile(part);
        await file.sync();
      } finally {
        await file.close();
      }
      await this.#keepPrevious();
      await rename(fresh, this.path);
      await syncFolder(dirname(this.path));
    });
  }

  async #keepPrevious(): Promise<void> {
    const kept = `${this.previousPath}.new`;
    await unlink(kept).catch(() => undefined);
    await link(this.path, kept).then(
      () => rename(kept, this.previousPath),
      () => undefined,
    );
  }
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
