import { connect } from 'node:net';
import { join, relative } from 'node:path';
import { GatewayUnreachable } from './gateway-error.ts';
import type { ForwardAnswer } from './forward-server.ts';

const timeoutMs = 10_000;
/** What the system takes as a path of a socket. */
const pathBytesMax = 107;

/**
 * Hands lines for agents to the gateway of a home; answers whom each reached. Throws
 * GATEWAY_UNREACHABLE.
 */
export async function forwardLines(
  home: string,
  lines: readonly string[],
): Promise<readonly ForwardAnswer[]> {
  const path = socketPath(home);
  return new Promise((resolve, reject) => {
    const answers: ForwardAnswer[] = [];
    let held = '';
    const socket = connect(path, () => {
      for (const line of lines) socket.write(`${line}\n`, 'latin1');
    });
    const fail = (cause: Error): void => {
      socket.destroy();
      reject(new GatewayUnreachable(path, { cause }));
    };
    socket.setTimeout(timeoutMs, () => fail(new Error(`no answer in ${timeoutMs / 1000} s`)));
    socket.on('error', fail);
    socket.on('close', () => fail(new Error('it ended the connection')));
    socket.on('data', (chunk: Buffer) => {
      held += chunk.toString('utf8');
      const parts = held.split('\n');
      held = parts.pop() ?? '';
      for (const part of parts) answers.push(forwardAnswer(part));
      if (answers.length < lines.length) return;
      socket.removeAllListeners('close');
      socket.destroy();
      resolve(answers);
    });
  });
}

function socketPath(home: string): string {
  const path = join(home, 'queue', 'alerts', 'ar');
  return path.length <= pathBytesMax ? path : relative(process.cwd(), path);
}

function forwardAnswer(text: string): ForwardAnswer {
  const value = JSON.parse(text) as Partial<ForwardAnswer>;
  return { sent: value.sent ?? [], failed: value.failed ?? [] };
}
