import { expect, it } from 'vitest';
import { frame } from './testing/frame.ts';

const formats = 'syslog generic snort-fast squid apache iis syslog-pipe json'.split(' ');

it.each(formats)('%s gives each line as it is', (format) => {
  const { records, reached } = frame(format, 'one\n\n{"a":"\xc3\xb6\0\xff"}\r\npart');

  expect(records).toEqual([
    { queue: '1', text: 'one', from: 0, to: 4, cut: false },
    { queue: '1', text: '{"a":"\xc3\xb6\0\xff"}\r', from: 4, to: 19, cut: false },
  ]);
  expect(reached).toBe(19);
});

it.each(formats)('%s cuts a line at the limit and says so', (format) => {
  const { records } = frame(format, `${'x'.repeat(70_000)}\nnext\n`, { pieces: [1000] });

  expect(records.map(({ text, cut, to }) => [text.length, cut, to])).toEqual([
    [65_536, true, 70_001],
    [4, false, 70_006],
  ]);
});
