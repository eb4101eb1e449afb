import type { RuleDialect } from '../event/index.ts';
import type { IntegrityOptions } from './file-integrity.ts';
import type { StatisticsLimits } from './statistics/index.ts';

/** When an unusual number of events is told. */
export interface StatisticsOptions {
  /** Level of the alert; 0 for none. */
  readonly level: number;
  readonly limits: StatisticsLimits;
}

/** Settings of the engine; the numbers are those of `internal_options.conf`. */
export interface EngineOptions {
  /**
   * The daemon drops duplicates, keeps an ignored rule silent for its whole time and notes ignored
   * events; the log tester does none of these.
   */
  readonly mode: 'daemon' | 'tester';
  /** `exact` keeps a history for each source; `reference` shares lists as OSSEC does. */
  readonly correlation: 'exact' | 'reference';
  /** What files of decoders and rules are written in; `auto` looks at each file. */
  readonly dialect: RuleDialect | 'auto';
  /** This machine's short host name. */
  readonly hostname: string;
  readonly mailLevel: number;
  readonly logLevel: number;
  readonly memorySize: number;
  readonly defaultTimeframe: number;
  readonly listMax: number;
  /** Events that exact correlation may keep in all. */
  readonly exactEventsMax: number;
  readonly ftsListSize: number;
  readonly ftsMinPrefix: number;
  readonly orderSize: number;
  /** Whether firewall events without all their fields are dropped. */
  readonly logFirewall: boolean;
  readonly integrity: IntegrityOptions;
  readonly statistics: StatisticsOptions;
  /** Where an address is, looked up in memory; the same address always has the same answer. */
  readonly locate?: ((address: string) => string | undefined) | undefined;
}

export const defaultEngineOptions: EngineOptions = {
  mode: 'daemon',
  correlation: 'exact',
  dialect: 'auto',
  hostname: 'localhost',
  mailLevel: 7,
  logLevel: 1,
  memorySize: 8192,
  defaultTimeframe: 360,
  listMax: 128,
  exactEventsMax: 250_000,
  ftsListSize: 32,
  ftsMinPrefix: 14,
  orderSize: 256,
  logFirewall: true,
  statistics: { level: 4, limits: { percent: 150, minDifference: 1250, maxDifference: 999_000 } },
  integrity: { autoIgnore: true, alertNewFiles: false, ignore: [] },
};
