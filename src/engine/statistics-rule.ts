import type { RuleFacts } from '../event/index.ts';
import type { EngineOptions } from './options.ts';

/** The rule that alerts about numbers of events carry; no rule file defines it. */
export function statisticsFacts(options: EngineOptions): RuleFacts {
  const { level } = options.statistics;
  return {
    id: 11,
    level,
    description: 'Excessive number of events (above normal).',
    group: 'stats,',
    info: '',
    cve: '',
    details: [],
    frequency: 0,
    mail: level >= options.mailLevel,
    log: level >= options.logLevel,
  };
}
