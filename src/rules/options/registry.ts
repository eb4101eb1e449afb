import type { RuleOption } from '../option.ts';
import { action } from './action/action.ts';
import { dstip, srcip } from './addresses/addresses.ts';
import { category } from './category/category.ts';
import { checkDiff } from './check-diff/check-diff.ts';
import { compiledRule } from './compiled-rule/compiled-rule.ts';
import {
  comparisons,
  globalFrequency,
  ifMatchedGroup,
  ifMatchedRegex,
  ifMatchedSid,
  moreComparisons,
} from './composite/composite.ts';
import { decodedAs } from './decoded-as/decoded-as.ts';
import { field } from './field/field.ts';
import { options } from './flags/flags.ts';
import { ifFts } from './if-fts/if-fts.ts';
import { checkIfIgnored, ignore } from './ignore/ignore.ts';
import { list } from './list/list.ts';
import { mitre } from './mitre/mitre.ts';
import { patternOptions } from './patterns/patterns.ts';
import { ifGroup, ifLevel, ifSid } from './placement/placement.ts';
import { description, group, info } from './texts/texts.ts';
import { time } from './time/time.ts';
import { weekday } from './weekday/weekday.ts';

/** Every unit of the rule language. */
export const ruleOptions: readonly RuleOption[] = [
  action,
  category,
  checkDiff,
  checkIfIgnored,
  comparisons,
  compiledRule,
  decodedAs,
  description,
  dstip,
  field,
  globalFrequency,
  group,
  ifFts,
  ifGroup,
  ifLevel,
  ifMatchedGroup,
  ifMatchedRegex,
  ifMatchedSid,
  ifSid,
  ignore,
  info,
  list,
  mitre,
  moreComparisons,
  options,
  ...patternOptions,
  srcip,
  time,
  weekday,
];
