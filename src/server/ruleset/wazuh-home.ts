import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fromUtf8 } from '../../base/index.ts';
import type { Report, WantedFile, WantedFiles } from './wanted-file.ts';
import { wanted } from './wanted-file.ts';

/** Folders in the order in which they are read: what is shipped, then what is a site's own. */
const decoderFolders = ['ruleset/decoders', 'decoders', 'etc/decoders'];
const ruleFolders = ['ruleset/rules', 'rules', 'etc/rules'];
/** Rules name lists by the first of these, wherever their files are. */
const listFolders = ['etc/lists', 'lists', 'ruleset/lists'];

/**
 * Whether the folders are laid out as Wazuh's are. A folder `ruleset` alone says nothing: homes of
 * this program have one.
 */
export function isWazuhHome(home: string): boolean {
  if (existsSync(join(home, 'etc/decoder.xml'))) return false;
  return ['decoders', 'etc/decoders'].some((name) => existsSync(join(home, name)));
}

/** The files that such an installation loads when its configuration names none. */
export function wazuhFiles(home: string, report: Report): WantedFiles {
  const decoders = decoderFolders.flatMap((name) => xmlFiles(home, name));
  const rules = ruleFolders.flatMap((name) => xmlFiles(home, name));
  if (rules.length === 0) {
    const at = { file: home, line: 1, column: 1 };
    const message = `no rules are configured and there are none below ${home}`;
    report({ severity: 'error', code: 'RULES_FOLDER_UNREADABLE', at, message });
  }
  return { decoders, rules, lists: listFolders.flatMap((name) => listFiles(home, name)) };
}

function xmlFiles(home: string, folder: string): readonly WantedFile[] {
  return namesIn(join(home, folder))
    .filter((name) => name.endsWith('.xml'))
    .map((name) => file(join(home, folder, name), name));
}

function listFiles(home: string, folder: string): readonly WantedFile[] {
  const path = join(home, folder);
  if (!existsSync(path)) return [];
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.cdb'))
    .map((entry) => {
      const full = join(entry.parentPath, entry.name);
      return file(full, fromUtf8(`etc/lists/${full.slice(path.length + 1)}`));
    });
}

function file(path: string, name: string): WantedFile {
  return wanted(path, name, { file: path, line: 1, column: 1 }, { usual: 'wazuh' });
}

function namesIn(folder: string): readonly string[] {
  return existsSync(folder) ? readdirSync(folder).sort() : [];
}
