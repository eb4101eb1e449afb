import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { formatDiagnostic } from '../base/index.ts';
import { readAnalysisFiles } from './analysis-files.ts';
import { mmdb } from './geoip/testing/mmdb.ts';
import { conf, root, writeFiles } from './testing/analysis-process.ts';
import { newHome, removeHome } from './testing/homes.ts';

let home = '';

beforeEach(async () => {
  home = await newHome();
});

afterEach(async () => {
  await removeHome(home);
});

function problems(): readonly string[] {
  const { diagnostics } = readAnalysisFiles(home);
  return diagnostics.map((one) => formatDiagnostic(one).replaceAll(`${home}/`, ''));
}

function withGlobal(options: string): string {
  return conf.replace(/<global>.*<\/global>/, `<global>${options}</global>`);
}

describe('readAnalysisFiles', () => {
  it('builds an engine and tells what the files ask for', async () => {
    await writeFiles(home);
    const { files, diagnostics } = readAnalysisFiles(home);

    expect(diagnostics).toEqual([]);
    expect(files).toMatchObject({
      engine: { ruleCount: 3, decoderCount: 2 },
      outputs: {
        jsonOutput: true,
        logAll: true,
        logAllJson: false,
        customAlertOutput: undefined,
        firewallLog: true,
        placesInText: false,
        placesInJson: false,
      },
      journalBytesMax: 2 ** 30,
      consoleLevel: 3,
      stateIntervalSeconds: 5,
    });
  });

  it.each([
    { options: '', outputs: { jsonOutput: false, logAll: false, logAllJson: false } },
    { options: '<logall_json>yes</logall_json>', outputs: { logAll: false, logAllJson: true } },
    {
      options: '<custom_alert_output>$RULEID</custom_alert_output>',
      outputs: { customAlertOutput: '$RULEID' },
    },
  ])('reads the outputs from "$options"', async ({ options, outputs }) => {
    await writeFiles(home, { 'etc/ossec.conf': withGlobal(options) });

    expect(readAnalysisFiles(home).files?.outputs).toMatchObject(outputs);
  });

  it('takes internal options, those of the local file last', async () => {
    await writeFiles(home, {
      'etc/internal_options.conf': 'analysisd.log_fw=0\nanalysisd.state_interval=60\n',
      'etc/local_internal_options.conf': 'analysisd.state_interval=0\n',
    });

    expect(readAnalysisFiles(home).files).toMatchObject({
      outputs: { firewallLog: false },
      stateIntervalSeconds: 0,
    });
  });

  it('tells places where alerts shall', async () => {
    await writeFiles(home, {
      'etc/ossec.conf': conf.replace(
        '</ossec_config>',
        `<alerts><use_geoip>yes</use_geoip></alerts>
        <global><geoipdb>etc/none.mmdb</geoipdb></global></ossec_config>`,
      ),
      'etc/internal_options.conf': 'analysisd.geoip_jsonout=1\n',
    });
    const missing = readAnalysisFiles(home);
    expect(missing.files).toBeUndefined();
    expect(missing.diagnostics).toMatchObject([{ code: 'GEOIP_UNREADABLE' }]);

    await writeFile(
      join(home, 'etc/none.mmdb'),
      mmdb({ '10.0.0.0/8': { country: { iso_code: 'XA' } } }),
    );
    expect(readAnalysisFiles(home).files?.outputs).toMatchObject({
      placesInText: true,
      placesInJson: true,
    });
  });

  it('takes the options of its own section', async () => {
    const own = '<tocsin><journal_max_size>32M</journal_max_size></tocsin></ossec_config>';
    const text = conf.replace('</ossec_config>', own);
    await writeFiles(home, { 'etc/ossec.conf': text });

    expect(readAnalysisFiles(home).files?.journalBytesMax).toBe(32 * 2 ** 20);
  });

  it('leaves the files of collection alone, which another process reads', async () => {
    const localfile =
      '<localfile><location>/x</location><log_format>syslog</log_format></localfile>';
    const text = conf.replace('</ossec_config>', `${localfile}</ossec_config>`);
    await writeFiles(home, { 'etc/ossec.conf': text });

    expect(problems()).toEqual([]);
  });

  it('tells all problems of all files at once, each with its place', async () => {
    await writeFiles(home, {
      'etc/ossec.conf': withGlobal('<logal>yes</logal>'),
      'etc/decoder.xml': '<decoder name="x"></decoder>',
      'etc/internal_options.conf': 'analysisd.state_interval=never\n',
      'rules/test_rules.xml': `<group name="test,">${root}<rule id="5" level="99"/></group>`,
    });

    const found = problems();
    expect(found.length).toBeGreaterThanOrEqual(4);
    for (const file of ['etc/ossec.conf', 'etc/decoder.xml', 'rules/test_rules.xml']) {
      expect(found.some((line) => line.startsWith(`${file}:`))).toBe(true);
    }
    expect(found.join('\n')).toMatch(/etc\/internal_options\.conf:1:1 INTERNAL_OPTION_BAD_VALUE/);
    expect(readAnalysisFiles(home).files).toBeUndefined();
  });

  it('blames no stock files for a configuration that breaks off', async () => {
    await writeFiles(home, { 'etc/ossec.conf': '<ossec_config><global>' });
    expect(problems().every((line) => line.startsWith('etc/ossec.conf:'))).toBe(true);
  });

  it.each([
    { what: 'no configuration', changes: {}, remove: true },
    { what: 'an empty one', changes: { 'etc/ossec.conf': '' }, remove: false },
    { what: 'random bytes', changes: { 'etc/ossec.conf': '\0\xff<<<\n' }, remove: false },
  ])('refuses $what', async ({ changes, remove }) => {
    if (!remove) await writeFiles(home, changes);

    expect(problems().join('\n')).toMatch(/^etc\/ossec\.conf:\d+:\d+ [A-Z_]+ /);
    expect(readAnalysisFiles(home).files).toBeUndefined();
  });

  it('builds a new engine each time', async () => {
    await writeFiles(home);
    const first = readAnalysisFiles(home).files?.engine;

    expect(readAnalysisFiles(home).files?.engine).not.toBe(first);
  });
});
