import { Buffer } from 'node:buffer';
import { once } from 'node:events';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { IngestClient } from '../agent/index.ts';
import { openIngestClient } from '../agent/index.ts';
import type { Journal } from '../journal/index.ts';
import { openSegmentJournal } from '../journal/index.ts';
import type { IngestRecord } from '../wire/index.ts';
import { decodeBatch, encodeBatch, encodeFrame, FrameReader, joinBatches } from '../wire/index.ts';
import type { IngestServer } from './ingest-server.ts';
import { openIngestServer } from './ingest-server.ts';

let folder = '';
let socketPath = '';
let journal: Journal;
let server: IngestServer | undefined;
let client: IngestClient | undefined;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tocsin-ingest-'));
  socketPath = join(folder, 'ingest.sock');
  journal = await openSegmentJournal({ folder: join(folder, 'journal') });
});

afterEach(async () => {
  await client?.close();
  await server?.close();
  server = undefined;
  client = undefined;
  await journal.close();
  await rm(folder, { recursive: true });
});

async function serve(): Promise<void> {
  server = await openIngestServer({ socketPath, journal, clock: () => 1234 });
}

function record(text: string): IngestRecord {
  return { queue: '1', location: '/var/log/x', text, origin: undefined };
}

async function journalled(count: number): Promise<string[]> {
  const found: string[] = [];
  for await (const item of journal.read(0, AbortSignal.timeout(5000))) {
    const batch = item.kind === 'entry' ? decodeBatch(item.bytes) : undefined;
    if (batch?.kind === 'batch') found.push(...batch.records.map(({ text }) => text));
    if (found.length >= count) break;
  }
  return found;
}

/** One delivery for each record, all under way at once. */
function deliverEach(records: readonly IngestRecord[]): Promise<void>[] {
  const opened = (client ??= openIngestClient({ socketPath }));
  return records.map((one) => opened.deliver([one]));
}

function numbered(count: number): IngestRecord[] {
  return Array.from({ length: count }, (_, i) => record(`line ${i}`));
}

