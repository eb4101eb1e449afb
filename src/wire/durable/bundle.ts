import type { Buffer } from 'node:buffer';
import * as zlib from 'node:zlib';
import { assert, limits } from '../../base/index.ts';
import { joinBatches, splitBatches } from '../ingest/index.ts';

/** How the bytes of a bundle are packed; numbers on the wire are places in this list. */
export const compressions = ['none', 'deflate', 'zstd'] as const;
export type Compression = (typeof compressions)[number];

/** Below this, packing costs more than it saves: it all goes into one packet anyway. */
const worthBytes = 1400;
const zstdOptions = { params: { [zlib.constants.ZSTD_c_compressionLevel]: 1 } };

/** Runtimes before 22.15 have no Zstandard. */
const zstd: Partial<Pick<typeof zlib, 'zstdCompressSync' | 'zstdDecompressSync'>> = zlib;

/** What this side can pack and unpack, the best last. */
export const usableCompressions: readonly Compression[] = compressions.filter((one) => {
  return one !== 'zstd' || zstd.zstdDecompressSync !== undefined;
});

/** Several batches as one piece of bytes: each behind its length. */
export function packBundle(batches: readonly Buffer[], wanted: Compression) {
  const raw = joinBatches(batches);
  const compression = raw.length < worthBytes ? 'none' : wanted;
  return { compression, rawBytes: raw.length, bundle: compress(raw, compression) };
}

function compress(raw: Buffer, compression: Compression): Buffer {
  switch (compression) {
    case 'none':
      return raw;
    case 'deflate':
      return zlib.deflateRawSync(raw, { level: 1 });
    case 'zstd':
      assert(zstd.zstdCompressSync !== undefined, 'only what is usable is agreed on');
      return zstd.zstdCompressSync(raw, zstdOptions);
    default:
      return compression satisfies never;
  }
}

export type BundleProblem = 'size' | 'compression' | 'length';

export type OpenedBundle =
  | { readonly kind: 'batches'; readonly batches: readonly Buffer[] }
  | { readonly kind: 'malformed'; readonly problem: BundleProblem };

interface PackedBundle {
  readonly compression: Compression;
  readonly rawBytes: number;
  readonly bundle: Buffer;
}

/** Foreign bytes: nothing grows beyond the length that was announced, and that has a limit. */
export function openBundle(packed: PackedBundle): OpenedBundle {
  if (packed.rawBytes > limits.frameBytes) return malformed('size');
  const raw = decompress(packed);
  if (raw?.length !== packed.rawBytes) return malformed('compression');
  const batches = splitBatches(raw);
  return batches === undefined ? malformed('length') : { kind: 'batches', batches };
}

function malformed(problem: BundleProblem): OpenedBundle {
  return { kind: 'malformed', problem };
}

function decompress({ compression, rawBytes, bundle }: PackedBundle): Buffer | undefined {
  const bounded = { maxOutputLength: Math.max(1, rawBytes) };
  try {
    switch (compression) {
      case 'none':
        return bundle;
      case 'deflate':
        return zlib.inflateRawSync(bundle, bounded);
      case 'zstd':
        return zstd.zstdDecompressSync?.(bundle, bounded);
      default:
        return compression satisfies never;
    }
  } catch {
    return undefined;
  }
}

/** By which a batch is known again, when a server says where it stopped. */
export function batchMark(batch: Buffer): number {
  return zlib.crc32(batch);
}
