import type { Verdict } from '../event/index.ts';

/** What the configuration says about outputs. */
export interface OutputSettings {
  readonly jsonOutput: boolean;
  /** The layout of alerts.json. */
  readonly jsonLayout: 'ossec' | 'wazuh';
  readonly logAll: boolean;
  readonly logAllJson: boolean;
  readonly customAlertOutput: string | undefined;
  readonly firewallLog: boolean;
  /** Whether the text, and the JSON, of an alert tells where its addresses are. */
  readonly placesInText: boolean;
  readonly placesInJson: boolean;
}

/** Where an output's daily files lie below `logs/`, and the name that always means today's. */
export interface DailyNames {
  readonly folder: 'alerts' | 'archives' | 'firewall';
  /** `logs/<folder>/<year>/<Mon>/<stem>-<dd>.<extension>` */
  readonly stem: string;
  readonly extension: 'log' | 'json';
  /** `logs/<folder>/<link>` */
  readonly link: string;
}

/**
 * The text of a record, final newline included, one character per byte; empty when the verdict is
 * none of this output's. `id` is `<epoch seconds>.<number>`. Pure: a replay writes the same bytes.
 */
export type RecordFormatter = (verdict: Verdict, id: string) => string;

export interface RecordOutput {
  /** One sentence; the reference manual is built from it. */
  readonly summary: string;
  readonly file: DailyNames;
  /** Undefined when the settings leave this output off. */
  open(settings: OutputSettings): RecordFormatter | undefined;
}
