import { describe, expect, it } from 'vitest';
import { Event } from '../event/index.ts';
import { agentAddress, agentName, isOfAgent, lineLocation, logfile, where } from './where.ts';

function at(location: string, hostname = 'web'): Event {
  const event = new Event(0, '1', location, 'a log');
  event.hostname = hostname;
  return event;
}

describe('where a record comes from', () => {
  it.each([
    {
      location: '/var/log/x',
      told: { where: 'web->/var/log/x', name: 'web', address: undefined, file: '/var/log/x' },
    },
    {
      location: '(db1) 10.0.0.5->/var/log/x',
      told: {
        where: '(db1) 10.0.0.5->/var/log/x',
        name: 'db1',
        address: '10.0.0.5',
        file: '/var/log/x',
      },
    },
    {
      location: '(db1) any->C:\\logs\\a->b',
      told: {
        where: '(db1) any->C:\\logs\\a->b',
        name: 'db1',
        address: 'any',
        file: 'C:\\logs\\a->b',
      },
    },
    {
      location: '(v6) fd00::1-2->/x',
      told: { where: '(v6) fd00::1-2->/x', name: 'v6', address: 'fd00::1', file: '/x' },
    },
    {
      location: '(half',
      told: { where: '(half', name: 'web', address: undefined, file: '(half' },
    },
    { location: '', told: { where: 'web->', name: 'web', address: undefined, file: '' } },
  ])('$location', ({ location, told }) => {
    const event = at(location);
    expect({
      where: where(event),
      name: agentName(event),
      address: agentAddress(event),
      file: logfile(event),
    }).toEqual(told);
  });

  it('is one line, whatever the name of the file holds', () => {
    const event = at('/var/log/a\n** Alert 1.0\r\x7f');
    expect(lineLocation(event)).toBe('/var/log/a?** Alert 1.0??');
    expect(where(event)).toBe('web->/var/log/a?** Alert 1.0??');
  });

  it('is an agent where the location begins with its name', () => {
    expect(isOfAgent(at('(a) b->c'))).toBe(true);
    expect(isOfAgent(at(' (a) b->c'))).toBe(false);
  });
});
