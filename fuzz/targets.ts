import { decoderTarget, listTarget, logTarget, ruleTarget } from './engine-targets.ts';
import { agentConfTarget, datagramTarget, enrolTarget, syslogTarget } from './network-targets.ts';
import { configTarget, patternTarget, predecodeTarget, xmlTarget } from './reader-targets.ts';
import type { FuzzTarget } from './target.ts';
import { durableTarget } from './wire-targets.ts';

export const fuzzTargets: readonly FuzzTarget[] = [
  xmlTarget,
  patternTarget,
  predecodeTarget,
  decoderTarget,
  ruleTarget,
  listTarget,
  logTarget,
  configTarget,
  datagramTarget,
  enrolTarget,
  syslogTarget,
  agentConfTarget,
  durableTarget,
];
