import { Buffer } from 'node:buffer';
import { describe, expect, it } from 'vitest';
import { hasShared, sharedJson, whyNoShared } from '../../../tests/support/shared.ts';
import { parseNetwork } from '../../base/index.ts';
import { decrypt } from './cipher.ts';
import {
  AgentKey,
  canSeal,
  deriveKey,
  nextCounter,
  open,
  parseEnvelope,
  replayProblem,
  saltBytes,
  seal,
} from './index.ts';
import type { CipherMethod, Counter } from './index.ts';

interface Keyed {
  readonly id: string;
  readonly agent_name: string;
  readonly key: string;
}

interface Derivation extends Keyed {
  readonly derived_key_47: string;
}

interface Message extends Keyed {
  readonly name: string;
  readonly ip: string;
  readonly method: CipherMethod;
  readonly sender: 'agent' | 'manager';
  readonly random: number;
  readonly sender_counter_before: Counter;
  readonly global: number;
  readonly local: number;
  readonly aes_iv_hex: string | null;
  readonly marker_prefix: string;
  readonly pad_bangs: number;
  readonly plaintext_hex: string;
  readonly plaintext_len: number;
  readonly wire_hex: string;
  readonly expect?: string;
}

interface ReceiverCheck extends Keyed {
  readonly name: string;
  readonly stored_counter: Counter;
  readonly wire_hex: string;
  readonly reference_result: 'accepted' | 'rejected';
}

interface Vectors {
  readonly key_derivation: readonly Derivation[];
  readonly vectors: readonly Message[];
  readonly receiver_checks: readonly ReceiverCheck[];
}

const all: Vectors = hasShared
  ? (sharedJson('spec/vectors/secure-messages.json') as Vectors)
  : { key_derivation: [], vectors: [], receiver_checks: [] };

function keyOf({ id, agent_name: name, key }: Keyed): AgentKey {
  return new AgentKey({ id, name, key });
}

function received(wire: Buffer, key: AgentKey, last: Counter): string {
  const envelope = parseEnvelope(wire);
  if (envelope === undefined) return 'rejected';
  const opened = open(envelope, key);
  if (opened.kind === 'rejected') return 'rejected';
  return replayProblem(opened.counter, last) === undefined ? 'accepted' : 'rejected';
}

/** Agents name themselves where their address may be any of several. */
function idOf({ sender, id, ip }: Message): string | undefined {
  const isFixed = ip !== 'any' && parseNetwork(ip)?.bits === 128;
  return sender === 'manager' || isFixed ? undefined : id;
}

function saltOf({ random, aes_iv_hex: iv }: Message): Buffer {
  const salt = Buffer.alloc(saltBytes, 7);
  salt.writeUInt16BE(random, 0);
  if (iv !== null) Buffer.from(iv, 'hex').copy(salt, 2);
  return salt;
}

const sent = all.vectors.filter((one) => one.expect === undefined);
const refused = all.vectors.filter((one) => one.expect === 'refused-by-sender');

describe.skipIf(!hasShared)(`messages of OSSEC (skipped when ${whyNoShared})`, () => {
  it.each(all.key_derivation)('derives the key of $agent_name', (one) => {
    expect(deriveKey({ id: one.id, name: one.agent_name, key: one.key })).toBe(one.derived_key_47);
  });

  it.each(sent)('opens $name', (one) => {
    const wire = Buffer.from(one.wire_hex, 'hex');
    const envelope = parseEnvelope(wire);
    expect(envelope).toMatchObject({ method: one.method, id: idOf(one) });
    if (envelope === undefined) return;
    const padded = decrypt(keyOf(one), one.method, envelope.body);
    expect(padded?.toString('latin1')).toMatch(/^!+x/);
    expect(padded?.indexOf('x')).toBe(one.pad_bangs);
    expect(open(envelope, keyOf(one))).toEqual({
      kind: 'message',
      counter: { global: one.global, local: one.local },
      payload: Buffer.from(one.plaintext_hex, 'hex'),
    });
  });

  it.each(sent)('makes $name', (one) => {
    const { method, global, local } = one;
    const counter = nextCounter(one.sender_counter_before);
    expect(counter).toEqual({ global, local });
    const payload = Buffer.from(one.plaintext_hex, 'hex');
    const sealed = seal(payload, {
      key: keyOf(one),
      method,
      id: idOf(one),
      counter,
      salt: saltOf(one),
    });
    const wire = Buffer.from(one.wire_hex, 'hex');
    const cleared = one.marker_prefix.length + (method === 'aes' ? '#AES:'.length + 16 : 1);

    expect(sealed.subarray(0, cleared)).toEqual(wire.subarray(0, cleared));
    const ours = parseEnvelope(sealed);
    const theirs = parseEnvelope(wire);
    if (ours === undefined || theirs === undefined) throw new Error('an envelope is missing');
    expect(open(ours, keyOf(one))).toEqual(open(theirs, keyOf(one)));
    // Streams differ with the library that compressed them, by a few bytes.
    expect(Math.abs(sealed.length - wire.length)).toBeLessThanOrEqual(48);
  });

  it.each(refused)('refuses to make $name', (one) => {
    expect(canSeal(Buffer.alloc(one.plaintext_len))).toBe(false);
  });

  it.each(all.receiver_checks)('has $name $reference_result', (one) => {
    const wire = Buffer.from(one.wire_hex, 'hex');
    expect(received(wire, keyOf(one), one.stored_counter)).toBe(one.reference_result);
  });

  it('has read them all', () => {
    expect([sent.length, refused.length, all.receiver_checks.length]).toEqual([70, 2, 18]);
  });
});
