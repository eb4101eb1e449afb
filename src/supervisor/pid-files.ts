import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { identify } from './process-info.ts';

export interface PidFile {
  /** Name of an OSSEC daemon, such as `ossec-analysisd`. */
  readonly name: string;
  readonly pid: number;
}

const pidFileName = /^(ossec-[a-z]+)-([1-9][0-9]{0,9})\.pid$/;

/** OSSEC's tools find daemons by files `var/run/NAME-PID.pid`. */
export class PidFiles {
  readonly #folder: string;

  constructor(home: string) {
    this.#folder = join(home, 'var', 'run');
  }

  write(file: PidFile): void {
    writeFileSync(this.#path(file), `${file.pid}\n`, { mode: 0o640 });
  }

  remove(file: PidFile): void {
    rmSync(this.#path(file), { force: true });
  }

  list(): readonly PidFile[] {
    return readFolder(this.#folder).flatMap((entry) => {
      const [, name, pid] = pidFileName.exec(entry) ?? [];
      return name === undefined || pid === undefined ? [] : [{ name, pid: Number(pid) }];
    });
  }

  /** Those whose process runs. */
  running(): readonly PidFile[] {
    return this.list().filter(({ pid }) => identify(pid) !== undefined);
  }

  #path({ name, pid }: PidFile): string {
    return join(this.#folder, `${name}-${pid}.pid`);
  }
}

function readFolder(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}
