import type { Check } from '../scope.ts';
import { addressNegated } from './address-negated.ts';
import { compositeNever } from './composite-never.ts';
import { decoderOwnRegex } from './decoder-own-regex.ts';
import { decoderReach } from './decoder-reach.ts';
import { lists } from './lists.ts';
import { maxsize } from './maxsize.ts';
import { noEffect } from './no-effect.ts';
import { overwriteKeeps } from './overwrite-keeps.ts';
import { parentDead } from './parent-dead.ts';
import { parentTrailing } from './parent-trailing.ts';
import { patternControls } from './pattern-controls.ts';
import { ruleReach } from './rule-reach.ts';
import { timeRange } from './time-range.ts';

/** Every check that a report runs. */
export const checks: readonly Check[] = [
  addressNegated,
  compositeNever,
  decoderOwnRegex,
  decoderReach,
  lists,
  maxsize,
  noEffect,
  overwriteKeeps,
  parentDead,
  parentTrailing,
  patternControls,
  ruleReach,
  timeRange,
];
