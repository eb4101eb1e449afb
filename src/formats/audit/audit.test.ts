import { expect, it } from 'vitest';
import { frame, texts } from '../testing/frame.ts';

const line = (type: string, id: string): string => `type=${type} msg=audit(${id}): a=${type}`;
const one = '1767326645.123:45';
const two = '1767326645.124:46';

it.each([
  [
    [line('SYSCALL', one), line('PATH', one), line('SYSCALL', two)],
    [`${line('SYSCALL', one)} ${line('PATH', one)}`, line('SYSCALL', two)],
  ],
  [
    [`node=a ${line('A', one)}`, `node=a ${line('B', one)}`],
    [`node=a ${line('A', one)} node=a ${line('B', one)}`],
  ],
  [
    [line('A', one), 'other', line('B', one)],
    [line('A', one), 'other', line('B', one)],
  ],
  [['', line('A', one), '', line('B', one)], [`${line('A', one)} ${line('B', one)}`]],
  [['type=x msg=audit(unclosed'], ['type=x msg=audit(unclosed']],
])('joins %j', (lines, expected) => {
  expect(texts('audit', lines.map((text) => `${text}\n`).join(''))).toEqual(expected);
});

it('joins sixteen lines at most and loses none', () => {
  const joined = texts('audit', `${line('PATH', one)}\n`.repeat(20));

  expect(joined.map((text) => text.split('type=').length - 1)).toEqual([16, 4]);
});

it('holds an event back until the next one, or until the file is quiet', () => {
  const bytes = `${line('A', one)}\n`;

  expect(frame('audit', bytes, { flush: 'none' })).toMatchObject({ records: [], reached: 0 });
  expect(texts('audit', bytes)).toHaveLength(1);
});
