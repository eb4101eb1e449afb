import type { Place } from '../../base/index.ts';
import type { Parser } from '../parsers.ts';
import { defineSection, type OptionTable } from '../section.ts';

const kinds = ['decoder', 'decoder_dir', 'include', 'rule', 'rule_dir', 'list'] as const;
type RuleSourceKind = (typeof kinds)[number] | 'decoder_exclude' | 'rule_exclude';

/** An entry of `<rules>` or `<ruleset>`: a file or folder to load, exactly as it was written. */
export interface RuleSource {
  readonly kind: RuleSourceKind;
  readonly path: string;
  /** For folders: the OS_Regex that the paths of files must match; undefined means `.xml$`. */
  readonly pattern: string | undefined;
  readonly at: Place;
  /** From `<ruleset>`: paths are below the home, and Wazuh's dialect is the usual one. */
  readonly isWazuh?: boolean;
}

type Unplaced = Omit<RuleSource, 'at'>;

function sourceOf(kind: RuleSourceKind): Parser<Unplaced> {
  const folder = kind.endsWith('_dir');
  return {
    accepts: folder ? 'a folder, and a pattern that is not empty' : 'the path of a file',
    parse(field) {
      const pattern = folder ? field.attribute('pattern') : undefined;
      if (pattern === '' || field.text.includes('\0')) return undefined;
      return { kind, path: field.text, pattern };
    },
  };
}

const pattern = 'OS_Regex that the path of a file must match; .xml$ when absent.';

const options = {
  decoder: { summary: 'A decoder file.', parser: sourceOf('decoder'), repeatable: true },
  decoder_dir: {
    summary: 'A folder of decoder files, loaded in the order of their names.',
    parser: sourceOf('decoder_dir'),
    repeatable: true,
    attributes: { pattern },
  },
  include: {
    summary: 'A rule file; without a slash it is looked for in rules/.',
    parser: sourceOf('include'),
    repeatable: true,
  },
  rule: { summary: 'The same as include.', parser: sourceOf('rule'), repeatable: true },
  rule_dir: {
    summary: 'A folder of rule files, loaded in the order of their names.',
    parser: sourceOf('rule_dir'),
    repeatable: true,
    attributes: { pattern },
  },
  list: { summary: 'A CDB list file.', parser: sourceOf('list'), repeatable: true },
} as const satisfies OptionTable;

export interface RulesValues {
  /** In the order of the files: rules see only what was loaded before them. */
  readonly sources: readonly RuleSource[];
}

export const rulesSection = defineSection<RulesValues>({
  name: 'rules',
  summary: 'Which decoders, rules and lists are loaded, in this order.',
  repeatable: false,
  options,
  build: (read) => ({
    sources: read
      .inOrder<Unplaced>(kinds.map((kind) => options[kind]))
      .map(({ value: { kind, path, pattern }, at }) => ({ kind, path, pattern, at })),
  }),
});
