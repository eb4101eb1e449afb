import { readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Place } from '../../base/index.ts';
import type { WantedFile } from './wanted-file.ts';
import { wanted } from './wanted-file.ts';

/**
 * The lists that belong to a folder of rules: all files in `ruleset/lists`, where the rules stand
 * in `ruleset/rules`. Rules call them `ruleset/lists/NAME` wherever the folder lies, so a
 * configuration that names the shipped rules need not be changed when a list is added to them.
 */
export function listsBeside(rulesFolder: string, at: Place): readonly WantedFile[] {
  const parent = dirname(rulesFolder);
  if (basename(rulesFolder) !== 'rules' || basename(parent) !== 'ruleset') return [];
  const folder = join(parent, 'lists');
  return namesIn(folder).map((name) => wanted(join(folder, name), `ruleset/lists/${name}`, at));
}

/** Plain files without an ending; a folder that is not there has none. */
function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.name.includes('.'))
      .map(({ name }) => name)
      .sort();
  } catch {
    // Sets without lists have no such folder; a rule that asks one is told when rules are read.
    return [];
  }
}
