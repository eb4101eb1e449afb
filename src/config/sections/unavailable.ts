import { text } from '../parsers.ts';
import type { OptionTable, SectionRefusal, SectionSpec, Switch } from '../section.ts';

type Summaries = Readonly<Record<string, string>>;

/**
 * A section of a part that this version does not have. Names are checked all the same, so that a
 * file which is right today stays right when the part comes.
 */
function unavailable(
  name: string,
  summary: string,
  refused: SectionRefusal,
  summaries: Summaries,
  attributes: Readonly<Record<string, Summaries>> = {},
): SectionSpec {
  const options: OptionTable = Object.fromEntries(
    Object.entries(summaries).map(([option, sentence]) => [
      option,
      {
        summary: sentence,
        parser: text,
        mayBeEmpty: true,
        repeatable: true,
        attributes: attributes[option] ?? {},
      },
    ]),
  );
  return Object.freeze({ name, summary, repeatable: true, refused, options });
}

function disabledIn(section: string): Switch {
  return { section, option: 'disabled', off: ['yes'], offWhenAbsent: false };
}

const mailIsOff: Switch = {
  section: 'global',
  option: 'email_notification',
  off: ['no'],
  offWhenAbsent: true,
};

const emailAlerts = unavailable(
  'email_alerts',
  'A mail recipient with conditions of its own.',
  { reason: 'this version has no mail output', unless: mailIsOff },
  {
    email_to: 'The recipient.',
    level: 'Lowest level that is mailed.',
    rule_id: 'Ids of rules, with commas between them.',
    group: 'Groups of rules.',
    event_location: 'Where events come from.',
    format: 'Layout of the mail.',
    do_not_delay: 'Mails each alert at once.',
    do_not_group: 'Mails each alert by itself.',
  },
);

const rootcheckSwitches = [
  'check_dev',
  'check_files',
  'check_if',
  'check_pids',
  'check_ports',
  'check_sys',
  'check_trojans',
  'check_unixaudit',
  'check_winapps',
  'check_winaudit',
  'check_winmalware',
];

const rootcheck = unavailable(
  'rootcheck',
  'Search for rootkits and policy violations.',
  { reason: 'this version has no rootkit and policy checks', unless: disabledIn('rootcheck') },
  {
    frequency: 'Seconds between two scans.',
    disabled: 'Whether nothing is checked.',
    skip_nfs: 'Whether network file systems are left out.',
    scanall: 'Whether the whole system is scanned.',
    readall: 'Whether all files are read.',
    base_directory: 'Where scanning begins.',
    ignore: 'Paths that are not checked.',
    rootkit_files: 'Signatures of files.',
    rootkit_trojans: 'Signatures of changed programs.',
    system_audit: 'A policy file.',
    windows_audit: 'A policy file for Windows.',
    windows_apps: 'Applications on Windows.',
    windows_malware: 'Malware on Windows.',
    ...Object.fromEntries(rootcheckSwitches.map((name) => [name, 'Whether this check runs.'])),
  },
);

const noResponses = 'this version runs no responses';

/** A command does nothing until an active response names it, and those are refused. */
const command = unavailable(
  'command',
  'A program that active responses can name.',
  { reason: noResponses, unless: { ...disabledIn('active-response'), offWhenAbsent: true } },
  {
    name: 'Name of the command.',
    executable: 'File in active-response/bin.',
    expect: 'What the program needs to know of the alert.',
    timeout_allowed: 'Whether the response can be undone.',
  },
);

const activeResponse = unavailable(
  'active-response',
  'When a command runs and where.',
  { reason: noResponses, unless: disabledIn('active-response') },
  {
    command: 'Name of the command.',
    location: 'Where it runs.',
    agent_id: 'The agent that runs it.',
    level: 'Lowest level that starts it.',
    rules_id: 'Rules that start it.',
    rules_group: 'Groups of rules that start it.',
    timeout: 'Seconds until it is undone.',
    disabled: 'Whether no response runs.',
    repeated_offenders: 'Longer times for those who come again, in minutes.',
  },
);

const syslogOutput = unavailable(
  'syslog_output',
  'A syslog server that gets alerts.',
  { reason: 'this version has no syslog output' },
  {
    server: 'The server.',
    port: 'Its port.',
    format: 'Format of the messages.',
    level: 'Lowest level that is sent.',
    rule_id: 'Rules whose alerts are sent.',
    group: 'Groups whose alerts are sent.',
    location: 'Locations whose alerts are sent.',
    use_fqdn: 'Whether the full host name is sent.',
    protocol: 'Protocol: udp or tcp.',
    tls: 'Whether to use TLS.',
    tls_verify: "Whether to check the server's certificate.",
    tls_ca: 'Certificates to trust.',
  },
);

const databaseOutput = unavailable(
  'database_output',
  'A database that gets alerts.',
  { reason: 'this version has no database output' },
  {
    hostname: 'Host of the database.',
    username: 'User at the database.',
    password: 'Password at the database.',
    database: 'Name of the database.',
    type: 'Kind: mysql or postgresql.',
    port: 'Port of the database.',
    socket: 'Socket of the database.',
  },
);

const agentless = unavailable(
  'agentless',
  'Devices that are checked over SSH.',
  { reason: 'this version checks no devices' },
  {
    type: 'The script.',
    frequency: 'Seconds between two runs.',
    host: 'A device.',
    state: 'How the script runs.',
    arguments: 'Arguments of the script.',
    run_command: 'A command for the device.',
    port: 'Port of the device.',
  },
);

const relation = { type: 'relation lists related values in place of filtering.' };

const reports = unavailable(
  'reports',
  'A daily report by mail.',
  { reason: 'this version makes no reports' },
  {
    title: 'Title of the report.',
    type: 'Kind of the report.',
    frequency: 'How often.',
    category: 'Group of rules.',
    group: 'Group of rules.',
    rule: 'Rules.',
    level: 'Lowest level.',
    location: 'Where events come from.',
    srcip: 'Source address.',
    user: 'User.',
    showlogs: 'Whether logs are shown.',
    email_to: 'A recipient.',
  },
  {
    group: relation,
    rule: relation,
    level: relation,
    location: relation,
    srcip: relation,
    user: relation,
  },
);

export const unavailableSections: readonly SectionSpec[] = [
  emailAlerts,
  rootcheck,
  command,
  activeResponse,
  syslogOutput,
  databaseOutput,
  agentless,
  reports,
];
