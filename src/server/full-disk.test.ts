import { execFile } from 'node:child_process';
import { mkdtemp, rmdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { setTimeout as delay } from 'node:timers/promises';
import { OutputError } from '../outputs/index.ts';
import { DiskPatience } from './disk-patience.ts';

const run = promisify(execFile);
const script = fileURLToPath(new URL('./testing/full-disk.ts', import.meta.url));

interface Outcome {
  readonly logged: readonly string[];
  readonly stalledAt: number;
  readonly totals: { readonly analysed: number; readonly duplicates: number };
  readonly alerts: number;
}

/** The mount is seen by the child alone and goes with it. */
async function onSmallDisk(kilobytes: number): Promise<Outcome | undefined> {
  const folder = await mkdtemp(join(tmpdir(), 'tocsin-full-'));
  const mount = `mount -t tmpfs -o size=${kilobytes}k tocsin-test "$0" && exec "$@"`;
  const args = ['-m', 'sh', '-c', mount, folder, process.execPath, script, folder];
  try {
    await run('unshare', ['-m', 'sh', '-c', 'mount -t tmpfs t "$0"', folder]);
  } catch {
    return undefined;
  }
  try {
    const { stdout } = await run('unshare', args);
    return JSON.parse(stdout) as Outcome;
  } finally {
    await rmdir(folder);
  }
}

describe('a full disk', () => {
  it('stops analysis and loses nothing: it goes on when there is room', async ({ skip }) => {
    const outcome = await onSmallDisk(3000);
    if (outcome === undefined) skip('mounting a small file system needs root here');

    const { logged = [], stalledAt = 0, totals, alerts } = outcome ?? {};
    expect(stalledAt).toBeLessThan(300);
    // The 300 records and the report that the disk was full.
    expect(totals).toMatchObject({ duplicates: 0 });
    expect(totals?.analysed).toBeGreaterThanOrEqual(300);
    expect(alerts).toBeGreaterThanOrEqual(99);
    expect(logged.join('\n')).toMatch(
      /ERROR Analysis waits for the disk: OUTPUT_DISK_FULL .*\n(?:.*\n)*INFO Analysis goes on/,
    );
  });
});

describe('DiskPatience', () => {
  function patience() {
    const told: string[] = [];
    const disk = new DiskPatience({
      clock: () => 0,
      retryMs: 1,
      onStall: ({ code }) => void told.push(`stall ${code}`),
      onResume: () => void told.push('resume'),
    });
    return { disk, told };
  }

  const full = (): OutputError => new OutputError('OUTPUT_DISK_FULL', '/x');

  it('repeats until the write is taken, and tells once', async () => {
    const { disk, told } = patience();
    let failures = 3;
    const taken = await disk.insist(
      () => (failures-- > 0 ? Promise.reject(full()) : Promise.resolve()),
      new AbortController().signal,
    );

    expect(taken).toBe(true);
    expect(told).toEqual(['stall OUTPUT_DISK_FULL', 'resume']);
    expect(disk.stalled).toBe(false);
  });

  it('gives up when stopped, after a last try', async () => {
    const { disk, told } = patience();
    const stop = new AbortController();
    const insisting = disk.insist(() => Promise.reject(full()), stop.signal);
    await delay(1);
    stop.abort();

    expect(await insisting).toBe(false);
    expect(await disk.insist(() => Promise.resolve(), stop.signal)).toBe(true);
    expect(told).toEqual(['stall OUTPUT_DISK_FULL', 'resume']);
  });

  it('does not hide our own mistakes', async () => {
    const { disk } = patience();
    const insisting = disk.insist(
      () => Promise.reject(new RangeError('ours')),
      new AbortController().signal,
    );

    await expect(insisting).rejects.toThrow('ours');
  });
});
