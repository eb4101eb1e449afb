import { readdirSync } from 'node:fs';
import { basename, isAbsolute, join, normalize } from 'node:path';
import { fromUtf8, toUtf8 } from '../../base/index.ts';
import type { RuleSource } from '../../config/index.ts';
import type { RuleDialect } from '../../event/index.ts';
import { compilePattern } from '../../pattern/index.ts';
import { inStockOrder } from './stock-order.ts';
import { listsBeside } from './shipped-lists.ts';
import type { Report, WantedFile, WantedFiles } from './wanted-file.ts';
import { wanted } from './wanted-file.ts';
import { isWazuhHome, wazuhFiles } from './wazuh-home.ts';

/** Finds the files that `<rules>` names, or those of an installation whose `<rules>` is empty. */
export function resolveSources(
  home: string,
  sources: readonly RuleSource[],
  report: Report,
): WantedFiles {
  const decoders: WantedFile[] = [];
  const rules: WantedFile[] = [];
  const lists: WantedFile[] = [];
  const excluded = sources.filter(({ kind }) => kind.endsWith('_exclude'));
  for (const source of sources) {
    const { at } = source;
    switch (source.kind) {
      case 'decoder':
        decoders.push(
          wanted(inHome(home, source.path), source.path, at, { usual: usualOf(source) }),
        );
        break;
      case 'decoder_dir':
        addFolder(home, source, decoders, report);
        break;
      case 'include':
      case 'rule':
        rules.push(wanted(pathOf(home, source), source.path, at, { usual: usualOf(source) }));
        break;
      case 'rule_dir':
        addFolder(home, source, rules, report);
        break;
      case 'list':
        lists.push(listFile(home, source));
        break;
      case 'decoder_exclude':
      case 'rule_exclude':
        break;
      default:
        source.kind satisfies never;
    }
  }
  const stock = isWazuhHome(home) ? wazuhFiles(home, report) : undefined;
  const kept = without(home, excluded);
  return {
    decoders: kept(
      'decoder_exclude',
      decoders.length > 0 ? decoders : (stock?.decoders ?? stockDecoders(home)),
    ),
    rules: kept(
      'rule_exclude',
      rules.length > 0 ? rules : (stock?.rules ?? stockRules(home, report)),
    ),
    lists: withShipped(home, sources, lists.length > 0 ? lists : (stock?.lists ?? [])),
  };
}

/** A list of the same name that is configured stands in for the shipped one. */
function withShipped(
  home: string,
  sources: readonly RuleSource[],
  lists: readonly WantedFile[],
): readonly WantedFile[] {
  const taken = new Set(lists.map(({ name }) => name));
  const shipped = sources
    .filter(({ kind }) => kind === 'rule_dir')
    .flatMap(({ path, at }) => listsBeside(normalize(inHome(home, `${path}/.`)), at));
  const added = new Map(shipped.map((one) => [one.name, one]));
  return [...lists, ...[...added.values()].filter(({ name }) => !taken.has(name))];
}

function usualOf({ isWazuh }: RuleSource): RuleDialect {
  return isWazuh === true ? 'wazuh' : 'ossec';
}

function pathOf(home: string, source: RuleSource): string {
  const { path, isWazuh } = source;
  return isWazuh === true ? inHome(home, path) : inFolder(home, 'rules', path);
}

/** Leaves out what the configuration excludes, by the name of a file or by its path. */
function without(home: string, excluded: readonly RuleSource[]) {
  return (kind: RuleSource['kind'], files: readonly WantedFile[]): readonly WantedFile[] => {
    const own = excluded.filter((one) => one.kind === kind);
    const paths = new Set(own.map(({ path }) => inHome(home, path)));
    const names = new Set(
      own.map(({ path }) => toUtf8(path)).filter((name) => !name.includes('/')),
    );
    return files.filter(({ path }) => !paths.has(path) && !names.has(basename(path)));
  };
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
  return wanted(pathOf(home, { ...source, path: name }), name, source.at, {
    usual: usualOf(source),
  });
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
    files.push(wanted(path, name, at, { usual: usualOf(source) }));
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
    return wanted(path, name, { file: path, line: 1, column: 1 }, { optional: i > 0 });
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
