import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  ackMessage,
  execMessage,
  fileBeginMessage,
  fileEndMessage,
  isControl,
  parseServerControl,
  safeFileName,
  scanMessage,
  startupMessage,
} from './index.ts';

const md5 = 'd41d8cd98f00b204e9800998ecf8427e';

describe('parseServerControl', () => {
  it.each([
    { message: ackMessage, control: { kind: 'ack' } },
    { message: scanMessage, control: { kind: 'scan' } },
    { message: fileEndMessage, control: { kind: 'file-end' } },
    {
      message: execMessage('host-deny600 - 203.0.113.9 1.2 5712 x (null)'),
      control: { kind: 'exec', command: 'host-deny600 - 203.0.113.9 1.2 5712 x (null)' },
    },
    {
      message: fileBeginMessage({ md5, name: 'merged.mg' }),
      control: { kind: 'file-begin', file: { md5, name: 'merged.mg' } },
    },
    {
      message: `#!-up file ${md5} ../../etc/passwd\n`,
      control: { kind: 'file-begin', file: { md5, name: '-.-..-etc-passwd' } },
    },
    { message: '#!-up file x merged.mg\n', control: { kind: 'unknown' } },
    { message: `#!-up file ${md5} \n`, control: { kind: 'unknown' } },
    { message: `#!-up file ${md5} a\nb`, control: { kind: 'unknown' } },
    { message: startupMessage, control: { kind: 'unknown' } },
    { message: '#!-', control: { kind: 'unknown' } },
    { message: '1:a:b', control: { kind: 'unknown' } },
  ])('reads $message', ({ message, control }) => {
    expect(parseServerControl(message)).toEqual(control);
  });

  it('is told apart by its first three characters', () => {
    expect(isControl(startupMessage)).toBe(true);
    expect(isControl('#!x')).toBe(false);
    expect(isControl('1:a:#!-')).toBe(false);
  });

  it('answers for any text', () => {
    fc.assert(fc.property(fc.string(), (text) => void parseServerControl(`#!-${text}`)));
  });
});

describe('safeFileName', () => {
  it('never names another folder or a hidden file', () => {
    const names = fc
      .array(fc.constantFrom('.', '/', 'a', '\0', ' '))
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(names, (name) => {
        expect(safeFileName(name)).not.toMatch(/[/\0]|^\./);
        expect(safeFileName(name)).toHaveLength(name.length);
      }),
    );
  });
});
