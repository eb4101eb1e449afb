import { describe, expect, it } from 'vitest';
import { chooseSources } from './default-sources.ts';

interface Machine {
  readonly journal: boolean;
  readonly readable: readonly string[];
  readonly secret: readonly string[];
}

function systemSources({ journal, readable, secret }: Machine): readonly string[] {
  const { system } = chooseSources({
    journal,
    exists: (path) => readable.includes(path) || secret.includes(path),
    readable: (path) => readable.includes(path),
  });
  return system.map(({ location }) => location.replace('/var/log/', ''));
}

describe('chooseSources', () => {
  it.each([
    {
      machine: 'Debian with rsyslog and journal',
      journal: true,
      readable: ['auth.log', 'syslog', 'kern.log', 'mail.log'],
      secret: [],
      chosen: ['auth.log', 'syslog'],
    },
    {
      machine: 'Red Hat with rsyslog',
      journal: true,
      readable: ['secure', 'messages', 'maillog', 'cron'],
      secret: [],
      chosen: ['secure', 'messages', 'maillog', 'cron'],
    },
    {
      machine: 'Debian where nothing repeats kern.log',
      journal: false,
      readable: ['auth.log', 'kern.log'],
      secret: [],
      chosen: ['auth.log', 'syslog', 'kern.log'],
    },
    { machine: 'journal alone', journal: true, readable: [], secret: [], chosen: ['all'] },
    {
      machine: 'files that the user may not read',
      journal: true,
      readable: [],
      secret: ['auth.log', 'syslog'],
      chosen: ['all'],
    },
    {
      machine: 'bare container',
      journal: false,
      readable: [],
      secret: [],
      chosen: ['auth.log', 'syslog', 'secure', 'messages', 'maillog', 'cron'],
    },
  ])('$machine', ({ chosen, journal, readable, secret }) => {
    const paths = (names: readonly string[]) => names.map((name) => `/var/log/${name}`);

    const found = systemSources({ journal, readable: paths(readable), secret: paths(secret) });

    expect(found).toEqual(chosen);
  });

  it('names nothing twice', () => {
    const { system, other } = chooseSources({
      journal: false,
      exists: () => true,
      readable: () => true,
    });
    const locations = [...system, ...other].map(({ location }) => location);

    expect(new Set(locations).size).toBe(locations.length);
  });
});
