import type { Buffer } from 'node:buffer';
import { mkdtemp, rm } from 'node:fs/promises';
import type { Server, Socket } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Frame, IngestRecord } from '../wire/index.ts';
import { decodeBatch, encodeAck, encodeFrame, FrameReader } from '../wire/index.ts';
import type { IngestClient } from './index.ts';
import { openIngestClient } from './index.ts';

let folder = '';
let client: IngestClient;
let receiver: Receiver;
let connections: boolean[] = [];

/** A receiver that acknowledges only what the test tells it to. */
class Receiver {
  readonly frames: Frame[] = [];
  #server: Server | undefined = undefined;
  #sockets: Socket[] = [];

  async listen(): Promise<void> {
    const server = createServer((socket) => this.#accept(socket));
    this.#server = server;
    await new Promise<void>((resolve) => server.listen(join(folder, 'sock'), resolve));
  }

  get sequences(): readonly number[] {
    return this.frames.map(({ sequence }) => sequence);
  }

  get texts(): readonly string[] {
    return this.frames.flatMap(({ body }) => {
      const batch = decodeBatch(body);
      return batch.kind === 'batch' ? batch.records.map(({ text }) => text) : ['malformed'];
    });
  }

  send(bytes: Buffer): void {
    this.#sockets.at(-1)?.write(bytes);
  }

  drop(): void {
    for (const socket of this.#sockets) socket.destroy();
    this.#sockets = [];
    this.frames.length = 0;
  }

  async close(): Promise<void> {
    this.drop();
    await new Promise<void>((resolve) => {
      if (this.#server === undefined) resolve();
      else this.#server.close(() => resolve());
    });
    this.#server = undefined;
  }

  #accept(socket: Socket): void {
    const reader = new FrameReader();
    this.#sockets.push(socket);
    socket.on('data', (chunk: Buffer) => this.frames.push(...reader.push(chunk)));
    socket.on('error', () => undefined);
  }
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tocsin-client-'));
  connections = [];
  receiver = new Receiver();
  client = openIngestClient({
    socketPath: join(folder, 'sock'),
    onConnection: (connected) => connections.push(connected),
  });
});

afterEach(async () => {
  await client.close();
  await receiver.close();
  await rm(folder, { recursive: true });
});

function record(text: string): IngestRecord {
  return { queue: '1', location: '/x', text, origin: undefined };
}

describe('the ingest client', () => {
  it('waits for the word of the receiver, not for its socket', async () => {
    await receiver.listen();
    let done = false;
    const delivered = client.deliver([record('a')]).then(() => (done = true));
    await expect.poll(() => receiver.texts).toEqual(['a']);
    expect(done).toBe(false);
    receiver.send(encodeAck(1));

    await delivered;
    expect(client.connected).toBe(true);
  });

  it('sends at most eight batches ahead', async () => {
    await receiver.listen();
    const large = 'x'.repeat(1_000_000);
    const deliveries = Array.from({ length: 12 }, (_, i) => client.deliver([record(large + i)]));
    await expect.poll(() => receiver.frames.length).toBe(8);
    receiver.send(encodeAck(3));
    await expect.poll(() => receiver.frames.length).toBe(11);
    receiver.send(encodeAck(12));
    await expect.poll(() => receiver.frames.length).toBe(12);
    receiver.send(encodeAck(12));

    await Promise.all(deliveries);
    expect(receiver.sequences).toEqual(Array.from({ length: 12 }, (_, i) => i + 1));
  });

  it('says again on a new connection what was not acknowledged, in the same order', async () => {
    await receiver.listen();
    const deliveries: Promise<void>[] = [];
    for (const text of ['a', 'b', 'c']) {
      deliveries.push(client.deliver([record(text)]));
      await expect.poll(() => receiver.texts.at(-1)).toBe(text);
    }
    receiver.send(encodeAck(1));
    await deliveries[0];
    receiver.drop();
    await expect.poll(() => receiver.texts).toEqual(['b', 'c']);
    receiver.send(encodeAck(3));

    await Promise.all(deliveries);
    expect(connections.slice(0, 3)).toEqual([true, false, true]);
  });

  it('comes back when the receiver was away', async () => {
    const delivered = client.deliver([record('early')]);
    await receiver.listen();
    await expect.poll(() => receiver.texts).toEqual(['early']);
    receiver.send(encodeAck(1));

    await delivered;
  });

  it.each([
    { what: 'an ack of something never sent', bytes: encodeAck(99) },
    { what: 'a batch', bytes: encodeFrame('batch', 1, encodeAck(1)) },
  ])('is not confused by $what', async ({ bytes }) => {
    await receiver.listen();
    await expect.poll(() => client.connected).toBe(true);
    receiver.send(bytes);
    const delivered = client.deliver([record('a')]);
    await expect.poll(() => receiver.texts).toEqual(['a']);
    receiver.send(encodeAck(1));

    await delivered;
  });

  it('starts over when the answer is no frame', async () => {
    await receiver.listen();
    const delivered = client.deliver([record('a')]);
    await expect.poll(() => receiver.texts).toEqual(['a']);
    receiver.frames.length = 0;
    receiver.send(encodeAck(1).fill(0xff));
    await expect.poll(() => receiver.texts).toEqual(['a']);
    receiver.send(encodeAck(1));

    await delivered;
  });
});
