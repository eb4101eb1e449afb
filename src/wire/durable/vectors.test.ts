import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { decodeBatch } from '../ingest/index.ts';
import {
  agentProof,
  batchMark,
  compressions,
  credentialOf,
  decodeChallenge,
  decodeData,
  decodeHello,
  decodeWelcome,
  DurableFrameReader,
  encodeAckOf,
  encodeChallenge,
  encodeData,
  encodeDurable,
  encodeHello,
  encodeRefuse,
  encodeWelcome,
  openBundle,
  packBundle,
  serverProof,
} from './index.ts';

/** The vectors that the specification prints. */
function readVectors(): (name: string) => string {
  const page = readFileSync(join(import.meta.dirname, '../../../docs/protocol.md'), 'utf8');
  const [, text = ''] = /```json\n([^`]+)```/.exec(page) ?? [];
  const found = JSON.parse(text) as Readonly<Record<string, string | number>>;
  return (name) => {
    const value = found[name];
    if (value === undefined) throw new Error(`no vector ${name}`);
    return String(value);
  };
}

const vector = readVectors();

function bytes(name: string): Buffer {
  return Buffer.from(vector(name), 'hex');
}

function bodyOf(name: string): Buffer {
  const reader = new DurableFrameReader(10_000);
  reader.add(bytes(name));
  return reader.next()?.body ?? Buffer.alloc(0);
}

const id = vector('id');
const spool = vector('spool');
const handshake = {
  exporter: bytes('exporter'),
  id,
  spool,
  agentNonce: bytes('agent_nonce'),
  serverNonce: bytes('server_nonce'),
};
const credential = credentialOf({ id, key: vector('key') });
const places = [
  { position: 0, mark: 0 },
  { position: 4096, mark: Number(vector('mark')) },
];

describe('the vectors of docs/protocol.md', () => {
  it.each([
    ['credential', credential],
    ['agent_proof', agentProof(credential, handshake)],
    ['server_proof', serverProof(credential, handshake)],
    ['hello', encodeHello({ version: 1, id, nonce: handshake.agentNonce, spool })],
    ['challenge', encodeChallenge({ nonce: handshake.serverNonce, compressions })],
    ['proof', encodeDurable('proof', agentProof(credential, handshake))],
    ['welcome', encodeWelcome({ proof: serverProof(credential, handshake), places })],
    ['refuse', encodeRefuse('proof')],
    [
      'data',
      encodeData({ lane: 1, from: 4096, next: 8192, ...packBundle([bytes('batch')], 'none') }),
    ],
    ['ack', encodeAckOf({ lane: 1, next: 8192 })],
    ['control', encodeDurable('control', Buffer.from('#!-syscheck restart'))],
    ['alive', encodeDurable('alive')],
  ])('%s', (name, made) => {
    expect(made.toString('hex')).toBe(vector(name));
  });

  it('are read as what they say', () => {
    expect(decodeHello(bodyOf('hello'))).toMatchObject({ version: 1, id, spool });
    expect(decodeChallenge(bodyOf('challenge'))?.compressions).toEqual(compressions);
    expect(decodeWelcome(bodyOf('welcome'))?.places).toEqual(places);
    const data = decodeData(bodyOf('data'));
    const opened = data === undefined ? undefined : openBundle(data);
    if (opened?.kind !== 'batches') throw new Error('no bundle');
    const [batch = Buffer.alloc(0)] = opened.batches;
    expect(String(batchMark(batch))).toBe(vector('mark'));
    expect(decodeBatch(batch)).toMatchObject({ records: [{ text: 'sshd: hello', to: 12 }] });
  });
});
