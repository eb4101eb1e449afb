import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseAddress } from '../../base/index.ts';
import {
  agentId,
  isAgentName,
  keyLineText,
  parseAgentAddress,
  parseClientKeys,
  removedLine,
} from './index.ts';

const key = 'a'.repeat(64);

function parse(text: string) {
  const { agents, lines, diagnostics } = parseClientKeys(text, 'client.keys');
  return {
    agents: agents.map(({ id, name, address }) => `${id} ${name} ${address}`),
    kinds: lines.map(({ kind }) => kind),
    codes: diagnostics.map((one) => `${one.at.line} ${one.code}`),
  };
}

describe('parseClientKeys', () => {
  it.each([
    { what: 'nothing', text: '', agents: [], kinds: [], codes: [] },
    {
      what: 'an agent',
      text: `001 web 10.0.0.5 ${key}\n`,
      agents: ['001 web 10.0.0.5'],
      kinds: ['agent'],
      codes: [],
    },
    {
      what: 'a last line without its end',
      text: `001 web any ${key}`,
      agents: ['001 web any'],
      kinds: ['agent'],
      codes: [],
    },
    {
      what: 'an end of Windows',
      text: `001 web any ${key}\r\n`,
      agents: ['001 web any'],
      kinds: ['agent'],
      codes: [],
    },
    {
      what: 'a key that is any text',
      text: '1 w any a b#c\n',
      agents: ['1 w any'],
      kinds: ['agent'],
      codes: [],
    },
    {
      what: 'comments and lines that begin with a space',
      text: `# x\n 001 web any ${key}\n\n`,
      agents: [],
      kinds: ['other', 'other', 'other'],
      codes: [],
    },
    {
      what: 'a removed agent',
      text: `001 #*#*#*#*#\n002 #web any ${key}\n`,
      agents: [],
      kinds: ['removed', 'removed'],
      codes: [],
    },
    {
      what: 'a line that is none',
      text: '001 web any\n002\n003 web  x\n',
      agents: [],
      kinds: ['other', 'other', 'other'],
      codes: ['1 KEYS_LINE', '2 KEYS_LINE', '3 KEYS_LINE'],
    },
    {
      what: 'an address that is none',
      text: `001 web 10.0.0.300 ${key}\n002 b 10.0.0.0/255.0.0.0 k\n`,
      agents: [],
      kinds: ['other', 'other'],
      codes: ['1 KEYS_ADDRESS', '2 KEYS_ADDRESS'],
    },
    {
      what: 'an id that stands twice',
      text: `001 a any k\n001 b any k\n1 c any k\n`,
      agents: ['001 a any', '1 c any'],
      kinds: ['agent', 'agent', 'agent'],
      codes: ['2 KEYS_DUPLICATE'],
    },
    {
      what: 'an id that is too long',
      text: `${'1'.repeat(128)} a any k\n`,
      agents: [],
      kinds: ['other'],
      codes: ['1 KEYS_LINE'],
    },
    {
      what: 'a line that is too long',
      text: `1 a any ${'k'.repeat(3000)}\n`,
      agents: [],
      kinds: ['other'],
      codes: ['1 KEYS_LINE'],
    },
  ])('reads $what', ({ text, agents, kinds, codes }) => {
    expect(parse(text)).toEqual({ agents, kinds, codes });
  });

  it('uses 127 bytes of a key', () => {
    const [agent] = parseClientKeys(`1 a any ${'k'.repeat(200)}\n`, 'f').agents;

    expect(agent?.key).toBe('k'.repeat(127));
  });

  it('keeps each line as it was', () => {
    const text = fc
      .array(fc.constantFrom('001 ', 'web ', 'any ', '#', 'k', '\n', ' ', '\xff'))
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, (all) => {
        const lines = parseClientKeys(all, 'f').lines.map((line) => line.text);
        expect(lines.join('\n')).toBe(all.replace(/\n$/, ''));
      }),
    );
  });

  it('reads an agent as it was written', () => {
    const [agent] = parseClientKeys(`001 web 10.0.0.0/8 ${key}\n`, 'f').agents;
    if (agent === undefined) throw new Error('no agent');

    expect(keyLineText(agent)).toBe(`001 web 10.0.0.0/8 ${key}`);
    expect(agent).toMatchObject({ ip: '10.0.0.0', isFixed: false });
    expect(parse(`${removedLine('001')}\n`).kinds).toEqual(['removed']);
  });
});

describe('parseAgentAddress', () => {
  it.each([
    { text: '10.0.0.5', isFixed: true, inside: '10.0.0.5', outside: '10.0.0.6' },
    { text: '10.0.0.5/32', isFixed: true, inside: '::ffff:10.0.0.5', outside: '::10.0.0.5' },
    { text: '10.0.0.0/24', isFixed: false, inside: '10.0.0.255', outside: '10.0.1.0' },
    { text: '!10.0.0.0/24', isFixed: false, inside: '10.0.1.0', outside: '10.0.0.1' },
    { text: '!10.0.0.5', isFixed: false, inside: '10.0.0.6', outside: '10.0.0.5' },
    { text: '2001:db8::5', isFixed: true, inside: '2001:DB8:0::5', outside: '2001:db8::6' },
    { text: '2001:db8::/32', isFixed: false, inside: '2001:db8:ffff::1', outside: '2001:db9::1' },
  ])('$text takes $inside and not $outside', ({ text, isFixed, inside, outside }) => {
    const pattern = parseAgentAddress(text);
    const admits = (address: string) => {
      const bytes = parseAddress(address);
      return bytes === undefined ? undefined : pattern?.admits(bytes);
    };

    expect(pattern?.isFixed).toBe(isFixed);
    expect(admits(inside)).toBe(true);
    expect(admits(outside)).toBe(false);
  });

  it.each(['any', '0.0.0.0/0', '::/0'])('%s takes all', (text) => {
    for (const address of ['10.0.0.1', '2001:db8::1']) {
      const bytes = parseAddress(address);
      expect(bytes === undefined ? undefined : parseAgentAddress(text)?.admits(bytes)).toBe(true);
    }
    expect(parseAgentAddress(text)?.isFixed).toBe(false);
  });

  it.each([
    '',
    '!',
    'ANY',
    'web',
    '10.0.0',
    '10.0.0.5/33',
    '10.0.0.5/',
    '10.0.0.5/0032',
    '::1/129',
    '!!10.0.0.1',
  ])('refuses %j', (text) => {
    expect(parseAgentAddress(text)).toBeUndefined();
  });
});

it.each([
  { text: '1', id: '001' },
  { text: '001', id: '001' },
  { text: '1024', id: '1024' },
  { text: '12345678', id: '12345678' },
  { text: '123456789', id: undefined },
  { text: '1a', id: undefined },
  { text: '', id: undefined },
  { text: '-1', id: undefined },
])('the id $text is $id', ({ text, id }) => {
  expect(agentId(text)).toBe(id);
});

it.each([
  { name: 'ab', is: true },
  { name: 'web-01.example_x', is: true },
  { name: 'a', is: false },
  { name: 'a'.repeat(128), is: true },
  { name: 'a'.repeat(129), is: false },
  { name: 'a b', is: false },
  { name: '../x', is: false },
  { name: 'caf\xe9', is: false },
])('whether $name is a name: $is', ({ name, is }) => {
  expect(isAgentName(name)).toBe(is);
});
