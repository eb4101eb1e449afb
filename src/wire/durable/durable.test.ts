import { deflateRawSync, zstdCompressSync } from 'node:zlib';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { limits } from '../../base/index.ts';
import { encodeBatch } from '../ingest/index.ts';
import {
  agentProof,
  batchMark,
  compressions,
  credentialOf,
  decodeAck,
  decodeChallenge,
  decodeData,
  decodeHello,
  decodeRefuse,
  decodeWelcome,
  DurableFrameReader,
  encodeAckOf,
  encodeChallenge,
  encodeData,
  encodeDurable,
  encodeHello,
  encodeRefuse,
  encodeWelcome,
  isProof,
  openBundle,
  packBundle,
  serverProof,
  type DurableFrame,
  type Handshake,
} from './index.ts';

function framesOf(
  bytes: Buffer,
  pieceBytes = bytes.length,
  bytesMax: number = limits.frameBytes,
): { frames: DurableFrame[]; problem: string | undefined } {
  const reader = new DurableFrameReader(bytesMax);
  const frames: DurableFrame[] = [];
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    reader.add(bytes.subarray(at, at + pieceBytes));
    for (let frame = reader.next(); frame !== undefined; frame = reader.next()) {
      frames.push({ kind: frame.kind, body: Buffer.from(frame.body) });
    }
  }
  return { frames, problem: reader.problem };
}

function bodyOf(frame: Buffer): Buffer {
  const [first] = framesOf(frame).frames;
  if (first === undefined) throw new Error('no frame');
  return first.body;
}

describe('frames', () => {
  it.each([1, 2, 3, 7, 1000])('come out of pieces of %i bytes as they went in', (pieceBytes) => {
    const bytes = Buffer.concat([
      encodeDurable('control', Buffer.from('hello')),
      encodeDurable('alive'),
      encodeDurable('proof', Buffer.alloc(40, 7), Buffer.from('x')),
    ]);

    const { frames, problem } = framesOf(bytes, pieceBytes);

    expect(frames.map(({ kind, body }) => `${kind} ${body.length}`)).toEqual([
      'control 5',
      'alive 0',
      'proof 41',
    ]);
    expect(problem).toBeUndefined();
  });

  it.each([
    ['too-large', Buffer.from([0xff, 0xff, 0xff, 0xff, 1])],
    ['too-large', encodeDurable('control', Buffer.alloc(508))],
    ['empty', Buffer.from([0, 0, 0, 0, 1])],
    ['kind', Buffer.from([1, 0, 0, 0, 0])],
    ['kind', Buffer.from([1, 0, 0, 0, 99])],
  ])('are refused: %s', (expected, bytes) => {
    const found = framesOf(bytes, 1, 512);

    expect(found.problem).toBe(expected);
    expect(found.frames).toEqual([]);
  });

  it('may grow once the peer is known', () => {
    const reader = new DurableFrameReader(16);
    reader.add(encodeDurable('alive'));
    reader.add(encodeDurable('control', Buffer.alloc(100)));
    expect(reader.next()?.kind).toBe('alive');
    reader.bytesMax = 200;
    expect(reader.next()?.kind).toBe('control');
  });

  it('never hold more than one, and take nothing after a problem', () => {
    const reader = new DurableFrameReader(64);
    reader.add(Buffer.from([0xff, 0xff, 0, 0]));
    expect(reader.next()).toBeUndefined();
    reader.add(encodeDurable('alive'));
    expect(reader.next()).toBeUndefined();
    expect(reader.problem).toBe('too-large');
  });

  it('survive any bytes in any pieces', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.integer({ min: 1, max: 50 }), (b, n) => {
        const { frames } = framesOf(Buffer.from(b), n, 512);
        const bytes = frames.reduce((sum, { body }) => sum + body.length + 5, 0);
        expect(bytes).toBeLessThanOrEqual(b.length);
      }),
    );
  });
});

describe('messages', () => {
  const nonce = Buffer.alloc(32, 9);
  const hello = { version: 1, id: '007', nonce, spool: '0123456789abcdef' };

  it('say what was said', () => {
    expect(decodeHello(bodyOf(encodeHello(hello)))).toEqual(hello);
    for (const taken of [[], ['none'], ['deflate', 'zstd'], compressions] as const) {
      const challenge = { nonce, compressions: taken };
      expect(decodeChallenge(bodyOf(encodeChallenge(challenge)))).toEqual(challenge);
    }
    const places = [
      { position: 0, mark: 0 },
      { position: 2 ** 40, mark: 0xffffffff },
    ];
    const welcome = { proof: Buffer.alloc(32, 1), places };
    expect(decodeWelcome(bodyOf(encodeWelcome(welcome)))).toEqual(welcome);
    expect(decodeAck(bodyOf(encodeAckOf({ lane: 1, next: 77 })))).toEqual({ lane: 1, next: 77 });
    const data = { lane: 0, from: 5, next: 2 ** 41, compression: 'zstd', rawBytes: 9 } as const;
    const bundle = Buffer.from('abc');
    expect(decodeData(bodyOf(encodeData({ ...data, bundle })))).toEqual({ ...data, bundle });
  });

  it('of a later version may say more', () => {
    const longer = Buffer.concat([bodyOf(encodeHello(hello)), Buffer.from('more')]);
    expect(decodeHello(longer)).toEqual(hello);
  });

  it.each([
    ['replaced', 'another connection with the same spool took over'],
    ['proof', 'the server does not know this agent, its key or its address'],
  ] as const)('of refusal are for people: %s', (reason, expected) => {
    expect(decodeRefuse(bodyOf(encodeRefuse(reason)))).toBe(expected);
  });

  it.each([
    ['\x05weird', 'the server refuses: weird'],
    ['\x05\x1b[31m', 'the server refuses'],
    ['', 'the server refuses'],
    ['\xff', 'the server refuses'],
  ])('of refusal that nobody knows stay harmless: %j', (body, expected) => {
    expect(decodeRefuse(Buffer.from(body, 'latin1'))).toBe(expected);
  });

  it.each([
    ['no hello', () => decodeHello(Buffer.from('x'))],
    ['a spool that is no name', () => decodeHello(bodyOf(encodeHello({ ...hello, spool: 'x' })))],
    ['no challenge', () => decodeChallenge(Buffer.alloc(32))],
    ['a welcome cut off', () => decodeWelcome(Buffer.alloc(40))],
    ['an ack of no lane', () => decodeAck(bodyOf(encodeAckOf({ lane: 2, next: 1 })))],
    ['an ack and more', () => decodeAck(Buffer.alloc(10))],
    ['a place that is no number', () => decodeAck(Buffer.alloc(9, 0xff))],
    ['data that goes back', () => decodeData(Buffer.alloc(30))],
    ['data of no lane', () => decodeData(Buffer.concat([Buffer.from([9]), Buffer.alloc(30)]))],
  ])('are refused: %s', (_, decode) => {
    expect(decode()).toBeUndefined();
  });

  it('survive any bytes', () => {
    const decoders = [decodeHello, decodeChallenge, decodeWelcome, decodeAck, decodeData];
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 120 }), (bytes) => {
        for (const decode of decoders) decode(Buffer.from(bytes));
        expect(decodeRefuse(Buffer.from(bytes))).toMatch(/server|connection/);
      }),
    );
  });
});

