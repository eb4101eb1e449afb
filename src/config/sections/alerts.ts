import { alertLevel, yesNo } from '../parsers.ts';
import { defineSection, type OptionTable } from '../section.ts';

const options = {
  log_alert_level: {
    summary: 'Lowest level of rules whose alerts are written.',
    parser: alertLevel,
    default: 1,
  },
  email_alert_level: {
    summary: 'Lowest level of rules whose alerts are marked for mail.',
    parser: alertLevel,
    default: 7,
  },
  use_geoip: {
    summary: 'Whether the text of alerts tells the place of addresses; it needs a GeoIP database.',
    parser: yesNo,
    default: false,
  },
} as const satisfies OptionTable;

export interface AlertsValues {
  readonly logLevel: number;
  readonly mailLevel: number;
  readonly tellsPlaces: boolean;
}

export const alertsSection = defineSection<AlertsValues>({
  name: 'alerts',
  summary: 'From which level on a rule makes an alert.',
  repeatable: false,
  options,
  build: (read) => ({
    logLevel: read.one(options.log_alert_level),
    mailLevel: read.one(options.email_alert_level),
    tellsPlaces: read.one(options.use_geoip),
  }),
});
