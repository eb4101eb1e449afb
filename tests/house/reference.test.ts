import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { localfileSection, logFormatSummaries } from '../../src/collect/index.ts';
import { configReference, coreSections, internalOptionReference } from '../../src/config/index.ts';
import { readText, root } from './tree.ts';

const path = 'docs/reference.md';

function reference(): string {
  const [first, second, ...rest] = coreSections;
  const sections = [first, second, localfileSection, ...rest].filter((one) => one !== undefined);
  const formats = logFormatSummaries().map(([name, summary]) => `| \`${name}\` | ${summary} |`);
  return [
    '# Reference of all options',
    '',
    'Made from the tables that the program uses: `UPDATE_REFERENCE=1 npm test -- reference`.',
    '',
    '## ossec.conf',
    '',
    configReference(sections),
    '## Formats of `<log_format>`',
    '',
    '| name | what it does |',
    '|---|---|',
    ...formats,
    '',
    '## internal_options.conf',
    '',
    internalOptionReference(),
  ].join('\n');
}

it('is the one that the tables give', () => {
  if (process.env['UPDATE_REFERENCE'] === '1') writeFileSync(join(root, path), reference());
  expect(readText(path)).toBe(reference());
});