describe('proofs', () => {
  const handshake: Handshake = {
    exporter: Buffer.alloc(32, 1),
    id: '001',
    spool: '0123456789abcdef',
    agentNonce: Buffer.alloc(32, 2),
    serverNonce: Buffer.alloc(32, 3),
  };
  const credential = credentialOf({ id: '001', key: 'k'.repeat(64) });
  const proof = agentProof(credential, handshake);

  it.each([
    ['the same', credential, handshake, true],
    ['another key', credentialOf({ id: '001', key: 'l'.repeat(64) }), handshake, false],
    ['another agent', credentialOf({ id: '002', key: 'k'.repeat(64) }), handshake, false],
    ['another connection', credential, { ...handshake, exporter: Buffer.alloc(32) }, false],
    ['another time', credential, { ...handshake, serverNonce: Buffer.alloc(32) }, false],
    ['another spool', credential, { ...handshake, spool: 'f'.repeat(16) }, false],
  ])('hold for %s: %#', (_, key, about, expected) => {
    expect(isProof(proof, agentProof(key, about))).toBe(expected);
  });

  it('of a server are none of an agent', () => {
    expect(isProof(serverProof(credential, handshake), proof)).toBe(false);
    expect(isProof(Buffer.alloc(0), proof)).toBe(false);
  });

  it('do not mix fields that touch', () => {
    const shifted = { ...handshake, id: '0010', spool: '123456789abcdef' };
    expect(isProof(agentProof(credential, shifted), proof)).toBe(false);
  });
});

describe('bundles', () => {
  const batch = encodeBatch(
    Array.from({ length: 50 }, (_, i) => ({
      queue: '1',
      location: '/var/log/messages',
      text: `line ${i} of many that look alike`,
      origin: { agent: '000', source: 's', stream: 't', from: i, to: i + 1 },
    })),
  );

  it.each(compressions)('come out as they went in with %s', (compression) => {
    const packed = packBundle([batch, Buffer.alloc(0), batch], compression);

    expect(packed.compression).toBe(compression);
    expect(openBundle(packed)).toEqual({
      kind: 'batches',
      batches: [batch, Buffer.alloc(0), batch],
    });
    if (compression !== 'none') expect(packed.bundle.length).toBeLessThan(batch.length);
  });

  it('that are small go as they are', () => {
    expect(packBundle([Buffer.from('x')], 'zstd').compression).toBe('none');
  });

  it.each([
    ['size', { compression: 'none', rawBytes: limits.frameBytes + 1, bundle: Buffer.alloc(0) }],
    ['compression', { compression: 'none', rawBytes: 2, bundle: Buffer.alloc(1) }],
    ['compression', { compression: 'zstd', rawBytes: 4, bundle: Buffer.from('none') }],
    [
      'compression',
      { compression: 'deflate', rawBytes: 100, bundle: deflateRawSync(Buffer.alloc(10 ** 7)) },
    ],
    [
      'compression',
      { compression: 'zstd', rawBytes: 100, bundle: zstdCompressSync(Buffer.alloc(10 ** 7)) },
    ],
    ['length', { compression: 'none', rawBytes: 3, bundle: Buffer.alloc(3) }],
    ['length', { compression: 'none', rawBytes: 5, bundle: Buffer.from([2, 0, 0, 0, 0]) }],
  ] as const)('are refused: %s (%#)', (problem, packed) => {
    expect(openBundle(packed)).toEqual({ kind: 'malformed', problem });
  });

  it('survive any bytes', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 200 }),
        fc.nat({ max: 300 }),
        fc.constantFrom(...compressions),
        (bytes, rawBytes, compression) => {
          const opened = openBundle({ compression, rawBytes, bundle: Buffer.from(bytes) });
          if (opened.kind === 'malformed') return;
          const sum = opened.batches.reduce((total, { length }) => total + length + 4, 0);
          expect(sum).toBe(rawBytes);
        },
      ),
    );
  });

  it('have marks that tell batches apart', () => {
    expect(batchMark(batch)).not.toBe(batchMark(batch.subarray(1)));
  });
});
