/** What the machine has; asked through functions so that the choice can be tested. */
export interface MachineFacts {
  /** Whether a journal runs here and the tool that reads it is there. */
  readonly journal: boolean;
  exists(path: string): boolean;
  readable(path: string): boolean;
}

export interface DefaultSource {
  readonly location: string;
  readonly format: string;
}

export interface DefaultSources {
  /** Why the system's own messages are read from where they are. */
  readonly reason: string;
  readonly system: readonly DefaultSource[];
  readonly other: readonly DefaultSource[];
}

// Debian's syslog file holds what kern.log, cron.log and mail.log repeat; Red Hat's messages file
// leaves those out. Naming a file and its copy would raise every alert twice.
const debianFiles = ['/var/log/auth.log', '/var/log/syslog'];
const redHatFiles = ['/var/log/secure', '/var/log/messages', '/var/log/maillog', '/var/log/cron'];
const pieces = ['/var/log/kern.log', '/var/log/mail.log', '/var/log/cron.log'];

const otherSources: readonly DefaultSource[] = [
  { location: '/var/log/dpkg.log', format: 'syslog' },
  { location: '/var/log/apt/history.log', format: 'syslog' },
  { location: '/var/log/audit/audit.log', format: 'audit' },
  { location: '/var/log/apache2/*access*.log', format: 'apache' },
  { location: '/var/log/apache2/*error*.log', format: 'apache' },
  { location: '/var/log/httpd/*access_log', format: 'apache' },
  { location: '/var/log/httpd/*error_log', format: 'apache' },
  { location: '/var/log/nginx/*access*.log', format: 'apache' },
  { location: '/var/log/nginx/*error*.log', format: 'apache' },
];

/** Chooses the sources of a fresh configuration so that no message is read from two places. */
export function chooseSources(machine: MachineFacts): DefaultSources {
  return { ...systemSources(machine), other: otherSources };
}

function systemSources(machine: MachineFacts): Omit<DefaultSources, 'other'> {
  const debian = debianFiles.some((path) => machine.readable(path));
  const redHat = redHatFiles.some((path) => machine.readable(path));
  if (debian || redHat) {
    return {
      reason: machine.journal
        ? 'The journal is left out: the same messages would be read twice.'
        : 'The files that the syslog daemon of this machine writes.',
      system: asSyslog(classicFiles(machine, debian, redHat)),
    };
  }
  if (machine.journal) {
    return {
      reason: 'No syslog file here can be read, so the journal is; where both are, name one.',
      system: [{ location: 'all', format: 'journald' }],
    };
  }
  return {
    reason: 'Neither a journal nor a readable syslog file was found; these are read once there.',
    system: asSyslog([...debianFiles, ...redHatFiles]),
  };
}

function classicFiles(machine: MachineFacts, debian: boolean, redHat: boolean): readonly string[] {
  const whole = machine.exists('/var/log/syslog') || machine.exists('/var/log/messages');
  return [
    ...(debian ? debianFiles : []),
    ...(redHat ? redHatFiles : []),
    ...(whole ? [] : pieces.filter((path) => machine.exists(path))),
  ];
}

function asSyslog(paths: readonly string[]): readonly DefaultSource[] {
  return paths.map((location) => ({ location, format: 'syslog' }));
}
