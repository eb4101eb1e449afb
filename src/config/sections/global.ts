import { addressOrHost } from '../address-parser.ts';
import { alertLevel, integer, oneOf, text, yesNo, type Parser } from '../parsers.ts';
import { defineSection, type OptionTable, type Placed, type Refusal } from '../section.ts';

const mailAddress: Parser<string> = {
  accepts: 'a mail address',
  parse: ({ text }) => (/^[\w.-]+@[\w.-]+$/.test(text) ? text : undefined),
};

function notBuiltIn(what: string, ...unless: readonly string[]): Refusal {
  return { reason: `this version has no ${what}`, unless };
}

const events = 'it sets the level of events that no part of this version makes';

/** Settings of mail count only while `email_notification` is yes, which is refused. */
const mailOptions = {
  email_notification: {
    summary: 'Whether alerts go out by mail; the mail settings count only then.',
    parser: yesNo,
    default: false,
    refused: notBuiltIn('mail output', 'no'),
  },
  email_to: {
    summary: 'A recipient of alert mails.',
    parser: mailAddress,
    repeatable: true,
  },
  email_from: { summary: 'Sender of alert mails.', parser: text },
  email_reply_to: { summary: 'Reply address of alert mails.', parser: text },
  email_idsname: { summary: 'Value of the X-IDS-OSSEC header of alert mails.', parser: text },
  smtp_server: { summary: 'Host, or path of a program, that takes alert mails.', parser: text },
  helo_server: { summary: 'Name told to the mail server.', parser: text },
  email_maxperhour: { summary: 'Most alert mails in an hour.', parser: integer(1, 9999) },
  auth_smtp: { summary: 'Whether to log in at the mail server.', parser: yesNo },
  secure_smtp: { summary: 'Whether to use TLS to the mail server.', parser: yesNo },
  smtp_user: { summary: 'User name at the mail server.', parser: text },
  smtp_password: { summary: 'Password at the mail server.', parser: text },
  smtp_port: { summary: 'Port of the mail server.', parser: integer(1, 65535) },
  smtp_tls_verify: {
    summary: "Whether to check the mail server's certificate.",
    parser: yesNo,
  },
} as const satisfies OptionTable;

const outputOptions = {
  prelude_output: {
    summary: 'Whether alerts go to a Prelude manager.',
    parser: yesNo,
    refused: notBuiltIn('Prelude output', 'no'),
  },
  prelude_profile: { summary: 'Profile at the Prelude manager.', parser: text },
  prelude_log_level: { summary: 'Lowest level told to Prelude.', parser: alertLevel },
  zeromq_output: {
    summary: 'Whether alerts are published over ZeroMQ.',
    parser: yesNo,
    refused: notBuiltIn('ZeroMQ output', 'no'),
  },
  zeromq_uri: { summary: 'Address on which ZeroMQ publishes.', parser: text },
  zeromq_server_cert: { summary: 'Certificate of the ZeroMQ publisher.', parser: text },
  zeromq_client_cert: { summary: 'Certificate of ZeroMQ subscribers.', parser: text },
} as const satisfies OptionTable;

const geoOptions = {
  geoipdb: {
    summary: 'GeoIP database (.mmdb) that tells the place of addresses, for rules and alerts.',
    parser: text,
  },
  geoip_db_path: { summary: 'Another GeoIP database for IPv4 addresses.', parser: text },
  geoip6_db_path: { summary: 'Another GeoIP database for IPv6 addresses.', parser: text },
} as const satisfies OptionTable;

const refusedOptions = {
  integrity_checking: {
    summary: 'Level of alerts about changed files.',
    parser: alertLevel,
    refused: { reason: 'the rules themselves say the level, those from 550 to 554', unless: ['8'] },
  },
  rootkit_detection: {
    summary: 'Level of alerts about traces of rootkits.',
    parser: alertLevel,
    refused: { reason: events, unless: ['0'] },
  },
  host_information: {
    summary: 'Level of alerts about host information.',
    parser: alertLevel,
    refused: { reason: 'the rules themselves say the level, 8 for 580 and 581', unless: ['8'] },
  },
  md5_whitelist: {
    summary: 'Database of file checksums that are never told.',
    parser: text,
    refused: notBuiltIn('checksum lists'),
  },
  md5_allowlist: {
    summary: 'Database of file checksums that are never told.',
    parser: text,
    refused: notBuiltIn('checksum lists'),
  },
} as const satisfies OptionTable;

const options = {
  logall: {
    summary: 'Whether every event goes to logs/archives/archives.log, alert or not.',
    parser: yesNo,
    default: false,
  },
  logall_json: {
    summary: 'Whether every event goes to logs/archives/archives.json, alert or not.',
    parser: yesNo,
    default: false,
  },
  jsonout_output: {
    summary: 'Whether alerts go to logs/alerts/alerts.json as well.',
    parser: yesNo,
    default: false,
  },
  custom_alert_output: {
    summary: 'Format of the records in alerts.log in place of the usual one.',
    parser: text,
  },
  memory_size: {
    summary: 'Events kept for composite rules that search logs (if_matched_regex).',
    parser: integer(2048, 100_000_000),
    default: 8192,
  },
  stats: {
    summary: 'Level of alerts about unusual numbers of events; 0 for none.',
    parser: alertLevel,
    default: 4,
  },
  white_list: {
    summary: 'Address, network or host that responses spare; there are no responses yet.',
    parser: addressOrHost,
    repeatable: true,
  },
  allow_list: {
    summary: 'The same as white_list.',
    parser: addressOrHost,
    repeatable: true,
  },
  compress_alerts: {
    summary: 'Accepted for old files; it has no effect, in OSSEC neither.',
    parser: oneOf('yes', 'no'),
  },
  ...geoOptions,
  ...mailOptions,
  ...outputOptions,
  ...refusedOptions,
} as const satisfies OptionTable;

/** Files that tell where addresses are, with the places that name them. */
export interface GeoDatabases {
  readonly any: Placed<string> | undefined;
  /** Instead of `any` for addresses of that family. */
  readonly v4: Placed<string> | undefined;
  readonly v6: Placed<string> | undefined;
}

export interface GlobalValues {
  readonly logAll: boolean;
  readonly logAllJson: boolean;
  readonly jsonOutput: boolean;
  readonly customAlertOutput: string | undefined;
  readonly memorySize: number;
  readonly statisticsLevel: number;
  readonly allowList: readonly string[];
  readonly geoDatabases: GeoDatabases;
}

export const globalSection = defineSection<GlobalValues>({
  name: 'global',
  summary: 'What the whole installation does and writes.',
  repeatable: false,
  options,
  build: (read) => ({
    logAll: read.one(options.logall),
    logAllJson: read.one(options.logall_json),
    jsonOutput: read.one(options.jsonout_output),
    customAlertOutput: read.optional(options.custom_alert_output),
    memorySize: read.one(options.memory_size),
    statisticsLevel: read.one(options.stats),
    allowList: read.inOrder([options.white_list, options.allow_list]).map(({ value }) => value),
    geoDatabases: {
      any: read.inOrder([options.geoipdb]).at(-1),
      v4: read.inOrder([options.geoip_db_path]).at(-1),
      v6: read.inOrder([options.geoip6_db_path]).at(-1),
    },
  }),
});
