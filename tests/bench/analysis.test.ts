import { mkdtempSync, rmSync, writeFileSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { benchHome, removeHome } from '../../bench/analysis/home.ts';
import { measure } from '../../bench/analysis/measure.ts';

const files = {
  'etc/decoder.xml': '<decoder name="sshd"><program_name>^sshd</program_name></decoder>',
  'rules/a_rules.xml': `<group name="a,">
    <rule id="1" level="0" noalert="1"><category>syslog</category></rule>
    <rule id="100" level="5"><decoded_as>sshd</decoded_as><match>Failed</match></rule>
  </group>`,
};
const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) removeHome(folder);
});

function installation(): string {
  const home = mkdtempSync(join(tmpdir(), 'tocsin-installation-'));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(home, name)), { recursive: true });
    writeFileSync(join(home, name), text);
  }
  folders.push(home);
  return home;
}

describe.skipIf(process.platform !== 'linux')('measure (skipped without /proc)', () => {
  it('sends every event through the running process and loses none', async () => {
    const from = installation();
    const home = benchHome(from, undefined);
    folders.push(home);
    // The installation is not needed any more: the run has its own copy.
    rmSync(from, { recursive: true });
    const figures = await measure({ home, corpus: 'bruteforce', events: 4000, seed: 1 });

    expect(figures).toMatchObject({ events: 4000, lost: 0 });
    expect(figures.alerts).toBeGreaterThan(3000);
    expect(figures.p50_ms).toBeGreaterThanOrEqual(0);
    expect(figures.p99_ms).toBeGreaterThanOrEqual(figures.p50_ms ?? 0);
    for (const value of [figures.wall_s, figures.events_per_s, figures.ready_s]) {
      expect(value).toBeGreaterThan(0);
    }
    expect(Object.keys(figures)).toEqual([
      'events',
      'wall_s',
      'cpu_user_s',
      'cpu_sys_s',
      'us_cpu_per_event',
      'events_per_s',
      'peak_rss_mb',
      'alerts',
      'lost',
      'p50_ms',
      'p99_ms',
      'ready_s',
    ]);
  });

  it('says what is wrong with an installation', async () => {
    const from = installation();
    writeFileSync(join(from, 'rules/a_rules.xml'), '<group name="a,"><rule></group>');
    const home = benchHome(from, undefined);
    folders.push(home);
    const run = measure({ home, corpus: 'mixed', events: 1, seed: 1 });
    await expect(run).rejects.toThrow('refused');
  });
});
