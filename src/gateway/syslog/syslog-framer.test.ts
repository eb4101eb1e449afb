import { Buffer } from 'node:buffer';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SyslogFramer } from './syslog-framer.ts';

function read(text: string, bytesMax = 100): readonly string[] {
  const framer = new SyslogFramer(bytesMax);
  return [...framer.push(Buffer.from(text, 'latin1')), ...framer.end()];
}

function counted(message: string): string {
  return `${message.length} ${message}`;
}

describe('SyslogFramer', () => {
  it.each([
    { what: 'lines', text: '<1>a\n<2>b\n', messages: ['<1>a', '<2>b'] },
    { what: 'a last line without its end', text: '<1>a\n<2>b', messages: ['<1>a', '<2>b'] },
    { what: 'line ends of Windows', text: 'a\r\nb\r\n', messages: ['a', 'b'] },
    { what: 'what stands behind a carriage return', text: 'a\rb\n', messages: ['a'] },
    {
      what: 'counted messages',
      text: counted('<1>a') + counted('<2>b\nc'),
      messages: ['<1>a', '<2>b\nc'],
    },
    { what: 'a line end behind a counted message', text: counted('<1>a\n'), messages: ['<1>a'] },
    {
      what: 'both, one after the other',
      text: `${counted('<1>a')}<2>b\n${counted('<3>c')}`,
      messages: ['<1>a', '<2>b', '<3>c'],
    },
    {
      what: 'a line that begins with a number',
      text: '12 monkeys\n3\n',
      messages: ['12 monkeys', '3'],
    },
    { what: 'a counted message that is cut short', text: '9 <1>a', messages: [] },
    { what: 'a length alone', text: '9 ', messages: [] },
    { what: 'a length with a zero in front', text: '05 <1>a\n', messages: ['05 <1>a'] },
    { what: 'empty lines', text: '\n\na\n', messages: ['', '', 'a'] },
    { what: 'bytes', text: '\xff\0\n', messages: ['\xff\0'] },
    { what: 'a line that is too long', text: `${'x'.repeat(101)}\nb\n`, messages: ['b'] },
    {
      what: 'a counted message that is too long',
      text: `${counted(`<${'x'.repeat(200)}`)}<1>b\n`,
      messages: ['<1>b'],
    },
    { what: 'a line just short enough', text: `${'x'.repeat(100)}\n`, messages: ['x'.repeat(100)] },
  ])('reads $what', ({ text, messages }) => {
    expect(read(text)).toEqual(messages);
  });

  const messages = fc.array(fc.stringMatching(/^<\d>[a-z\n]{0,30}[a-z]$/), { maxLength: 8 });
  const sizes = fc.array(fc.integer({ min: 1, max: 20 }), { maxLength: 60 });

  it('reads the same however the stream is cut', () => {
    fc.assert(
      fc.property(messages, sizes, fc.boolean(), (all, cuts, byCount) => {
        const sent = all.map((one) => (byCount ? one : one.replaceAll('\n', ' ')));
        const stream = Buffer.from(
          sent.map((one) => (byCount ? counted(one) : `${one}\n`)).join(''),
          'latin1',
        );
        const framer = new SyslogFramer(100);
        const found: string[] = [];
        let at = 0;
        for (const size of [...cuts, stream.length]) {
          found.push(...framer.push(stream.subarray(at, at + size)));
          at += size;
        }
        expect([...found, ...framer.end()]).toEqual(sent);
      }),
    );
  });

  it('holds no more than one message, whatever comes', () => {
    const piece = fc.oneof(
      fc.uint8Array({ maxLength: 60 }),
      fc
        .constantFrom('9 <', '99 <', '999999 <', '1', '\n', 'x'.repeat(50))
        .map((text) => Buffer.from(text)),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        const framer = new SyslogFramer(100);
        for (const one of pieces) {
          for (const message of framer.push(Buffer.from(one)))
            expect(message.length).toBeLessThanOrEqual(100);
        }
        expect(framer.end().join('').length).toBeLessThanOrEqual(100);
      }),
    );
  });

  it('counts what it passes over', () => {
    const framer = new SyslogFramer(10);
    framer.push(Buffer.from(`${'x'.repeat(30)}\n500000 <`));
    for (let i = 0; i < 40; i++) framer.push(Buffer.alloc(10, 'y'));

    expect(framer.oversized).toBe(2);
    expect(framer.end()).toEqual([]);
  });
});
