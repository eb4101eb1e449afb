import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { latin1 } from '../../src/base/index.ts';
import type { EngineSources, SourceFile } from '../../src/engine/index.ts';

export const rulesetFolder = join(import.meta.dirname, '..', '..', 'ruleset');

/** Files of a folder with an ending, in name order, as the program loads them. */
export function filesOf(folder: string, ending: string): readonly SourceFile[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith(ending))
    .sort()
    .map((name) => sourceFile(join(folder, name)));
}

export function sourceFile(path: string): SourceFile {
  return { path, text: latin1(readFileSync(path)) };
}

/** The rule set we ship. */
export function shippedRuleset(): EngineSources {
  return {
    decoders: filesOf(join(rulesetFolder, 'decoders'), '.xml'),
    rules: filesOf(join(rulesetFolder, 'rules'), '.xml'),
    lists: readdirSync(join(rulesetFolder, 'lists'))
      .sort()
      .map((name) => {
        const { text } = sourceFile(join(rulesetFolder, 'lists', name));
        return { path: `ruleset/lists/${name}`, text };
      }),
  };
}

export interface RuleId {
  readonly id: number;
  readonly path: string;
  /** Such a rule never wins: it only leads to its children. */
  readonly noalert: boolean;
}

/** Every rule of the files, by their text. */
export function ruleIds(files: readonly SourceFile[]): readonly RuleId[] {
  return files.flatMap(({ path, text }) =>
    [...text.matchAll(/<rule id="(\d+)"([^>]*)>/g)].map(([, id, rest]) => ({
      id: Number(id),
      path,
      noalert: rest?.includes('noalert=') === true,
    })),
  );
}
