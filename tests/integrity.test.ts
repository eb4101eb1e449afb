import { appendFileSync, mkdirSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { build, newFolder, readIfThere, run, until } from './support/running.ts';

const homes: string[] = [];

async function control(home: string, ...args: readonly string[]) {
  return await run('ossec-control', [...args], { env: { TOCSIN_HOME: home } }).exited;
}

/** A home with the shipped rules that checks one folder. */
function newHome(checked: string, more = ''): string {
  const home = newFolder();
  homes.push(home);
  mkdirSync(join(home, 'etc'));
  writeFileSync(
    join(home, 'etc/ossec.conf'),
    `<ossec_config>
  <global><email_notification>no</email_notification></global>
  <rules>
    <decoder_dir>ruleset/decoders</decoder_dir>
    <rule_dir>ruleset/rules</rule_dir>
  </rules>
  <syscheck>
    <directories check_all="yes" realtime="yes" report_changes="yes">${checked}</directories>
    <alert_new_files>yes</alert_new_files>
    ${more}
  </syscheck>
</ossec_config>
`,
  );
  return home;
}

function alerts(home: string): string {
  return readIfThere(join(home, 'logs/alerts/alerts.log'));
}

function log(home: string): string {
  return readIfThere(join(home, 'logs/ossec.log'));
}

async function scanned(home: string, times = 1): Promise<void> {
  await until(
    () => (log(home).match(/Integrity scan: /g) ?? []).length >= times,
    () => log(home),
  );
}

async function alerted(home: string, ...texts: readonly string[]): Promise<void> {
  await until(
    () => texts.every((text) => alerts(home).includes(text)),
    () => `${texts.join(' | ')} in ${alerts(home)} ${log(home)}`,
  );
}

beforeAll(build, 120_000);

afterEach(async () => {
  for (const home of homes.splice(0)) await control(home, 'stop');
});

describe('integrity checking', () => {
  it('tells changed, new, deleted and added files with their rules', async () => {
    const checked = newFolder();
    writeFileSync(join(checked, 'motd'), 'hello\n');
    const home = newHome(checked);
    expect(await control(home, 'start')).toBe(0);
    await scanned(home);
    expect(alerts(home)).toBe('');

    writeFileSync(join(checked, 'motd'), 'hello world\n');
    await alerted(
      home,
      'Rule: 550 (level 7)',
      `Integrity checksum changed for: '${checked}/motd'`,
      "Size changed from '6' to '12'",
      "New sha1sum is : '22596363b3de40b06f981fb85d82312e8c0ed511'",
      'What changed:\n1c1\n< hello\n---\n> hello world\n',
    );
    mkdirSync(join(checked, 'sub'));
    writeFileSync(join(checked, 'sub/new'), 'x');
    await alerted(home, 'Rule: 554 ', `New file '${checked}/sub/new' added to the file system.`);
    unlinkSync(join(checked, 'motd'));
    await alerted(home, 'Rule: 553 ', `File '${checked}/motd' was deleted.`);
    writeFileSync(join(checked, 'motd'), 'back\n');
    await alerted(home, `File '${checked}/motd' was re-added.`);
    expect(log(home)).not.toMatch(/ERROR|CRITICAL/);
  });

  it('tells what changed while nothing ran', async () => {
    const checked = newFolder();
    for (const name of ['same', 'changed', 'gone']) writeFileSync(join(checked, name), name);
    const home = newHome(checked);
    expect(await control(home, 'start')).toBe(0);
    await scanned(home);
    expect(await control(home, 'stop')).toBe(0);
    appendFileSync(join(checked, 'changed'), ' while away');
    unlinkSync(join(checked, 'gone'));
    expect(await control(home, 'start')).toBe(0);
    await scanned(home, 2);
    await alerted(
      home,
      `Integrity checksum changed for: '${checked}/changed'`,
      '> changed while away',
      `File '${checked}/gone' was deleted.`,
    );
    expect(alerts(home)).not.toContain('/same');
  });

  it('leaves out what is ignored, and reads its configuration anew', async () => {
    const checked = newFolder();
    const home = newHome(checked, '<ignore type="sregex">.log$</ignore>');
    expect(await control(home, 'start')).toBe(0);
    await scanned(home);
    writeFileSync(join(checked, 'a.log'), 'x');
    writeFileSync(join(checked, 'a.conf'), 'x');
    await alerted(home, `New file '${checked}/a.conf'`);
    expect(alerts(home)).not.toContain('a.log');
    const path = join(home, 'etc/ossec.conf');
    writeFileSync(path, readIfThere(path).replace('.log$', '.tmp$'));
    expect(await control(home, 'reload')).toBe(0);
    await alerted(home, `New file '${checked}/a.log'`);
  });
});
