import { alertLevel, byteSize, integer, oneOf, type Parser } from '../parsers.ts';
import { defineSection, type OptionTable } from '../section.ts';

const accountName: Parser<string> = {
  accepts: 'a name of a user or group of this system',
  parse: ({ text }) => (/^[A-Za-z_][A-Za-z0-9_.-]{0,31}$/.test(text) ? text : undefined),
};

const options = {
  correlation: {
    summary: 'How composite rules count: exact, or with the bounds and evictions of OSSEC.',
    parser: oneOf('exact', 'reference'),
    default: 'exact',
  },
  correlation_max_events: {
    summary: 'Events that exact correlation keeps at most; those unused for longest give way.',
    parser: integer(1000, 100_000_000),
    default: 250_000,
  },
  dialect: {
    summary: 'What decoder and rule files are written in; auto looks at each file.',
    parser: oneOf('auto', 'ossec', 'wazuh'),
    default: 'auto',
  },
  alert_json: {
    summary: 'Whose layout the lines of alerts.json have.',
    parser: oneOf('ossec', 'wazuh'),
    default: 'ossec',
  },
  journal_max_size: {
    summary: 'How much disk the records that wait for analysis may take.',
    parser: byteSize(16 * 2 ** 20),
    default: 2 ** 30,
  },
  gateway_user: {
    summary: 'Whom the gateway becomes when root starts it, where the system has that user.',
    parser: accountName,
    default: 'ossecr',
  },
  gateway_group: { summary: 'The group of the home.', parser: accountName, default: 'ossec' },
  console_level: {
    summary: 'Lowest level of the alerts that the start command prints.',
    parser: alertLevel,
    default: 3,
  },
} as const satisfies OptionTable;

export interface TocsinValues {
  readonly correlation: 'exact' | 'reference';
  readonly correlationMaxEvents: number;
  readonly dialect: 'auto' | 'ossec' | 'wazuh';
  readonly alertJson: 'ossec' | 'wazuh';
  readonly journalMaxBytes: number;
  readonly gatewayUser: string;
  readonly gatewayGroup: string;
  readonly consoleLevel: number;
}

export const tocsinSection = defineSection<TocsinValues>({
  name: 'tocsin',
  summary: 'What OSSEC has no option for.',
  repeatable: false,
  options,
  build: (read) => ({
    correlation: read.one(options.correlation),
    correlationMaxEvents: read.one(options.correlation_max_events),
    dialect: read.one(options.dialect),
    alertJson: read.one(options.alert_json),
    journalMaxBytes: read.one(options.journal_max_size),
    gatewayUser: read.one(options.gateway_user),
    gatewayGroup: read.one(options.gateway_group),
    consoleLevel: read.one(options.console_level),
  }),
});
