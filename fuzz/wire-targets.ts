import { Buffer } from 'node:buffer';
import type { Random } from '../bench/corpus/random.ts';
import { latin1 } from '../src/base/index.ts';
import {
  compressions,
  decodeAck,
  decodeBatch,
  decodeChallenge,
  decodeData,
  decodeHello,
  decodeRefuse,
  decodeWelcome,
  DurableFrameReader,
  encodeBatch,
  encodeData,
  encodeDurable,
  encodeHello,
  isControl,
  openBundle,
  packBundle,
  parseEventMessage,
  parseKeepalive,
  parseServerControl,
  relabelBatch,
  unmergeFiles,
  type DurableFrame,
} from '../src/wire/index.ts';
import { mutated } from './mutate.ts';
import { logLines } from './samples.ts';
import type { FuzzTarget } from './target.ts';

function demand(holds: boolean, what: string): void {
  if (!holds) throw new Error(what);
}

function bytesOf(text: string): Buffer {
  return Buffer.from(text, 'latin1');
}

const nonce = Buffer.alloc(32, 5);

const payloadWords: readonly string[] = [
  ...'!|:|#AES:|!001!|#!-|agent startup |agent ack |execd |up file |close file |\0|1:/x:'.split(
    '|',
  ),
  `${'0'.repeat(32)} merged.mg\n`,
  '!5 name\nhello',
];

/** The readers of control messages. */
function readPayload(text: string): void {
  if (isControl(text)) {
    const control = parseServerControl(text);
    if (control.kind === 'file-begin') {
      demand(!/^\.|[/\0]/.test(control.file.name), `the name ${control.file.name}`);
    }
    demand(parseKeepalive(text).files.length <= 256, 'too many files in a keepalive');
  } else {
    const event = parseEventMessage(text);
    demand(event === undefined || event.queue.length === 1, 'a queue of several letters');
  }
  for (const { name } of unmergeFiles(bytesOf(text))) {
    demand(!/^\.|[/\0]/.test(name), `the merged name ${name}`);
  }
}

function batchOf(random: Random): Buffer {
  const records = Array.from({ length: 1 + random.number(4) }, (_, i) => {
    const origin = { agent: '000', source: 'file:/x', stream: 's', from: i, to: i + 1 };
    return { queue: '1', location: '/x', text: random.pick(logLines), origin };
  });
  return encodeBatch(records);
}

function frameOf(random: Random): Buffer {
  const body = bytesOf(mutated('0123456789abcdef', random, payloadWords));
  const packed = packBundle([batchOf(random), batchOf(random)], random.pick([...compressions]));
  switch (random.number(4)) {
    case 0:
      return encodeHello({ version: 1, id: '001', nonce, spool: 'a'.repeat(16) });
    case 1:
      return encodeData({ lane: random.number(3), from: 1, next: random.number(9), ...packed });
    case 2:
      return encodeDurable('control', body);
    default:
      return encodeDurable(random.pick(['challenge', 'welcome', 'ack', 'refuse']), body);
  }
}

/** What a server reads of a TLS connection, greeted or not, and an agent of its server. */
export const durableTarget: FuzzTarget = {
  name: 'durable',
  make: (random) => {
    const frames = Array.from({ length: 1 + random.number(3) }, () => latin1(frameOf(random)));
    const whole = frames.join('');
    return random.number(3) === 0 ? whole : mutated(whole, random, payloadWords);
  },
  run: (input) => {
    const reader = new DurableFrameReader(64 * 1024);
    const bytes = bytesOf(input);
    let taken = 0;
    for (let at = 0; at < bytes.length; at += 7) {
      reader.add(bytes.subarray(at, at + 7));
      for (let frame = reader.next(); frame !== undefined; frame = reader.next()) {
        taken += frame.body.length + 5;
        readFrame(frame);
      }
    }
    demand(taken <= bytes.length, `${taken} bytes of frames in ${bytes.length}`);
  },
};

function readFrame({ kind, body }: DurableFrame): void {
  decodeHello(body);
  decodeChallenge(body);
  decodeWelcome(body);
  decodeAck(body);
  demand(/^[\x20-\x7e]+$/.test(decodeRefuse(body)), 'a refusal that is no text');
  if (kind === 'control') readPayload(latin1(body));
  const data = decodeData(body);
  if (data === undefined) return;
  const opened = openBundle(data);
  if (opened.kind === 'malformed') return;
  for (const batch of opened.batches) {
    const named = relabelBatch(batch, ({ location, stream }) => ({
      location,
      agent: '001',
      stream,
    }));
    if (named === undefined) continue;
    const decoded = decodeBatch(named);
    demand(decoded.kind === 'batch', 'a batch that was taken cannot be read');
    if (decoded.kind !== 'batch') continue;
    demand(
      decoded.sources.every(({ origin }) => origin === undefined || origin.agent === '001'),
      'a record of another agent',
    );
  }
}
