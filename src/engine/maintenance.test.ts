import { describe, expect, it } from 'vitest';
import { MaintenanceTable, maintenanceText } from './maintenance.ts';

const web = '(web01) any';
const change = {
  timeMs: 1000,
  location: `${web}->syscheck`,
  kind: 'modify' as const,
  path: '/etc/passwd',
};

function table(...words: readonly ('enabled' | 'ending' | 'disabled')[]): MaintenanceTable {
  const made = new MaintenanceTable();
  for (const word of words) made.obey(maintenanceText(word, web, 17));
  return made;
}

describe('MaintenanceTable', () => {
  it.each([
    { words: [], isOn: false },
    { words: ['enabled'], isOn: true },
    { words: ['enabled', 'disabled'], isOn: false },
    { words: ['ending'], isOn: true },
    { words: ['disabled'], isOn: false },
  ] as const)('is on after $words: $isOn', ({ words, isOn }) => {
    expect(table(...words).isOn(`${web}->syscheck`)).toBe(isOn);
  });

  it.each([
    { location: `${web}->syscheck`, isOn: true },
    { location: `${web}->syscheck-registry`, isOn: true },
    { location: '(web02) any->syscheck', isOn: false },
    { location: 'syscheck', isOn: false },
  ])('covers $location: $isOn', ({ location, isOn }) => {
    expect(table('enabled').isOn(location)).toBe(isOn);
  });

  it('covers files and registry of the server itself', () => {
    const made = new MaintenanceTable();
    made.obey(maintenanceText('enabled', 'syscheck', 17));

    expect(['syscheck', 'syscheck-registry', 'other'].map((one) => made.isOn(one))).toEqual([
      true,
      true,
      false,
    ]);
  });

  it('ends with a complete scan, where that was asked for', () => {
    const made = table('enabled');
    made.completed(change.location);
    expect(made.isOn(change.location)).toBe(true);
    made.obey(maintenanceText('ending', web, 17));
    made.completed('(web02) any->syscheck');
    expect(made.isOn(change.location)).toBe(true);
    made.completed(change.location);

    expect(made.isOn(change.location)).toBe(false);
    expect(made.snapshot().ended).toEqual(new Map([[web, 17]]));
  });

  it('counts what it takes, and goes on counting when it is told again', () => {
    const made = table('enabled');
    made.note(change);
    made.obey(maintenanceText('ending', web, 17));
    made.note(change);
    made.note({ ...change, location: '(web02) any->syscheck' });

    expect(made.snapshot().on.get(web)).toEqual({
      enabledAt: 17,
      pendingEnd: true,
      silentUpdates: 2,
    });
    expect(made.takeLines()).toEqual([change, change]);
    expect(made.takeLines()).toEqual([]);
  });

  it('is the same after a restart', () => {
    const before = table('enabled');
    before.note(change);
    const after = new MaintenanceTable();
    after.restore(structuredClone(before.snapshot()));

    expect(after.snapshot()).toEqual(before.snapshot());
    expect(after.isOn(change.location)).toBe(true);
  });

  it.each([
    '',
    'ossec: Integrity maintenance: enabled',
    "ossec: Integrity maintenance: started '(web01) any' since 17.",
    "ossec: Integrity maintenance: enabled '(web01) any' since soon.",
    "x ossec: Integrity maintenance: enabled '(web01) any' since 17.",
  ])('obeys no %j', (text) => {
    const made = new MaintenanceTable();
    made.obey(text);

    expect(made.snapshot().on.size).toBe(0);
  });
});
