// The process that plays the collectors: argv[2] is a SendRequest as JSON.
import type { Buffer } from 'node:buffer';
import { connect } from 'node:net';
import { FrameReader } from '../../src/wire/index.ts';
import { readCorpus } from './read-corpus.ts';
import { Frames } from './frames.ts';
import type { SenderMessage, SendRequest } from './messages.ts';
import { monotonicMs } from './messages.ts';

/** As many as the collectors' client keeps under way. */
const inFlightMax = 8;
/** More lines are not made: they come again instead. */
const linesMax = 1_000_000;
/** Frames made before the clock starts; the rest is made on the way. */
const preparedMax = 400;

const request = JSON.parse(process.argv[2] ?? '{}') as SendRequest;
const { corpus, seed, events, socketPath } = request;
const frames = new Frames(readCorpus(corpus, seed, Math.min(events, linesMax)), events);
const prepared: { readonly frame: Buffer; readonly last: number }[] = [];
for (let one = frames.next(); one !== undefined; one = frames.next()) {
  prepared.push(one);
  if (prepared.length >= preparedMax) break;
}
prepared.reverse();

function tell(message: SenderMessage): void {
  process.send?.(message);
}

async function sendAll(): Promise<void> {
  const acks: [number, number][] = [];
  const underWay: number[] = [];
  const socket = connect(socketPath);
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('error', reject);
  });
  const startMs = monotonicMs();
  await new Promise<void>((resolve, reject) => {
    const reader = new FrameReader();
    const fill = (): void => {
      while (underWay.length < inFlightMax) {
        const next = prepared.pop() ?? frames.next();
        if (next === undefined) break;
        underWay.push(next.last);
        socket.write(next.frame);
      }
      if (underWay.length === 0) resolve();
    };
    socket.on('data', (chunk: Buffer) => {
      const now = monotonicMs();
      for (const { kind } of reader.push(chunk)) {
        const last = kind === 'ack' ? underWay.shift() : undefined;
        if (last !== undefined) acks.push([last, now]);
      }
      fill();
    });
    socket.on('error', reject);
    socket.on('close', () => reject(new Error('the analysis process closed the connection')));
    fill();
  });
  socket.removeAllListeners('close');
  socket.destroy();
  tell({ kind: 'sent', startMs, acks });
}

process.on('message', () => void sendAll());
process.on('disconnect', () => process.exit(0));
tell({ kind: 'prepared' });
