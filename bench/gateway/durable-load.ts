import { Greeting } from '../../src/agent/durable/greeting.ts';
import { FrameSource } from '../../src/agent/durable/frame-source.ts';
import { ServerStream } from '../../src/agent/durable/server-stream.ts';
import {
  encodeBatch,
  encodeData,
  encodeDurable,
  packBundle,
  type AgentEntry,
} from '../../src/wire/index.ts';
import { benchAgents } from './home.ts';
import { benchLines } from './lines.ts';

const connectingAtOnce = 24;
const batchMax = 1000;
const framesAhead = 16;
const answerMs = 30_000;
const aliveMs = 15_000;

interface Connection {
  readonly frames: readonly Buffer[];
  readonly stream: ServerStream;
  readonly source: FrameSource;
}

async function connect(
  agent: AgentEntry,
  port: number,
  frames: readonly Buffer[],
): Promise<Connection> {
  const stream = await ServerStream.open({
    server: { host: '127.0.0.1', port },
    localIp: undefined,
    timeoutMs: answerMs,
    signal: new AbortController().signal,
  });
  if (typeof stream === 'string') throw new Error(stream);
  const source = new FrameSource(stream);
  const exporter = stream.exporter();
  const greeting = new Greeting({ agent, spool: agent.id.padStart(16, '0'), exporter });
  await stream.write(greeting.hello());
  for (;;) {
    const frame = await source.next(answerMs);
    const step = frame === undefined ? undefined : greeting.take(frame);
    if (step === undefined || step.kind === 'refused') throw new Error(step?.reason ?? 'silent');
    if (step.kind === 'done') return { frames, stream, source };
    await stream.write(step.bytes);
  }
}

/** The data frames of one agent. */
function framesOf(lines: readonly string[], batchSize: number): readonly Buffer[] {
  const frames: Buffer[] = [];
  for (let from = 0; from < lines.length; from += batchSize) {
    const texts = lines.slice(from, from + batchSize);
    const records = texts.map((text, i) => {
      const at = from + i;
      const origin = { agent: '000', source: 'file:/x', stream: 's', from: at, to: at + 1 };
      return { queue: '1', location: '/var/log/messages', text, origin };
    });
    const packed = packBundle([encodeBatch(records)], 'zstd');
    frames.push(encodeData({ lane: 1, from, next: from + texts.length, ...packed }));
  }
  return frames;
}

/** Sends all frames of a connection, some ahead; resolves when all are acknowledged. */
async function send({ frames, stream, source }: Connection): Promise<void> {
  let acks = 0;
  let sent = 0;
  await new Promise<void>((resolve, reject) => {
    const more = (): void => {
      while (sent < frames.length && sent < acks + framesAhead) {
        void stream.write(frames[sent++] ?? Buffer.alloc(0));
      }
      if (acks === frames.length) resolve();
    };
    void stream.closed.then(() => reject(new Error(stream.problem)));
    source.deliverTo(({ kind }) => {
      if (kind === 'ack') acks++;
      more();
    });
    more();
  });
}

/** Connects so many agents; the answer sends the events of all. */
export async function openConnections(port: number, agents: number, events: number) {
  const lines = benchLines(events);
  const each = Math.ceil(events / agents);
  const batchSize = Math.max(1, Math.min(batchMax, Math.ceil(each / 4)));
  const queue = benchAgents(agents).map((agent, i) => ({
    agent,
    frames: framesOf(lines.slice(i * each, (i + 1) * each), batchSize),
  }));
  const open: Connection[] = [];
  // Connecting takes long where there are thousands, and a server gives up who is silent.
  const alive = encodeDurable('alive');
  setInterval(() => {
    for (const { stream } of open) void stream.write(alive);
  }, aliveMs).unref();
  const worker = async (): Promise<void> => {
    for (let one = queue.pop(); one !== undefined; one = queue.pop()) {
      open.push(await connect(one.agent, port, one.frames));
    }
  };
  await Promise.all(Array.from({ length: connectingAtOnce }, worker));
  return async (): Promise<void> => {
    await Promise.all(open.map(send));
  };
}
