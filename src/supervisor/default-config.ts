import type { DefaultSource, DefaultSources } from './default-sources.ts';

/** The commented `ossec.conf` of a fresh home. */
export function defaultConfig(sources: DefaultSources): string {
  return [head, localfiles(sources), tail].join('\n');
}

const head = `<!--
  Configuration of this Tocsin. It is written once and never overwritten: edit it freely, then run
    ossec-control reload
  Mistakes are told with their line, and the running configuration stays until they are gone.
  Paths without a leading slash are below the folder that holds etc/.
-->
<ossec_config>

  <global>
    <!-- yes: alerts go to logs/alerts/alerts.json as well, one JSON object a line. -->
    <jsonout_output>yes</jsonout_output>
    <!-- yes: every event goes to logs/archives/archives.log, alert or not. This grows quickly. -->
    <logall>no</logall>
    <email_notification>no</email_notification>
  </global>

  <alerts>
    <!-- Rules below this level (0 to 16) write no alert. -->
    <log_alert_level>1</log_alert_level>
  </alerts>

  <tocsin>
    <!-- Alerts below this level are written, but not printed by "tocsin start". -->
    <console_level>3</console_level>
  </tocsin>

  <!-- What Tocsin ships, then what is yours: your rules may refine any rule above them. -->
  <rules>
    <decoder_dir>ruleset/decoders</decoder_dir>
    <decoder>etc/local_decoder.xml</decoder>
    <rule_dir>ruleset/rules</rule_dir>
    <include>local_rules.xml</include>
  </rules>
`;

const tail = `
  <!-- Files that should not change unless somebody installs something. -->
  <syscheck>
    <directories check_all="yes" realtime="yes">/etc</directories>
    <directories check_all="yes">/usr/bin,/usr/sbin,/boot</directories>
    <ignore>/etc/mtab</ignore>
    <ignore>/etc/adjtime</ignore>
    <ignore>/etc/random-seed</ignore>
    <ignore>/etc/cups/certs</ignore>
    <ignore>/etc/mail/statistics</ignore>
  </syscheck>

  <!-- The output of a command, line by line, every six minutes:
  <localfile>
    <log_format>command</log_format>
    <command>df -P</command>
    <frequency>360</frequency>
  </localfile>
  -->

</ossec_config>
`;

function localfiles({ reason, system, other }: DefaultSources): string {
  return [
    '  <!-- Messages of the system and its services.',
    `       ${reason} -->`,
    ...system.map(localfile),
    '  <!-- Logs of single services. A file that is not there yet is read once it appears. -->',
    ...other.map(localfile),
  ].join('\n');
}

function localfile({ location, format }: DefaultSource): string {
  return `  <localfile>
    <log_format>${format}</log_format>
    <location>${location}</location>
  </localfile>`;
}

export const localDecoderExample = `<!--
  Decoders of your own; they are tried after those that Tocsin ships.

  <decoder name="shop">
    <program_name>^shop$</program_name>
  </decoder>

  <decoder name="shop-login">
    <parent>shop</parent>
    <prematch>^login refused </prematch>
    <regex offset="after_prematch">^for (\\S+) from (\\S+)</regex>
    <order>user, srcip</order>
  </decoder>
-->
`;

export const localRulesExample = `<!--
  Rules of your own, with ids from 100000 on. Try them on a line of a log: bin/ossec-logtest

  <group name="local,">
    <rule id="100001" level="7">
      <decoded_as>shop</decoded_as>
      <match>login refused</match>
      <description>Shop: a login was refused.</description>
    </rule>
  </group>
-->
`;

export const internalOptions = `# Settings that hardly anybody changes, as section.name=number. Your own values belong into
# local_internal_options.conf beside this file, which is read first and never overwritten.

# Seconds a composite rule looks back when it names none itself.
analysisd.default_timeframe=360
# First-time-seen keys: shortest text that is compared by similarity, and how many are.
analysisd.fts_list_size=32
analysisd.fts_min_size_for_str=14
# Fields a decoder may fill.
analysisd.decoder_order_size=256
# Whether firewall events are written to logs/firewall.
analysisd.log_fw=1
# Seconds between two looks at files for what the system did not tell.
logcollector.loop_timeout=2
`;

export const localInternalOptions = `# Your own values for the settings of internal_options.conf, for example:
# analysisd.default_timeframe=720
`;
