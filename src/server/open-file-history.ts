import { mkdir, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Clock } from '../base/index.ts';
import { FileHistory, StoreError } from '../store/index.ts';
import type { AnalysisLog } from './analysis.ts';

/** Below the home. */
export const fileHistoryPath = 'queue/syscheck/files.db';

/**
 * Opens the history of files as the snapshot at `cursor` knows it. One that is damaged is put
 * aside: analysis of logs must not stop for it, and it stays there to be looked at.
 */
export async function openFileHistory(
  home: string,
  cursor: number | undefined,
  clock: Clock,
  log: AnalysisLog,
): Promise<FileHistory> {
  const path = join(home, fileHistoryPath);
  await mkdir(dirname(path), { recursive: true, mode: 0o750 });
  try {
    return FileHistory.open(path, cursor);
  } catch (error) {
    if (!(error instanceof StoreError) || error.code !== 'STORE_DAMAGED') throw error;
    const aside = `${path}.damaged-${Math.floor(clock() / 1000)}`;
    await rename(path, aside);
    for (const more of ['-wal', '-shm']) {
      await rename(`${path}${more}`, `${aside}${more}`).catch(() => undefined);
    }
    log(
      'ERROR',
      `The history of files is damaged and was put aside as ${aside}; a new one begins.`,
    );
    return FileHistory.open(path, cursor);
  }
}
