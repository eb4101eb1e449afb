import type { DecoderType, FtsPart, RuleFacts } from '../event/index.ts';
import type { Place } from '../base/index.ts';
import type { Condition, ConditionTest } from './draft.ts';
import type { LiteralIndex } from './literal-index.ts';
import type { Composite, Membership } from './correlation/index.ts';

/** A rule ready to run. Nodes of the tree share it. */
export interface Rule {
  readonly facts: RuleFacts;
  readonly category: DecoderType;
  /** Conditions on decoder and program name alone: answered once for both. */
  readonly fixed: readonly ConditionTest[];
  /** All other conditions, in the order of evaluation. */
  readonly tests: readonly ConditionTest[];
  /** Texts of the log's index without which no ASCII log passes; undefined where none is known. */
  readonly needs: readonly number[] | undefined;
  /** Texts of the URL's index, in the same way. */
  readonly urlNeeds: readonly number[] | undefined;
  /** The same conditions with their names, for those who explain. */
  readonly conditions: readonly Condition[];
  /** Where the rule stands. */
  readonly at: Place;
  readonly composite: Composite | undefined;
  /** Level-0 composites can never fire: every mark reaches their level. */
  readonly noalert: boolean;
  readonly ignoreSeconds: number;
  readonly ignoreFields: readonly FtsPart[];
  readonly checkIgnoredFields: readonly FtsPart[];
  readonly membership: Membership;
}

/** One place of a rule in the tree; a rule with several parents has several. */
export interface RuleNode {
  readonly rule: Rule;
  /** Children in the order they are tried. */
  readonly children: readonly RuleNode[];
  /** Number among the nodes that have children with fixed conditions; undefined for the others. */
  readonly branch: number | undefined;
}

export interface RuleTree {
  readonly roots: readonly RuleNode[];
  readonly rules: ReadonlyMap<number, Rule>;
  readonly composites: readonly Composite[];
  /** How many nodes have a number. */
  readonly branchCount: number;
  readonly largestFrequency: number;
  /** What the rules' conditions look for in logs. */
  readonly logTexts: LiteralIndex;
  /** The same for URLs. */
  readonly urlTexts: LiteralIndex;
}
