import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { agentEntry, AgentKey, open, parseEnvelope, saltBytes, seal } from '../../wire/index.ts';
import { ClassicChannel } from './channel.ts';
import { eventPayload } from './event-payload.ts';

let home = '';

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'tocsin-channel-'));
});

function entryOf(address: string) {
  const entry = agentEntry('007', 'web', address, 'k'.repeat(64));
  if (entry === undefined) throw new Error('no address');
  return entry;
}

function newChannel(address = 'any', verifyCounters = true, method: 'aes' | 'blowfish' = 'aes') {
  const agent = entryOf(address);
  const channel = new ClassicChannel({ home, agent, method, verifyCounters });
  const key = new AgentKey(agent);
  const said = (payload: string) => {
    const envelope = parseEnvelope(channel.seal(Buffer.from(payload)));
    const opened = envelope === undefined ? undefined : open(envelope, key);
    if (opened?.kind !== 'message') throw new Error('not opened');
    return { id: envelope?.id, counter: opened.counter, text: opened.payload.toString() };
  };
  const heard = (local: number, payload = 'hello') => {
    const counter = { global: 0, local };
    const salt = Buffer.alloc(saltBytes);
    const datagram = seal(Buffer.from(payload), { key, method, counter, salt });
    return channel.open(datagram)?.toString();
  };
  return { channel, said, heard };
}

describe('ClassicChannel', () => {
  it.each([
    ['any', '007'],
    ['192.0.2.0/24', '007'],
    ['192.0.2.1', undefined],
  ])('of an agent at %s names the id %s', (address, id) => {
    expect(newChannel(address).said('hello')).toMatchObject({ id, text: 'hello' });
  });

  it.each(['aes', 'blowfish'] as const)('opens what the server says with %s', (method) => {
    expect(newChannel('any', true, method).heard(1)).toBe('hello');
  });

  it('never uses a number twice, not even after a crash', () => {
    const first = newChannel().said('a').counter;
    const second = newChannel().said('b').counter;

    expect(second.global * 9997 + second.local).toBeGreaterThan(first.global * 9997 + first.local);
  });

  it('takes each message of the server once, over restarts', () => {
    const { channel, heard } = newChannel();
    expect([heard(5), heard(5), heard(4), heard(6)]).toEqual([
      'hello',
      undefined,
      undefined,
      'hello',
    ]);
    channel.close();
    expect(readFileSync(join(home, 'queue/rids/007'), 'utf8')).toBe('0:6:\n');

    const again = newChannel();
    expect([again.heard(6), again.heard(7)]).toEqual([undefined, 'hello']);
    expect(newChannel('any', false).heard(1)).toBe('hello');
  });

  it('is deaf to everything else', () => {
    const { channel } = newChannel();
    const texts = ['', ':', '#AES:', 'x'.repeat(50), '#AES:'.padEnd(69, '0')];

    expect(texts.map((text) => channel.open(Buffer.from(text)))).toEqual(
      texts.map(() => undefined),
    );
  });
});

describe('eventPayload', () => {
  function payload(location: string, text: string) {
    const source = { queue: '1', location, origin: undefined };
    const { bytes, isCut } = eventPayload({ source, from: 0, to: 0, text });
    return { text: bytes.toString('latin1'), isCut };
  }

  it.each([
    ['/var/log/a', 'log: b', '1:/var/log/a:log: b'],
    ['C:\\x', 'log', '1:C|\\x:log'],
    ['/x', 'a\0b\xff', '1:/x:a b\xff'],
    ['/x', '', '1:/x:'],
  ])('of %s', (location, text, expected) => {
    expect(payload(location, text)).toEqual({ text: expected, isCut: false });
  });

  it('is cut where it does not fit', () => {
    const { text, isCut } = payload('/x', 'y'.repeat(7000));

    expect(text).toBe(`1:/x:${'y'.repeat(6011)}`);
    expect(isCut).toBe(true);
  });
});
