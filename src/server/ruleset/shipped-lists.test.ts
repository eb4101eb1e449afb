import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { coreSections, parseConfig, rulesSection, valuesOf } from '../../config/index.ts';
import { resolveSources } from './resolve.ts';
import { listsBeside } from './shipped-lists.ts';

let home = '';
const at = { file: 'ossec.conf', line: 1, column: 1 };

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'tocsin-lists-'));
  mkdirSync(join(home, 'ruleset/rules'), { recursive: true });
  mkdirSync(join(home, 'ruleset/lists/folder'), { recursive: true });
  writeFileSync(join(home, 'ruleset/lists/b'), 'x:1\n');
  writeFileSync(join(home, 'ruleset/lists/a'), 'y:2\n');
  writeFileSync(join(home, 'ruleset/lists/a.cdb'), 'compiled');
});

afterEach(() => {
  rmSync(home, { recursive: true, force: true });
});

/** Lists that a configuration brings, by name and path. */
function listsOf(entries: string): readonly (readonly [string, string])[] {
  const text = `<ossec_config><rules>${entries}</rules></ossec_config>`;
  const { config } = parseConfig([{ path: 'ossec.conf', text }], coreSections, {
    unavailable: 'warning',
  });
  const { lists } = resolveSources(home, valuesOf(config, rulesSection).sources, () => undefined);
  return lists.map(({ name, path }) => [name, path.replace(home, '.')] as const);
}

describe('listsBeside', () => {
  it('names the plain files in ruleset/lists, in order', () => {
    expect(listsBeside(join(home, 'ruleset/rules'), at).map(({ name }) => name)).toEqual([
      'ruleset/lists/a',
      'ruleset/lists/b',
    ]);
  });

  it.each(['rules', 'ruleset', 'ruleset/optional', 'other/rules'])('has none for %s', (path) => {
    expect(listsBeside(join(home, path), at)).toEqual([]);
  });

  it('has none where the folder is missing', () => {
    rmSync(join(home, 'ruleset/lists'), { recursive: true });

    expect(listsBeside(join(home, 'ruleset/rules'), at)).toEqual([]);
  });
});

describe('the lists of the shipped rules', () => {
  const shipped = [
    ['ruleset/lists/a', './ruleset/lists/a'],
    ['ruleset/lists/b', './ruleset/lists/b'],
  ];

  it.each(['ruleset/rules', 'ruleset/rules/', './ruleset/rules'])('come with %s', (folder) => {
    expect(listsOf(`<rule_dir>${folder}</rule_dir>`)).toEqual(shipped);
  });

  it('come once, and with an absolute path', () => {
    const folder = join(home, 'ruleset/rules');

    expect(listsOf(`<rule_dir>ruleset/rules</rule_dir><rule_dir>${folder}</rule_dir>`)).toEqual(
      shipped,
    );
  });

  it('give way to one of the same name, and stand beside others', () => {
    const own = '<list>ruleset/lists/a</list><list>./own</list>';

    expect(listsOf(`${own}<rule_dir>ruleset/rules</rule_dir>`)).toEqual([
      ['ruleset/lists/a', './ruleset/lists/a'],
      ['./own', './own'],
      ['ruleset/lists/b', './ruleset/lists/b'],
    ]);
  });

  it('stay away without the shipped rules', () => {
    expect(listsOf('<include>x.xml</include>')).toEqual([]);
  });
});
