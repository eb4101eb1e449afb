import { posix } from 'node:path';

/** Files of the tree that a document names: in backticks, or as the target of a link. */
export function namedFiles(path: string, text: string): readonly string[] {
  const inBackticks = [...text.matchAll(/`((?:src|tests|bin|docs|scripts|\.ci)\/[\w./-]+)`/g)];
  const links = [...text.matchAll(/\]\((?!https?:)([^)#\s]+)/g)];
  return [
    ...inBackticks.map(([, name = '']) => name),
    ...links.map(([, target = '']) => posix.join(posix.dirname(path), target)),
  ];
}

/** What documents name and the tree does not have. */
export function deadNames(
  path: string,
  text: string,
  exists: (path: string) => boolean,
): readonly string[] {
  return namedFiles(path, text)
    .filter((name) => !exists(name))
    .map((name) => `${path} names ${name}, which does not exist`);
}

const codeNames =
  /^(?:CHECK|CONFIG|INTERNAL_OPTION|XML|DECODER|RULES?|HOME|COLLECT|INGEST|JOURNAL|OUTPUT|STORE|CASE|KEYS|CERTIFICATE|PIN|TOKENS|ENROL|GATEWAY|GEOIP)_[A-Z_]+$/;

/** Codes of problems and failures that a source file says. */
export function codesIn(text: string): readonly string[] {
  const words = [...text.matchAll(/'([A-Z_]+)'/g)].map(([, word = '']) => word);
  return words.filter((word) => codeNames.test(word));
}

/** Codes that the page of codes explains. */
export function codesExplained(page: string): readonly string[] {
  const cells = page.split('\n').flatMap((line) => /^\|([^|]*)\|/.exec(line)?.[1] ?? []);
  return cells.flatMap((cell) => [...cell.matchAll(/`([A-Z_]+)`/g)].map(([, word = '']) => word));
}
