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

/** The newest entry, if there is one; or why that cannot be told. */
export type NewestEntry =
  | { readonly kind: 'entry'; readonly cursor: string }
  | { readonly kind: 'none' }
  | { readonly kind: 'failed'; readonly reason: string };

/** The place from which on everything is new. */
export async function newestEntry(more: readonly string[]): Promise<NewestEntry> {
  const child = spawnJournal(['--lines=0', '--show-cursor', '--quiet', ...more]);
  let text = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    if (text.length < 65_536) text += chunk.toString('latin1');
  });
  const { code, reason, said } = await endOf(child);
  const cursor = /^-- cursor: (?<cursor>\S+)$/m.exec(text)?.groups?.['cursor'];
  if (cursor !== undefined) return { kind: 'entry', cursor };
  // Where there is no journal at all it fails as well, but has nothing to say about it.
  return code === 0 || !said ? { kind: 'none' } : { kind: 'failed', reason };
}

export interface ReaderEnd {
  readonly code: number | undefined;
  /** For people. */
  readonly reason: string;
  /** Whether the reader itself told the reason. */
  readonly said: boolean;
}

/** Waits for the end of the reader. */
export async function endOf(child: ChildProcess): Promise<ReaderEnd> {
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    if (said.length < 4096) said += chunk.toString('utf8');
  });
  return await new Promise((resolve) => {
    child.on('error', (error: NodeJS.ErrnoException) => {
      const missing = error.code === 'ENOENT';
      const reason = missing ? 'journalctl is not installed' : error.message;
      resolve({ code: undefined, reason, said: true });
    });
    child.on('close', (code, signal) => {
      const lines = said.trim().split('\n');
      const last =
        lines.find((line) => /permission|journal file/i.test(line)) ?? lines.at(-1) ?? '';
      const how = `journalctl ended with ${code ?? signal ?? 'no status'}`;
      const reason = last === '' ? how : last;
      resolve({ code: code ?? undefined, reason, said: last !== '' });
    });
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
