import type { Buffer } from 'node:buffer';
import type { PassThrough } from 'node:stream';

/** Everything written to a stream since the last look. */
export function textOf(stream: PassThrough): string {
  let text = '';
  for (;;) {
    const chunk = stream.read() as Buffer | null;
    if (chunk === null) return text;
    text += chunk.toString('utf8');
  }
}
