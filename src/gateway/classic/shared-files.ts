import { hash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { writeWhole } from '../../fleet/index.ts';
import { mergedBytesMax, mergedName, mergeFiles, sharedFilesMax } from '../../wire/index.ts';
import type { SharedFile } from '../../wire/index.ts';

const lookEveryMs = 10_000;

/** A file with its sum, as agents name it. */
export interface SummedFile extends SharedFile {
  readonly md5: string;
}

export interface SharedSet {
  readonly merged: SummedFile;
  readonly files: readonly SummedFile[];
}

function summed(file: SharedFile): SummedFile {
  return { ...file, md5: hash('md5', file.content, 'hex') };
}

/**
 * The files that all agents get: those in `etc/shared`, merged into one. Files that cannot cross
 * (agents of OSSEC cut texts at a zero byte) and what is too much are left out and told.
 */
export class SharedFiles {
  readonly #folder: string;
  readonly #warn: (text: string) => void;
  #set: SharedSet = { merged: summed({ name: mergedName, content: mergeFiles([]) }), files: [] };
  #signature: string | undefined;
  #lookedAtMs = Number.NEGATIVE_INFINITY;

  constructor(home: string, warn: (text: string) => void) {
    this.#folder = join(home, 'etc', 'shared');
    this.#warn = warn;
  }

  /** The files as they were a few seconds ago at most. */
  current(nowMs: number): SharedSet {
    if (nowMs - this.#lookedAtMs >= lookEveryMs) this.refresh(nowMs);
    return this.#set;
  }

  refresh(nowMs: number): void {
    this.#lookedAtMs = nowMs;
    try {
      const names = this.#names();
      const signature = names.map((name) => this.#signatureOf(name)).join('\n');
      if (signature === this.#signature) return;
      this.#signature = signature;
      this.#set = this.#read(names);
      this.#write();
    } catch (error) {
      this.#warn(`Shared files: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  #names(): readonly string[] {
    return readdirSync(this.#folder, { withFileTypes: true })
      .filter((entry) => !entry.isDirectory())
      .map(({ name }) => name)
      .filter((name) => name !== mergedName && !name.startsWith('.') && !name.includes('\n'))
      .sort();
  }

  #signatureOf(name: string): string {
    const found = statSync(join(this.#folder, name), { throwIfNoEntry: false });
    return found === undefined ? '' : `${name}/${found.ino}/${found.size}/${found.mtimeMs}`;
  }

  #read(names: readonly string[]): SharedSet {
    const files: SummedFile[] = [];
    let bytes = 0;
    for (const name of names) {
      const content = this.#content(name);
      if (content === undefined) continue;
      bytes += content.length;
      if (bytes > mergedBytesMax || files.length >= sharedFilesMax) {
        this.#warn(`Shared files: ${name} and what follows is too much and left out.`);
        break;
      }
      files.push(summed({ name, content }));
    }
    return { merged: summed({ name: mergedName, content: mergeFiles(files) }), files };
  }

  #content(name: string): Buffer | undefined {
    const path = join(this.#folder, name);
    if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true) return undefined;
    const content = readFileSync(path);
    if (!content.includes(0)) return content;
    this.#warn(`Shared files: ${name} holds a zero byte and is left out.`);
    return undefined;
  }

  /** For people and for OSSEC's tools: agents get it from memory. */
  #write(): void {
    const { content } = this.#set.merged;
    writeWhole(join(this.#folder, mergedName), content, 0o640);
  }
}
