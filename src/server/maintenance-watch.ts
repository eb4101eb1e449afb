import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../base/index.ts';
import { maintenanceLocation, maintenanceText } from '../engine/index.ts';
import type { MaintenanceTable, SilentChange } from '../engine/index.ts';
import {
  allMaintenance,
  endMaintenance,
  updateMaintenance,
  type Maintenance,
} from '../fleet/index.ts';

const warnAfterSeconds = 86_400;
const warnEverySeconds = 3600;
const logMode = 0o640;

export interface MaintenanceWatchOptions {
  readonly home: string;
  readonly clock: Clock;
  /** The one of the engine that runs now. */
  readonly table: () => MaintenanceTable;
  /** Appends a record to the journal: what it changes, a replay changes too. */
  readonly append: (location: string, text: string) => void;
  readonly log: (level: 'INFO' | 'WARN', text: string) => void;
}

/**
 * Carries maintenance between the marker files, in which people switch it, and the engine, which
 * obeys records of the journal alone. What was taken silently goes to `logs/fim_maintenance.log`;
 * after a crash its last lines may stand there twice.
 */
export class MaintenanceWatch {
  readonly #options: MaintenanceWatchOptions;
  /** What the journal was told last of an owner, until the engine obeyed. */
  readonly #told = new Map<string, string>();
  readonly #warnedAt = new Map<string, number>();
  #failure = '';

  constructor(options: MaintenanceWatchOptions) {
    this.#options = options;
  }

  /** To be called each second; what the disk refuses is told, once. */
  look(): void {
    try {
      this.#look();
      this.#failure = '';
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      if (text !== this.#failure) this.#options.log('WARN', `Integrity maintenance: ${text}.`);
      this.#failure = text;
    }
  }

  #look(): void {
    const { home, table } = this.#options;
    const { on, ended } = table().snapshot();
    this.#write(table().takeLines());
    const markers = allMaintenance(home);
    for (const [owner, marker] of markers) {
      const state = on.get(owner);
      if (state === undefined && ended.get(owner) === marker.enabledAt) this.#end(owner);
      else if (state === undefined || state.pendingEnd !== marker.pendingEnd) {
        this.#tell(owner, marker.pendingEnd ? 'ending' : 'enabled', marker.enabledAt);
      } else {
        this.#told.delete(owner);
        this.#count(owner, marker, state.silentUpdates);
      }
    }
    for (const [owner, { enabledAt }] of on) {
      if (!markers.has(owner)) this.#tell(owner, 'disabled', enabledAt);
    }
    for (const owner of this.#told.keys()) {
      if (!markers.has(owner) && !on.has(owner)) this.#told.delete(owner);
    }
  }

  #tell(owner: string, word: 'enabled' | 'ending' | 'disabled', since: number): void {
    const text = maintenanceText(word, owner, since);
    if (this.#told.get(owner) === text) return;
    this.#told.set(owner, text);
    this.#options.log('INFO', `Integrity maintenance of ${owner}: ${word}.`);
    this.#options.append(maintenanceLocation, text);
  }

  #end(owner: string): void {
    endMaintenance(this.#options.home, owner);
    this.#told.delete(owner);
    this.#warnedAt.delete(owner);
    this.#options.log('INFO', `Integrity maintenance of ${owner}: ended with a complete scan.`);
  }

  #count(owner: string, marker: Maintenance, silentUpdates: number): void {
    const { home, clock, log } = this.#options;
    if (marker.silentUpdates !== silentUpdates) {
      updateMaintenance(home, owner, { ...marker, silentUpdates });
    }
    const now = Math.floor(clock() / 1000);
    const hours = Math.floor((now - marker.enabledAt) / 3600);
    const warnedAt = this.#warnedAt.get(owner) ?? 0;
    if (now - marker.enabledAt < warnAfterSeconds || now - warnedAt < warnEverySeconds) return;
    this.#warnedAt.set(owner, now);
    log(
      'WARN',
      `Integrity maintenance of ${owner} is on for ${hours} hours: changes raise no alert.`,
    );
  }

  #write(lines: readonly SilentChange[]): void {
    if (lines.length === 0) return;
    const path = join(this.#options.home, 'logs', 'fim_maintenance.log');
    try {
      appendFileSync(path, lines.map(lineOf).join(''), { encoding: 'latin1', mode: logMode });
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.#options.log('WARN', `${lines.length} silent changes could not be noted: ${reason}.`);
    }
  }
}

function lineOf({ timeMs, location, kind, path }: SilentChange): string {
  const at = new Date(timeMs);
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  const clock = [at.getHours(), at.getMinutes(), at.getSeconds()].map(two).join(':');
  return `${day} ${clock} ${location} ${kind} ${path}\n`;
}