describe('ingest', () => {
  it('resolves when the journal has the records, in order, stamped with the time', async () => {
    await serve();
    const records = numbered(500);
    await Promise.all(deliverEach(records));

    const { end } = journal;
    expect(await journalled(500)).toEqual(records.map(({ text }) => text));
    for await (const item of journal.read(0, AbortSignal.timeout(5000))) {
      expect(item).toMatchObject({ kind: 'entry', receiptTimeMs: 1234 });
      if (item.next === end) break;
    }
  });

  it('splits what is larger than a batch', async () => {
    await serve();
    client = openIngestClient({ socketPath });
    const large = 'x'.repeat(700_000);
    await client.deliver([record(`${large}1`), record(`${large}2`), record('3')]);

    expect((await journalled(3)).map((text) => text.at(-1))).toEqual(['1', '2', '3']);
  });

  it('acknowledges every batch, in order, also those that came together', async () => {
    await serve();
    const socket = connect(socketPath);
    const frames = Array.from({ length: 100 }, (_, i) =>
      encodeFrame('batch', i + 1, encodeBatch([record(`line ${i}`)])),
    );
    socket.write(Buffer.concat(frames));
    const reader = new FrameReader();
    const sequences: number[] = [];
    for await (const chunk of socket) {
      for (const { kind, sequence } of reader.push(chunk as Buffer)) {
        if (kind === 'ack') sequences.push(sequence);
      }
      if (sequences.length === frames.length) break;
    }
    expect(sequences).toEqual(frames.map((_, i) => i + 1));
    expect(await journalled(100)).toHaveLength(100);
  });

  it('waits for a server that is not there yet', async () => {
    await writeFile(socketPath, '');
    client = openIngestClient({ socketPath });
    const delivered = client.deliver([record('early')]);
    await serve();
    await delivered;

    expect(await journalled(1)).toEqual(['early']);
    expect((await stat(socketPath)).mode & 0o777).toBe(0o660);
  });

  it('sends again, in order, what a broken connection left open', async () => {
    const stuck = await openSegmentJournal({
      folder: join(folder, 'stuck'),
      openFile: () => Promise.reject(Object.assign(new Error('full'), { code: 'ENOSPC' })),
    });
    server = await openIngestServer({ socketPath, journal: stuck, clock: () => 0 });
    const delivered = Promise.all(deliverEach(numbered(20)));
    await expect.poll(() => client?.connected).toBe(true);
    await server.close();
    await stuck.close();
    await serve();
    await delivered;

    expect(await journalled(20)).toEqual(numbered(20).map(({ text }) => text));
  });

  it('rejects what was not acknowledged when it closes', async () => {
    const half = 'x'.repeat(600_000);
    const settled = Promise.allSettled(deliverEach(Array.from({ length: 12 }, () => record(half))));
    await client?.close();

    expect(await settled).toEqual(
      Array.from({ length: 12 }, () => ({
        status: 'rejected',
        reason: expect.objectContaining({ code: 'INGEST_CLOSED' }) as unknown,
      })),
    );
  });

  it('rejects a record that no frame can carry, and goes on', async () => {
    await serve();
    client = openIngestClient({ socketPath });
    const huge = client.deliver([record('x'.repeat(9_000_000))]);

    await expect(huge).rejects.toMatchObject({ code: 'INGEST_RECORD_TOO_LARGE' });
    await client.deliver([record('small')]);
    expect(await journalled(1)).toEqual(['small']);
  });

  it.each([
    { what: 'bytes that are no frame', bytes: Buffer.from('GET / HTTP/1.1\r\n\r\n') },
    { what: 'a frame without a batch', bytes: encodeFrame('batch', 1, Buffer.from('junk')) },
    { what: 'an ack', bytes: encodeFrame('ack', 1, Buffer.alloc(0)) },
    { what: 'a frame over the limit', bytes: Buffer.alloc(64, 0x7f) },
  ])('closes a connection that sends $what, and counts it', async ({ bytes }) => {
    await serve();
    const socket = connect(socketPath);
    socket.write(bytes);
    socket.resume();
    await once(socket, 'close');

    expect(server?.counts.refused).toBe(1);
    expect(journal.end).toBe(0);
  });

  it('takes batches that come together as entries of their own, with one answer', async () => {
    await serve();
    const socket = connect(socketPath);
    const batches = ['a', 'b', 'c'].map((text) => encodeBatch([record(text)]));
    socket.write(encodeFrame('batches', 7, joinBatches(batches)));
    const [chunk] = (await once(socket, 'data')) as [Buffer];
    socket.destroy();

    expect(new FrameReader().push(chunk)).toMatchObject([{ kind: 'ack', sequence: 7 }]);
    expect(server?.counts.batches).toBe(3);
    expect(await journalled(3)).toEqual(['a', 'b', 'c']);
  });

  it('takes none of the batches of a frame in which one is none', async () => {
    await serve();
    const socket = connect(socketPath);
    const batches = [encodeBatch([record('a')]), Buffer.from('none')];
    socket.write(encodeFrame('batches', 1, joinBatches(batches)));
    socket.resume();
    await once(socket, 'close');

    expect(server?.counts.refused).toBe(1);
    expect(journal.end).toBe(0);
  });

  it('does not take a socket away from a process that serves it', async () => {
    await serve();

    await expect(openIngestServer({ socketPath, journal, clock: () => 0 })).rejects.toThrow(
      'another process',
    );
  });

  it('holds back a sender that is faster than the disk', async () => {
    const stuck = await openSegmentJournal({
      folder: join(folder, 'stuck'),
      openFile: () => Promise.reject(Object.assign(new Error('full'), { code: 'ENOSPC' })),
    });
    server = await openIngestServer({ socketPath, journal: stuck, clock: () => 0 });
    const socket = connect(socketPath);
    socket.on('error', () => undefined);
    const frame = encodeFrame('batch', 1, encodeBatch([record('x'.repeat(1_000_000))]));
    let sent = 0;
    const fill = (): void => {
      while (sent < 200 && socket.write(frame)) sent++;
      sent++;
    };
    socket.on('drain', fill);
    fill();
    let before = -1;
    await expect
      .poll(
        () => {
          const still = sent === before;
          before = sent;
          return still;
        },
        { interval: 100 },
      )
      .toBe(true);

    // The bound, and what the two ends of the socket and the frame reader hold.
    expect(sent).toBeLessThan(40);
    socket.destroy();
    await server.close();
    server = undefined;
    await stuck.close();
  });
});
