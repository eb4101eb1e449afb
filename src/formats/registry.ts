import { apache } from './apache/apache.ts';
import { audit } from './audit/audit.ts';
import { command } from './command/command.ts';
import { djbMultilog } from './djb-multilog/djb-multilog.ts';
import { eventchannel } from './eventchannel/eventchannel.ts';
import { eventlog } from './eventlog/eventlog.ts';
import type { LogFormat } from './format.ts';
import { fullCommand } from './full-command/full-command.ts';
import { generic } from './generic/generic.ts';
import { iis } from './iis/iis.ts';
import { journald } from './journald/journald.ts';
import { json } from './json/json.ts';
import { modsecAudit } from './modsec-audit/modsec-audit.ts';
import { mssqlLog } from './mssql-log/mssql-log.ts';
import { multiLineIndented } from './multi-line-indented/multi-line-indented.ts';
import { multiLine } from './multi-line/multi-line.ts';
import { mysqlLog } from './mysql-log/mysql-log.ts';
import { nmapg } from './nmapg/nmapg.ts';
import { ossecalert } from './ossecalert/ossecalert.ts';
import { postgresqlLog } from './postgresql-log/postgresql-log.ts';
import { snortFast } from './snort-fast/snort-fast.ts';
import { snortFull } from './snort-full/snort-full.ts';
import { squid } from './squid/squid.ts';
import { syslogPipe } from './syslog-pipe/syslog-pipe.ts';
import { syslog } from './syslog/syslog.ts';

/** By the name that `<log_format>` takes. The folder of a name has `-` where the name has `_`. */
export const logFormats = {
  apache,
  audit,
  command,
  'djb-multilog': djbMultilog,
  eventchannel,
  eventlog,
  full_command: fullCommand,
  generic,
  iis,
  journald,
  json,
  'modsec-audit': modsecAudit,
  mssql_log: mssqlLog,
  'multi-line': multiLine,
  'multi-line_indented': multiLineIndented,
  mysql_log: mysqlLog,
  nmapg,
  ossecalert,
  postgresql_log: postgresqlLog,
  'snort-fast': snortFast,
  'snort-full': snortFull,
  squid,
  syslog,
  'syslog-pipe': syslogPipe,
} as const satisfies Readonly<Record<string, LogFormat>>;

export type LogFormatName = keyof typeof logFormats;
