import { expect, it } from 'vitest';
import { frame, texts } from '../testing/frame.ts';

const path = '/service/qmail/log/main/smtpd/current';
const label = '@400000004a32392b2aa21dac';

/** The label's time as this machine's zone tells it. */
function localDate(): string {
  const date = new Date((0x4a32392b - 10) * 1000);
  const [, month, day] = date.toDateString().split(' ');
  return `${month} ${String(Number(day)).padStart(2)} ${date.toTimeString().slice(0, 8)}`;
}

it.each([
  [`${label} tcpserver: status: 0/20\n`, `${localDate()} box smtpd: tcpserver: status: 0/20`],
  [`${label} Jan  2 10:00:00 host prog: text\n`, 'host prog: text'],
  ['no label\n', 'no label'],
  ['@ffffffffffffffffffffffff x\n', 'Jan  1 00:00:00 box smtpd: x'],
])('%j', (bytes, expected) => {
  expect(texts('djb-multilog', bytes, { path })).toEqual([expected]);
});

it('has a queue of its own and passes over empty lines', () => {
  const { records } = frame('djb-multilog', `\n${label} x\n`, { path: '/a/current' });

  expect(records).toMatchObject([{ queue: 'a', from: 0, text: `${localDate()} box a: x` }]);
});

it('has a name for files of other places', () => {
  expect(texts('djb-multilog', `${label} x\n`, { path: '/var/log/x' })[0]).toMatch(/ multilog: x$/);
});
