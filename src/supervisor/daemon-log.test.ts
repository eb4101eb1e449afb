import { describe, expect, it } from 'vitest';
import { daemonLogLine } from './daemon-log.ts';

const time = new Date(2026, 10, 4, 4, 2, 1);

describe('a line of the log', () => {
  it.each([
    ['plain', 'plain'],
    ['two\nlines\r\n', 'two | lines | '],
    ['a file \x1b[31mred', 'a file \\x1b[31mred'],
    ['bell \x07, NUL \0, CSI \x9b', 'bell \\x07, NUL \\x00, CSI \\x9b'],
    ['größe', 'größe'],
  ])('of %j', (text, shown) => {
    const head = '2026/11/04 04:02:01 ossec-logcollector: WARN: ';
    expect(daemonLogLine(time, 'ossec-logcollector', 'WARN', text)).toBe(`${head}${shown}\n`);
  });
});
