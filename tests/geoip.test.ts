import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { mmdb } from '../src/server/geoip/testing/mmdb.ts';
import { command } from './support/commands.ts';
import { newFolder, writeFiles } from './support/running.ts';

// A site's rules about countries, with a database as it is published.

const rules = `<group name="t,">
<rule id="1" level="0" noalert="1"><category>syslog</category></rule>
<rule id="100" level="3"><if_sid>1</if_sid><decoded_as>door</decoded_as><description>d</description></rule>
<rule id="101" level="5"><if_sid>100</if_sid><srcgeoip>^BR</srcgeoip><description>abroad</description></rule>
<rule id="102" level="6"><if_sid>100</if_sid><srcgeoip_pcre2>^us / v</srcgeoip_pcre2><description>v</description></rule>
<rule id="103" level="10" frequency="1" timeframe="60"><if_matched_sid>101</if_matched_sid>
<same_user /><different_srcgeoip /><description>from two countries</description></rule>
</group>`;

const decoders = `<decoder name="door"><program_name>^door$</program_name></decoder>
<decoder name="door-open"><parent>door</parent><regex>user (\\S+) from (\\S+)</regex>
<order>user, srcip</order></decoder>`;

const home = newFolder();
writeFiles(home, {
  'etc/ossec.conf': `<ossec_config><global><geoipdb>etc/places.mmdb</geoipdb></global>
<rules><decoder>etc/decoder.xml</decoder><include>rules.xml</include></rules></ossec_config>`,
  'etc/decoder.xml': decoders,
  'rules/rules.xml': rules,
});
writeFileSync(
  join(home, 'etc/places.mmdb'),
  mmdb({
    '203.0.113.0/24': { country: { iso_code: 'BR' } },
    '2001:db8::/32': { country: { iso_code: 'BR' } },
    '198.51.100.0/24': {
      country: { iso_code: 'US' },
      subdivisions: [{ names: { en: 'Virginia' } }],
    },
  }),
);

const line = (address: string): string => `Nov 24 10:00:00 host door: user bob from ${address}`;

describe('rules about places', () => {
  it('see the country of an address, and its region', async () => {
    const addresses = ['203.0.113.7', '2001:db8::7', '198.51.100.7', '192.0.2.7', 'a.example'];
    const input = `${addresses.map(line).join('\n')}\n`;
    const args = ['replay', '--home', home, '--json', '-'];
    const { out, err } = await command('tocsin', args, input);
    expect(err).toBe('');
    const found = out.trim().split('\n');
    const ids = found.map((text) => (JSON.parse(text) as { rule: number }).rule);
    expect(ids).toEqual([101, 101, 102, 100, 100]);
  });

  it('are refused with the place in the configuration when the database is gone', async () => {
    const broken = newFolder();
    writeFiles(broken, {
      'etc/ossec.conf': '<ossec_config>\n<global><geoipdb>x.mmdb</geoipdb></global></ossec_config>',
      'etc/decoder.xml': decoders,
      'rules/rules.xml': rules,
    });
    const { err, status } = await command('tocsin', ['replay', '--home', broken, '-'], '');
    expect(err).toMatch(/ossec\.conf:2:9 GEOIP_UNREADABLE/);
    expect(status).toBe(1);
  });
});
