import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DayChange, dayOf, dayParts, epochSeconds, localTimestamp } from './local-time.ts';
import { agentAddress, agentName, logfile, where } from './where.ts';
import { sampleEvent } from './testing/verdicts.ts';

const hourMs = 3_600_000;

function at(text: string): number {
  return new Date(text).getTime();
}

describe.each(['UTC', 'Europe/Berlin', 'America/St_Johns', 'Pacific/Apia'])('in %s', (zone) => {
  beforeEach(() => void vi.stubEnv('TZ', zone));
  afterEach(() => void vi.unstubAllEnvs());

  it('a day lasts from one local midnight to the next', () => {
    const start = new Date(2024, 2, 31).getTime();
    const end = new Date(2024, 3, 1).getTime();

    expect(dayOf(start)).toBe('2024-03-31');
    expect(dayOf(end - 1)).toBe('2024-03-31');
    const change = new DayChange('2024-03-31');
    expect([change.next(start), change.next(end - 1)]).toEqual([undefined, undefined]);
    expect(change.next(end)).toBe('2024-04-01');
  });

  it('every hour of a year belongs to the day that was changed to', () => {
    let change = new DayChange('2024-01-01');
    for (let time = new Date(2024, 0, 1).getTime(); dayOf(time) < '2025-01-01'; time += hourMs) {
      const next = change.next(time);
      if (next !== undefined) change = new DayChange(next);
      expect(change.current).toBe(dayOf(time));
    }
  });

  it('a clock set back stays on the day, unless it goes back further than a day', () => {
    const change = new DayChange('2024-06-10');
    const noon = new Date(2024, 5, 10, 12).getTime();

    expect(change.next(noon - 13 * hourMs)).toBeUndefined();
    expect(change.next(noon - 30 * hourMs)).toBeUndefined();
    expect(change.next(noon - 37 * hourMs)).toBe('2024-06-08');
  });
});

it('knows the parts of a day as file names spell them', () => {
  expect(dayParts('2024-01-09')).toEqual({ year: '2024', month: 'Jan', day: '09' });
  expect(dayParts('1999-12-31')).toEqual({ year: '1999', month: 'Dec', day: '31' });
});

it('prints the same second again, and another one after it', () => {
  const time = at('2024-02-29T12:00:00');

  expect([time, time + 500, time + 1000, time].map(localTimestamp)).toEqual([
    '2024 Feb 29 12:00:00',
    '2024 Feb 29 12:00:00',
    '2024 Feb 29 12:00:01',
    '2024 Feb 29 12:00:00',
  ]);
  expect(epochSeconds(1999)).toBe(1);
});

describe('the place of an event', () => {
  it.each([
    {
      location: '/var/log/x',
      where: 'web1->/var/log/x',
      name: 'web1',
      address: undefined,
      file: '/var/log/x',
    },
    {
      location: '(db 2) 10.0.0.5->/var/log/x',
      where: '(db 2) 10.0.0.5->/var/log/x',
      name: 'db 2',
      address: '10.0.0.5',
      file: '/var/log/x',
    },
    {
      location: '(db) any->syscheck',
      where: '(db) any->syscheck',
      name: 'db',
      address: 'any',
      file: 'syscheck',
    },
    { location: '(broken', where: '(broken', name: 'web1', address: undefined, file: '(broken' },
    { location: '(a) b', where: '(a) b', name: 'a', address: 'b', file: '(a) b' },
    { location: '', where: 'web1->', name: 'web1', address: undefined, file: '' },
  ])('"$location"', ({ location, name, address, file, ...expected }) => {
    const event = sampleEvent({ location });

    expect(where(event)).toBe(expected.where);
    expect(agentName(event)).toBe(name);
    expect(agentAddress(event)).toBe(address);
    expect(logfile(event)).toBe(file);
  });
});
