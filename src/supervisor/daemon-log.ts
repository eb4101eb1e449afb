import { appendFileSync } from 'node:fs';
import { join } from 'node:path';

export type LogLevel = 'DEBUG' | 'INFO' | 'WARN' | 'ERROR' | 'CRITICAL';

/** `YYYY/MM/DD HH:MM:SS daemon: LEVEL: text`, local time, one line whatever the text holds. */
export function daemonLogLine(time: Date, daemon: string, level: LogLevel, text: string): string {
  const date = [time.getFullYear(), time.getMonth() + 1, time.getDate()].map(two).join('/');
  const clock = [time.getHours(), time.getMinutes(), time.getSeconds()].map(two).join(':');
  return `${date} ${clock} ${daemon}: ${level}: ${oneLine(text)}\n`;
}

/** File names and messages of the system may hold anything; a log must not drive a terminal. */
function oneLine(text: string): string {
  const escape = (char: string): string => `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`;
  return text.replaceAll(/[\r\n]+/g, ' | ').replaceAll(/[\x00-\x1f\x7f-\x9f]/g, escape);
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}

/** `logs/ossec.log`: opened for each line, so that anything may rotate it at any time. */
export class DaemonLog {
  readonly #path: string;
  readonly #debug: boolean;

  constructor(home: string, debug = false) {
    this.#path = join(home, 'logs', 'ossec.log');
    this.#debug = debug;
  }

  write(daemon: string, level: LogLevel, text: string): void {
    if (level === 'DEBUG' && !this.#debug) return;
    const line = daemonLogLine(new Date(), daemon, level, text);
    try {
      appendFileSync(this.#path, line, { mode: 0o660 });
    } catch {
      // A full disk must not stop supervision, and there is nowhere left to say so.
    }
  }
}
