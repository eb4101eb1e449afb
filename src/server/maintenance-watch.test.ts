import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { MaintenanceTable } from '../engine/index.ts';
import { endMaintenance, readMaintenance, writeMaintenance } from '../fleet/index.ts';
import { MaintenanceWatch } from './maintenance-watch.ts';

const root = mkdtempSync(join(tmpdir(), 'tocsin-mw-'));
const web = '(web01) any';
const location = `${web}->syscheck`;
const since = Date.UTC(2026, 0, 2) / 1000;
const marker = { enabledAt: since, pendingEnd: false, silentUpdates: 0 };
let count = 0;
let home = '';
let nowMs = 0;
let appended: string[] = [];
let told: string[] = [];
let table: MaintenanceTable;
let watch: MaintenanceWatch;

beforeEach(() => {
  home = join(root, String(++count));
  mkdirSync(join(home, 'logs'), { recursive: true });
  nowMs = since * 1000;
  appended = [];
  told = [];
  table = new MaintenanceTable();
  watch = new MaintenanceWatch({
    home,
    clock: () => nowMs,
    table: () => table,
    append: (_, text) => appended.push(text),
    log: (level, text) => told.push(`${level} ${text}`),
  });
});

afterAll(() => rmSync(root, { recursive: true, force: true }));

/** What analysis does with records that were appended. */
function obey(): void {
  for (const text of appended.splice(0)) table.obey(text);
}

describe('MaintenanceWatch', () => {
  it('tells the journal once what a marker says, and what its absence does', () => {
    writeMaintenance(home, web, marker);
    watch.look();
    watch.look();
    expect(appended).toEqual([`ossec: Integrity maintenance: enabled '${web}' since ${since}.`]);
    obey();
    watch.look();
    expect(appended).toEqual([]);
    expect(table.isOn(location)).toBe(true);

    endMaintenance(home, web);
    watch.look();
    watch.look();
    expect(appended).toEqual([`ossec: Integrity maintenance: disabled '${web}' since ${since}.`]);
    obey();
    expect(table.isOn(location)).toBe(false);
  });

  it('keeps the count in the marker, and the changes in their log', () => {
    writeMaintenance(home, web, marker);
    watch.look();
    obey();
    const timeMs = new Date(2026, 0, 2, 3, 4, 5).getTime();
    table.note({ timeMs, location, kind: 'modify', path: '/etc/p\xe4ss' });
    table.note({ timeMs, location, kind: 'new', path: '/etc/b' });
    watch.look();

    expect(readMaintenance(home, web)).toEqual({ ...marker, silentUpdates: 2 });
    expect(readFileSync(join(home, 'logs/fim_maintenance.log'), 'latin1')).toBe(
      `2026-01-02 03:04:05 ${location} modify /etc/p\xe4ss\n` +
        `2026-01-02 03:04:05 ${location} new /etc/b\n`,
    );
  });

  it('takes the marker away when a scan ended it, and takes a later one for another', () => {
    writeMaintenance(home, web, { ...marker, pendingEnd: true });
    watch.look();
    obey();
    table.completed(location);
    watch.look();
    expect(readMaintenance(home, web)).toBeUndefined();
    expect(appended).toEqual([]);

    writeMaintenance(home, web, { ...marker, enabledAt: since + 1 });
    watch.look();
    expect(appended).toHaveLength(1);
  });

  it('goes back when an end is taken back', () => {
    writeMaintenance(home, web, { ...marker, pendingEnd: true });
    watch.look();
    obey();
    writeMaintenance(home, web, marker);
    watch.look();
    obey();
    table.completed(location);

    expect(table.isOn(location)).toBe(true);
  });

  it('warns each hour of what is on for a day', () => {
    writeMaintenance(home, web, marker);
    watch.look();
    obey();
    const warnings = (): readonly string[] => told.filter((text) => text.startsWith('WARN'));
    for (const hours of [23, 24, 24.5, 25]) {
      nowMs = (since + hours * 3600) * 1000;
      watch.look();
    }

    expect(warnings()).toEqual([
      `WARN Integrity maintenance of ${web} is on for 24 hours: changes raise no alert.`,
      `WARN Integrity maintenance of ${web} is on for 25 hours: changes raise no alert.`,
    ]);
  });

  it('tells once what the disk refuses', () => {
    mkdirSync(join(home, 'queue/syscheck/.x.maint'), { recursive: true });
    watch.look();
    watch.look();
    expect(told).toEqual([expect.stringMatching(/^WARN Integrity maintenance: EISDIR/)]);
    rmSync(join(home, 'queue'), { recursive: true });
    rmSync(join(home, 'logs'), { recursive: true });
    writeFileSync(join(home, 'logs'), '');
    table.obey(`ossec: Integrity maintenance: enabled '${web}' since 1.`);
    table.note({ timeMs: 0, location, kind: 'new', path: '/x' });
    watch.look();

    expect(told.at(1)).toMatch(/^WARN 1 silent changes could not be noted: ENOTDIR/);
  });
});
