import { randomBytes } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { agentEntry } from '../keys/index.ts';
import {
  acceptedText,
  enrolRequestText,
  isProfile,
  readAnswer,
  readRequest,
  readToken,
  refusedTexts,
  requestBytesMax,
  secretBytes,
  secretHash,
  tokenSecret,
  tokenText,
} from './index.ts';

const key = 'ab'.repeat(32);
const bytes = fc.string({
  unit: fc.integer({ min: 0, max: 255 }).map((n) => String.fromCharCode(n)),
});

describe('readRequest', () => {
  it.each([
    { text: "OSSEC A:'web01'\n", name: 'web01', password: undefined },
    { text: "OSSEC A:'web01'", name: 'web01', password: undefined },
    { text: "OSSEC PASS: secret OSSEC A:'web01'\n", name: 'web01', password: 'secret' },
    { text: "OSSEC PASS: two words OSSEC A:'web01'\n", name: 'web01', password: 'two words' },
    // OSSEC's agent leaves the line end of its password file there.
    { text: "OSSEC PASS: secret\n OSSEC A:'web01'\n", name: 'web01', password: 'secret' },
    { text: "OSSEC PASS: secret\r\n OSSEC A:'web01'\n", name: 'web01', password: 'secret' },
    { text: "OSSEC PASS:  OSSEC A:'web01'\n", name: 'web01', password: '' },
    { text: "OSSEC A:'web01' V:'x' G:'group'\n", name: 'web01', password: undefined },
    { text: "OSSEC A:'a b'\n", name: 'a b', password: undefined },
    { text: "OSSEC A:''\n", name: '', password: undefined },
    { text: "OSSEC A:'\xff\0'\n", name: '\xff\0', password: undefined },
  ])('reads $text', ({ text, name, password }) => {
    expect(readRequest(text)).toEqual({ kind: 'request', request: { name, password } });
  });

  it.each([
    '\n',
    'GET / HTTP/1.1\r\n',
    'x',
    "ossec A:'web01'\n",
    "OSSEC A:'web01\n",
    'OSSEC PASS: secret\n\n',
    'OSSEC B:',
    `OSSEC PASS: ${'a'.repeat(requestBytesMax)}`,
    `OSSEC A:'${'a'.repeat(requestBytesMax)}`,
  ])('refuses %j', (text) => {
    expect(readRequest(text)).toEqual({ kind: 'refused' });
  });

  it.each([
    '',
    'O',
    'OSSEC ',
    'OSSEC PASS: sec',
    'OSSEC PASS: s\n',
    "OSSEC A:'we",
    "OSSEC PASS: s OSSEC A:'",
  ])('waits for more of %j', (text) => {
    expect(readRequest(text)).toEqual({ kind: 'incomplete' });
  });

  it('reads what an agent writes, however it is cut', () => {
    const words = fc.string({ unit: fc.constantFrom('a', 'Z', '0', '.', '_', '-'), minLength: 2 });
    fc.assert(
      fc.property(words, fc.option(words), fc.nat(), (name, pass, at) => {
        const request = { name, password: pass ?? undefined };
        const text = enrolRequestText(request);
        const first = readRequest(text.slice(0, at % (text.length - 2)));

        expect(first.kind).toBe('incomplete');
        expect(readRequest(text)).toEqual({ kind: 'request', request });
      }),
    );
  });

  it('answers any bytes, and more of them do not undo an answer', () => {
    const starts = fc.constantFrom('', 'OSSEC PASS: ', "OSSEC A:'", "OSSEC PASS: x OSSEC A:'");
    fc.assert(
      fc.property(starts, bytes, bytes, (start, one, two) => {
        const first = readRequest(start + one);
        if (first.kind === 'request') expect(readRequest(start + one + two)).toEqual(first);
      }),
    );
  });
});

