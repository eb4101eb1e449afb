import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Parts that OSSEC's control command switches on and off by a shell assignment. */
export const switches = {
  database: { variable: 'DB_DAEMON', daemon: 'ossec-dbd', missing: 'database output' },
  'client-syslog': {
    variable: 'CSYSLOG_DAEMON',
    daemon: 'ossec-csyslogd',
    missing: 'syslog output',
  },
  agentless: {
    variable: 'AGENTLESS_DAEMON',
    daemon: 'ossec-agentlessd',
    missing: 'agentless monitoring',
  },
  debug: { variable: 'DEBUG_CLI', daemon: '-d', missing: undefined },
} as const;

export type SwitchName = keyof typeof switches;

/** `bin/.process_list`: assignments to shell variables, of which the last counts. */
export class ProcessList {
  readonly #path: string;

  constructor(home: string) {
    this.#path = join(home, 'bin', '.process_list');
  }

  set(name: SwitchName, on: boolean): void {
    const { variable, daemon } = switches[name];
    appendFileSync(this.#path, `${variable}="${on ? daemon : ''}"\n`, { mode: 0o640 });
  }

  isOn(name: SwitchName): boolean {
    const { variable, daemon } = switches[name];
    let value = '';
    for (const line of this.#lines()) {
      const equals = line.indexOf('=');
      if (line.slice(0, equals).trim() !== variable) continue;
      value = unquoted(line.slice(equals + 1).trim());
    }
    return value === daemon;
  }

  /** Parts that an older installation switched on and that this version does not have. */
  missing(): readonly SwitchName[] {
    const names = Object.keys(switches) as readonly SwitchName[];
    return names.filter((name) => switches[name].missing !== undefined && this.isOn(name));
  }

  #lines(): readonly string[] {
    try {
      return readFileSync(this.#path, 'utf8').split('\n');
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
      throw error;
    }
  }
}

function unquoted(text: string): string {
  return /^(["'])(.*)\1$/.exec(text)?.[2] ?? text;
}
