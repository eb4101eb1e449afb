import type { Parser } from '../parsers.ts';
import { defineSection, type OptionTable } from '../section.ts';
import type { RuleSource, RulesValues } from './rules.ts';

type Unplaced = Omit<RuleSource, 'at'>;

function sourceOf(kind: RuleSource['kind']): Parser<Unplaced> {
  const folder = kind.endsWith('_dir');
  return {
    accepts: folder ? 'a folder below the home' : 'a path below the home',
    parse(field) {
      const pattern = folder ? field.attribute('pattern') : undefined;
      if (pattern === '' || field.text.includes('\0')) return undefined;
      return { kind, path: field.text, pattern, isWazuh: true };
    },
  };
}

const pattern = 'OS_Regex that the path of a file must match; .xml$ when absent.';

const options = {
  decoder_dir: {
    summary: 'A folder of decoder files, loaded in the order of their names.',
    parser: sourceOf('decoder_dir'),
    repeatable: true,
    attributes: { pattern },
  },
  rule_dir: {
    summary: 'A folder of rule files, loaded in the order of their names.',
    parser: sourceOf('rule_dir'),
    repeatable: true,
    attributes: { pattern },
  },
  decoder_include: {
    summary: 'A decoder file.',
    parser: sourceOf('decoder'),
    repeatable: true,
  },
  rule_include: { summary: 'A rule file.', parser: sourceOf('rule'), repeatable: true },
  decoder_exclude: {
    summary: 'A decoder file that is left out, by its name or path.',
    parser: sourceOf('decoder_exclude'),
    repeatable: true,
  },
  rule_exclude: {
    summary: 'A rule file that is left out, by its name or path.',
    parser: sourceOf('rule_exclude'),
    repeatable: true,
  },
  list: { summary: 'A CDB list file.', parser: sourceOf('list'), repeatable: true },
} as const satisfies OptionTable;

/** Wazuh's way to say what `<rules>` says; both may stand in one configuration. */
export const rulesetSection = defineSection<RulesValues>({
  name: 'ruleset',
  summary: 'Which decoders, rules and lists are loaded, as Wazuh writes it.',
  repeatable: false,
  options,
  build: (read) => ({
    sources: read
      .inOrder<Unplaced>(Object.values(options))
      .map(({ value, at }) => Object.assign({ at }, value)),
  }),
});
