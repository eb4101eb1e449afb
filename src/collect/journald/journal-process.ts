import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { Buffer } from 'node:buffer';
import { readFile } from 'node:fs/promises';
import { journalFields } from '../../formats/index.ts';

/** Lines of JSON may be this long; an array of bytes takes four characters for each. */
const MAX_LINE_BYTES = 16 * 1024 * 1024;

/** Where to begin: after an entry, or with the oldest. */
export type JournalBegin =
  | { readonly kind: 'after'; readonly cursor: string }
  | { readonly kind: 'start' };

/** How journalctl is called. */
export interface JournalCall {
  /** Entries of this identifier; undefined for all. */
  readonly identifier: string | undefined;
  readonly begin: JournalBegin;
  readonly more: readonly string[];
}

export function journalArguments({ identifier, begin, more }: JournalCall): readonly string[] {
  const fields = `--output-fields=${journalFields.join()}`;
  const cursor = begin.kind === 'after' ? [`--after-cursor=${begin.cursor}`] : [];
  const filter = identifier === undefined ? [] : [`--identifier=${identifier}`];
  return [
    '--follow',
    '--output=json',
    '--all',
    fields,
    '--lines=all',
    ...cursor,
    ...filter,
    ...more,
  ];
}

/**
 * Following shows the running boot only, unless journals are merged; then those of other machines
 * that are stored here would come as well, if this machine's were not asked for.
 */
export async function thisMachine(): Promise<readonly string[]> {
  const id = (await readFile('/etc/machine-id', 'latin1').catch(() => '')).trim();
  return /^[0-9a-f]{32}$/.test(id) ? ['--merge', `_MACHINE_ID=${id}`] : ['--merge'];
}

export function spawnJournal(call: readonly string[]): ChildProcess {
  const env = { ...process.env, LC_ALL: 'C', SYSTEMD_COLORS: '0' };
  return spawn('journalctl', ['--no-pager', ...call], { env, stdio: ['ignore', 'pipe', 'pipe'] });
}

/** The cursor of the newest entry; undefined when there is none or it cannot be told. */
export async function newestCursor(more: readonly string[]): Promise<string | undefined> {
  return await new Promise((resolve) => {
    const child = spawnJournal(['--lines=0', '--show-cursor', '--quiet', ...more]);
    let text = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      if (text.length < 65_536) text += chunk.toString('latin1');
    });
    child.on('error', () => resolve(undefined));
    child.on('close', () => resolve(/^-- cursor: (?<cursor>\S+)$/m.exec(text)?.groups?.['cursor']));
  });
}

export interface JournalLines {
  readonly lines: readonly string[];
  /** Entries that were too long even for the limit. */
  readonly dropped: number;
}

/** The whole lines of each chunk of output, as text. */
export async function* journalLines(output: AsyncIterable<Buffer>): AsyncGenerator<JournalLines> {
  let held: Buffer[] = [];
  let length = 0;
  let dropping = false;
  for await (const chunk of output) {
    const last = chunk.lastIndexOf(0x0a);
    if (last < 0) {
      length += chunk.length;
      dropping ||= length > MAX_LINE_BYTES;
      if (dropping) held = [];
      else held.push(chunk);
      continue;
    }
    const first = dropping ? chunk.indexOf(0x0a) + 1 : 0;
    const whole = Buffer.concat([...held, chunk.subarray(first, last + 1)]);
    const lines = whole.toString('utf8').split('\n');
    lines.pop();
    yield { lines, dropped: dropping ? 1 : 0 };
    held = [Buffer.from(chunk.subarray(last + 1))];
    length = chunk.length - last - 1;
    dropping = false;
  }
}
