import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const decoders = `<decoder name="sshd"><program_name>^sshd</program_name></decoder>
<decoder name="sshd-failed">
  <parent>sshd</parent>
  <prematch>^Failed</prematch>
  <regex offset="after_prematch">password for (\\S+) from (\\S+)$</regex>
  <order>user, srcip</order>
</decoder>
<decoder name="dyn"><prematch>^dyn </prematch><regex>^dyn (\\S+) (\\S+)</regex><order>color, shape</order></decoder>
<decoder name="acc"><prematch>^acc </prematch><regex>^acc (\\d+)</regex><order>id</order><accumulate /></decoder>
`;

const rules = `<group name="syslog,">
<rule id="1" level="0" noalert="1"><category>syslog</category><description>Generic.</description></rule>
<rule id="5700" level="0"><decoded_as>sshd</decoded_as><description>SSHD messages.</description></rule>
<rule id="5716" level="5"><if_sid>5700</if_sid><match>^Failed</match>
  <description>A login failed.</description>
  <info>More of it</info><info type="link">http://example.org/</info><cve>CVE-1</cve>
  <info type="osvdb">7</info></rule>
<rule id="5720" level="10" timeframe="120"><if_matched_sid>5716</if_matched_sid>
  <same_source_ip /><description>Many failed logins.</description></rule>
<rule id="100" level="3"><match>caf\u00e9</match><description>Un caf\u00e9.</description></rule>
<rule id="101" level="4"><decoded_as>dyn</decoded_as><field name="color">red</field>
  <description>Red.</description></rule>
</group>
`;

const made: string[] = [];

/** A home with a few decoders and rules; more files override them. */
export function ruleHome(files: Readonly<Record<string, string>> = {}): string {
  const home = mkdtempSync(join(tmpdir(), 'tocsin-rules-'));
  made.push(home);
  const all = { 'etc/decoder.xml': decoders, 'rules/rules_config.xml': rules, ...files };
  for (const [name, text] of Object.entries(all)) {
    const path = join(home, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  return home;
}

/** For `afterAll`. */
export function removeRuleHomes(): void {
  for (const home of made.splice(0)) rmSync(home, { recursive: true, force: true });
}

export const failed = 'Jun 15 10:00:00 web sshd[1]: Failed password for bob from 192.0.2.7';
