import type { FileHandle } from 'node:fs/promises';
import { openFile } from './looked-up.ts';
import type { OpenedFile } from './looked-up.ts';
import type { Sibling } from './siblings.ts';

/** The open files of one path: none is forgotten when something fails on the way. */
export class Handles {
  readonly #open = new Set<FileHandle>();

  async open(path: string): Promise<OpenedFile> {
    const opened = await openFile(path);
    this.#open.add(opened.handle);
    return opened;
  }

  /** Opens a file only if its name still stands for it. */
  async openSibling({ path, facts }: Sibling): Promise<OpenedFile | undefined> {
    const opened = await this.open(path).catch(() => undefined);
    if (opened === undefined || opened.facts.id === facts.id) return opened;
    await this.close(opened.handle);
    return undefined;
  }

  async close(handle: FileHandle): Promise<void> {
    this.#open.delete(handle);
    await handle.close();
  }

  async closeAllBut(inUse: ReadonlySet<FileHandle | undefined>): Promise<void> {
    for (const handle of this.#open) if (!inUse.has(handle)) await this.close(handle);
  }
}
