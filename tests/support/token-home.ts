import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { newFolder, readIfThere, writeFiles } from './running.ts';

/** A home whose one rule raises an alert for each line with a token, in which nothing is shipped. */
export function tokenHome(watched: readonly string[]): string {
  const home = newFolder();
  writeFiles(home, {
    'etc/ossec.conf': tokenConfig(watched),
    'etc/test_decoder.xml': tokenDecoder,
    'rules/token_rules.xml': tokenRules,
  });
  return home;
}

export function tokenConfig(watched: readonly string[]): string {
  const localfiles = watched.map(
    (path) => `<localfile><log_format>syslog</log_format><location>${path}</location></localfile>`,
  );
  return `<ossec_config>
  <global><logall>yes</logall><email_notification>no</email_notification></global>
  <alerts><log_alert_level>1</log_alert_level></alerts>
  <rules>
    <decoder>etc/test_decoder.xml</decoder>
    <include>token_rules.xml</include>
  </rules>
  ${localfiles.join('\n  ')}
</ossec_config>
`;
}

export const tokenDecoder = `<decoder name="token">
  <program_name>^tokens$</program_name>
</decoder>
`;

export const tokenRules = `<group name="test,">
  <rule id="1" level="0" noalert="1">
    <category>syslog</category>
    <description>Root of the tree.</description>
  </rule>
  <rule id="100100" level="5">
    <decoded_as>token</decoded_as>
    <match>token-</match>
    <description>A token was seen.</description>
  </rule>
</group>
`;

/** A line that raises rule 100100. */
export function tokenLine(token: string): string {
  return `Nov 24 10:00:00 host tokens[1]: token-${token} end\n`;
}

/** How often each token stands in the daily files below `logs/FOLDER`. */
export function tokensIn(home: string, folder: string, extension = 'log'): Map<string, number> {
  const counts = new Map<string, number>();
  for (const path of dailyFiles(join(home, 'logs', folder), extension)) {
    for (const [, token = ''] of readIfThere(path).matchAll(/ token-(\S+) end$/gm)) {
      counts.set(token, (counts.get(token) ?? 0) + 1);
    }
  }
  return counts;
}

function dailyFiles(folder: string, extension: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\/ossec-[a-z]+-\d\d\.\w+$/.test(name) && name.endsWith(`.${extension}`))
    .map((name) => join(folder, name));
}
