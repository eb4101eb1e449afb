import { Buffer } from 'node:buffer';
import { PassThrough, Readable } from 'node:stream';
import type { CommandIo } from '../contract.ts';
import { runCommand } from '../run-command.ts';

/** What a command left behind; output as one character per byte. */
export interface Called {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

/** Collects what is written, without ever asking the writer to wait. */
function collector(): { readonly stream: PassThrough; text(): string } {
  const stream = new PassThrough({ highWaterMark: 1 << 28 });
  return {
    stream,
    text(): string {
      let text = '';
      for (;;) {
        const chunk = stream.read() as Buffer | null;
        if (chunk === null) return text;
        text += chunk.toString('latin1');
      }
    },
  };
}

/** Runs a command as `bin/` does, with streams in memory; `input` holds one character per byte. */
export async function call(
  launcher: string,
  args: readonly string[],
  input = '',
  more: Partial<CommandIo> = {},
): Promise<Called> {
  const out = collector();
  const err = collector();
  const status = await runCommand(launcher, args, {
    stdin: Readable.from(input === '' ? [] : [Buffer.from(input, 'latin1')]),
    stdout: out.stream,
    stderr: err.stream,
    env: {},
    cwd: '/',
    isTerminal: false,
    columns: () => 80,
    ...more,
  });
  return { status, out: out.text(), err: err.text() };
}
