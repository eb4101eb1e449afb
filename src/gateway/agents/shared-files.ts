import { hash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { hasErrors, latin1, type Diagnostic } from '../../base/index.ts';
import { writeWhole } from '../../fleet/index.ts';
import { mergedBytesMax, mergedName, mergeFiles, sharedFilesMax } from '../../wire/index.ts';
import { unmergeFiles } from '../../wire/index.ts';
import type { SharedFile } from '../../wire/index.ts';

const lookEveryMs = 10_000;
/** The file that agents read as configuration: one with mistakes stays here. */
const configName = 'agent.conf';

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

export interface SharedHooks {
  readonly warn: (text: string) => void;
  /** What is wrong with a text of `agent.conf`. */
  readonly check: (text: string, path: string) => readonly Diagnostic[];
  /** Told once for each version of `agent.conf` that is not pushed. */
  readonly refused: (diagnostics: readonly Diagnostic[]) => void;
}

/**
 * The files that all agents get: those in `etc/shared`, merged into one. Files that cannot cross
 * (agents of OSSEC cut texts at a zero byte) and what is too much are left out and told.
 * Of an `agent.conf` with errors the version before it stays, also over a restart.
 */
export class SharedFiles {
  readonly #folder: string;
  readonly #hooks: SharedHooks;
  #goodConfig: Buffer | undefined;
  #set: SharedSet = { merged: summed({ name: mergedName, content: mergeFiles([]) }), files: [] };
  #signature: string | undefined;
  #lookedAtMs = Number.NEGATIVE_INFINITY;

  constructor(home: string, hooks: SharedHooks) {
    this.#folder = join(home, 'etc', 'shared');
    this.#hooks = hooks;
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
      this.#hooks.warn(`Shared files: ${error instanceof Error ? error.message : String(error)}`);
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
        this.#hooks.warn(`Shared files: ${name} and what follows is too much and left out.`);
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
    if (!content.includes(0)) return name === configName ? this.#checked(content, path) : content;
    this.#hooks.warn(`Shared files: ${name} holds a zero byte and is left out.`);
    return undefined;
  }

  /** Agents that got a broken file would drop all of what it said before. */
  #checked(content: Buffer, path: string): Buffer | undefined {
    const found = this.#hooks.check(latin1(content), path);
    if (hasErrors(found)) {
      this.#hooks.refused(found);
      this.#goodConfig ??= this.#pushedConfig();
    } else this.#goodConfig = content;
    return this.#goodConfig;
  }

  /** The one that was pushed before this process began. */
  #pushedConfig(): Buffer | undefined {
    try {
      const files = unmergeFiles(readFileSync(join(this.#folder, mergedName)));
      return files.find(({ name }) => name === configName)?.content;
    } catch {
      return undefined; // Nothing was pushed yet.
    }
  }

  /** For people and for OSSEC's tools: agents get it from memory. */
  #write(): void {
    const { content } = this.#set.merged;
    writeWhole(join(this.#folder, mergedName), content, 0o640);
  }
}