describe('an answer', () => {
  const agent = agentEntry('1024', 'web01', 'any', key);
  if (agent === undefined) throw new Error('no agent');

  it('brings a key', () => {
    expect(acceptedText(agent)).toBe(`OSSEC K:'1024 web01 any ${key}'\n\n`);
    expect(readAnswer(acceptedText(agent))).toMatchObject({
      agent: { id: '1024', name: 'web01', address: 'any', key },
      errors: [],
      isBroken: false,
    });
  });

  it.each([
    { problem: { kind: 'bad-name', name: 'a b' } as const, first: 'Invalid agent name: a b' },
    {
      problem: { kind: 'address-taken', address: '10.0.0.5' } as const,
      first: 'Invalid IP address: 10.0.0.5',
    },
    {
      problem: { kind: 'internal', name: 'web01' } as const,
      first: 'Internal manager error adding agent: web01',
    },
  ])('says $first', ({ problem, first }) => {
    const texts = refusedTexts(problem);

    expect(texts).toEqual([`ERROR: ${first}\n\n`, 'ERROR: Unable to add agent.\n\n']);
    expect(readAnswer(texts.join(''))).toEqual({
      agent: undefined,
      errors: [first, 'Unable to add agent.'],
      isBroken: false,
    });
  });

  it.each([
    { line: `1024 web01 any ${key}`, isKey: true },
    { line: `1024 web01 10.0.0.5 ${key}`, isKey: true },
    { line: `1024 web01 2001:db8::1 ${key}`, isKey: true },
    { line: `123456789 web01 any ${key}`, isKey: false },
    { line: `x web01 any ${key}`, isKey: false },
    { line: `1024 w any ${key}`, isKey: false },
    { line: `1024 we/b any ${key}`, isKey: false },
    { line: `1024 web01 10.0.0.0/8 ${key}`, isKey: false },
    { line: `1024 web01 !10.0.0.5 ${key}`, isKey: false },
    { line: `1024 web01 host ${key}`, isKey: false },
    { line: `1024 web01 any ${key}0`, isKey: false },
    { line: `1024 web01 any ${key} more`, isKey: false },
    { line: '1024 web01 any', isKey: false },
    { line: '', isKey: false },
  ])('has a key in "$line": $isKey', ({ line, isKey }) => {
    const { agent: found, isBroken } = readAnswer(`OSSEC K:'${line}'\n\n`);

    expect(found !== undefined).toBe(isKey);
    expect(isBroken).toBe(!isKey);
  });

  it.each(['', 'OSSEC', `OSSEC K:'1024 web01 any ${key}`, ` OSSEC K:'1024 web01 any ${key}'`])(
    'has no key in %j',
    (text) => {
      expect(readAnswer(text).agent).toBeUndefined();
    },
  );

  it('shows nothing of a server that moves a cursor', () => {
    expect(readAnswer('ERROR: \x1b[2J\xff').errors).toEqual(['?[2J?']);
  });

  it('is read from any bytes', () => {
    fc.assert(
      fc.property(fc.constantFrom('', "OSSEC K:'", 'ERROR: '), bytes, (start, rest) => {
        const { agent: found, isBroken } = readAnswer(start + rest);
        expect(found === undefined || !isBroken).toBe(true);
      }),
    );
  });
});

describe('a token', () => {
  const pin = 'cd'.repeat(32);
  const secret = tokenSecret(randomBytes(secretBytes));

  it.each([undefined, 'web', 'web,dmz'])(
    'is read as it was printed, with profile %s',
    (profile) => {
      const token = { secret, pin, profile };

      expect(readToken(`${tokenText(token)}\n`)).toEqual(token);
      expect(secret.length).toBeLessThanOrEqual(32);
    },
  );

  it.each([
    '',
    'x',
    `tcn1.${secret}`,
    `tcn2.${secret}.${'A'.repeat(43)}`,
    `tcn1.${secret}x.${'A'.repeat(43)}`,
    `tcn1.${secret}.${'A'.repeat(42)}`,
    `tcn1.${secret}.${'A'.repeat(43)}.PGE-`,
    `tcn1.${secret}.${'A'.repeat(43)}.d2Vi.d2Vi`,
  ])('is not %s', (text) => {
    expect(readToken(text)).toBeUndefined();
  });

  it.each([
    { text: 'web', is: true },
    { text: 'web,dmz.eu-1_x', is: true },
    { text: '', is: false },
    { text: '<a>', is: false },
    { text: 'a b', is: false },
    { text: 'a'.repeat(129), is: false },
  ])('has a profile $text: $is', ({ text, is }) => {
    expect(isProfile(text)).toBe(is);
  });

  it('is kept by a sum that does not tell it', () => {
    expect(secretHash(secret)).toMatch(/^[0-9a-f]{64}$/);
    expect(secretHash(secret)).not.toContain(secret);
  });
});
