import { readdirSync } from 'node:fs';
import { isAbsolute, join, normalize } from 'node:path';
import type { Diagnostic, Place } from '../../base/index.ts';
import { fromUtf8, toUtf8 } from '../../base/index.ts';
import type { RuleSource } from '../../config/index.ts';
import { compilePattern } from '../../pattern/index.ts';
import { inStockOrder } from './stock-order.ts';

/** A file to read, and where it was asked for. */
export interface WantedFile {
  readonly path: string;
  /** The name by which rules refer to it, for lists. */
  readonly name: string;
  readonly at: Place;
  /** A missing file is no problem. */
  readonly optional: boolean;
}

export interface WantedFiles {
  readonly decoders: readonly WantedFile[];
  readonly rules: readonly WantedFile[];
  readonly lists: readonly WantedFile[];
}

type Report = (diagnostic: Diagnostic) => void;

/** Finds the files that `<rules>` names, or those of an installation whose `<rules>` is empty. */
export function resolveSources(
  home: string,
  sources: readonly RuleSource[],
  report: Report,
): WantedFiles {
  const decoders: WantedFile[] = [];
  const rules: WantedFile[] = [];
  const lists: WantedFile[] = [];
  for (const source of sources) {
    const { at } = source;
    switch (source.kind) {
      case 'decoder':
        decoders.push(wanted(inHome(home, source.path), source.path, at));
        break;
      case 'decoder_dir':
        addFolder(home, source, decoders, report);
        break;
      case 'include':
      case 'rule':
        rules.push(wanted(inFolder(home, 'rules', source.path), source.path, at));
        break;
      case 'rule_dir':
        addFolder(home, source, rules, report);
        break;
      case 'list':
        lists.push(listFile(home, source));
        break;
      default:
        source.kind satisfies never;
    }
  }
  return {
    decoders: decoders.length > 0 ? decoders : stockDecoders(home),
    rules: rules.length > 0 ? rules : stockRules(home, report),
    lists,
  };
}

function wanted(path: string, name: string, at: Place, optional = false): WantedFile {
  return { path, name, at, optional };
}

/** Paths of the configuration hold one character per byte, those of the system are text. */
function inHome(home: string, path: string): string {
  const text = toUtf8(path);
  return isAbsolute(text) ? normalize(text) : join(home, text);
}

/** A bare name is looked for in its usual folder. */
function inFolder(home: string, folder: string, path: string): string {
  return path.includes('/') ? inHome(home, path) : join(home, folder, toUtf8(path));
}

function listFile(home: string, source: RuleSource): WantedFile {
  const name = source.path.replace(/\.cdb$/, '');
  return wanted(inFolder(home, 'rules', name), name, source.at);
}

function addFolder(home: string, source: RuleSource, files: WantedFile[], report: Report): void {
  const { at } = source;
  const fail = (code: string, message: string): void => {
    report({ severity: 'error', code, at, message });
  };
  const compiled = compilePattern('osregex', source.pattern ?? '.xml$');
  if (!compiled.ok) {
    fail('RULES_PATTERN_BAD', `pattern: ${compiled.problem.reason}`);
    return;
  }
  const folder = inHome(home, source.path);
  const names = entries(folder);
  if (names === undefined) {
    fail('RULES_FOLDER_UNREADABLE', `the folder ${folder} can't be read`);
    return;
  }
  const listed = new Set(files.map((file) => file.path));
  for (const name of [...names].sort()) {
    const path = join(folder, name);
    if (!compiled.pattern.test(fromUtf8(path), false) || listed.has(path)) continue;
    files.push(wanted(path, name, at));
  }
}

function entries(folder: string): readonly string[] | undefined {
  try {
    return readdirSync(folder);
  } catch {
    // The caller says which folder, and where it was asked for.
    return undefined;
  }
}

function stockDecoders(home: string): readonly WantedFile[] {
  const paths = ['etc/decoder.xml', 'etc/local_decoder.xml'];
  return paths.map((name, i) => {
    const path = join(home, name);
    return wanted(path, name, { file: path, line: 1, column: 1 }, i > 0);
  });
}

function stockRules(home: string, report: Report): readonly WantedFile[] {
  const folder = join(home, 'rules');
  const at = { file: folder, line: 1, column: 1 };
  const names = entries(folder)?.filter((name) => name.endsWith('.xml'));
  if (names === undefined) {
    const message = `no rules are configured and the folder ${folder} can't be read`;
    report({ severity: 'error', code: 'RULES_FOLDER_UNREADABLE', at, message });
    return [];
  }
  return inStockOrder(names).map((name) => wanted(join(folder, name), name, at));
}
