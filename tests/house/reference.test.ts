import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { localfileSection, logFormatSummaries } from '../../src/collect/index.ts';
import { configReference, coreSections, internalOptionReference } from '../../src/config/index.ts';
import { recordOutputs } from '../../src/outputs/index.ts';
import { ruleOptions } from '../../src/rules/options/registry.ts';
import { readText, root } from './tree.ts';

const path = 'docs/reference.md';

function table(head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const line = (cells: readonly string[]): string => {
    return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  };
  return [line(head), `|${'---|'.repeat(head.length)}`, ...rows.map(line), ''];
}

function code(text: string): string {
  return `\`${text}\``;
}

function reference(): string {
  const [first, second, ...rest] = coreSections;
  const sections = [first, second, localfileSection, ...rest].filter((one) => one !== undefined);
  const formats = logFormatSummaries().map(([name, summary]) => [code(name), summary]);
  const rules = ruleOptions.map(({ elements, summary }) => {
    return [elements.map(code).join(', '), summary];
  });
  const outputs = Object.values(recordOutputs).map(({ file, summary }) => {
    return [code(`logs/${file.folder}/${file.link}`), summary];
  });
  return [
    '# Reference',
    '',
    'Made from the tables that the program uses: `UPDATE_REFERENCE=1 npm test -- reference`.',
    '',
    '## ossec.conf',
    '',
    configReference(sections),
    '## Formats of `<log_format>`',
    '',
    ...table(['name', 'what it does'], formats),
    '## Elements of a rule',
    '',
    ...table(['element', 'what it does'], rules),
    '## Files that are written',
    '',
    ...table(['file', 'what is in it'], outputs),
    '## internal_options.conf',
    '',
    internalOptionReference(),
  ].join('\n');
}

it('is the one that the tables give', () => {
  if (process.env['UPDATE_REFERENCE'] === '1') writeFileSync(join(root, path), reference());
  expect(readText(path)).toBe(reference());
});
