import { expect, it } from 'vitest';
import { texts } from '../testing/frame.ts';

const head = '** Alert 1767326645.1: - syslog,sshd,\n2026 Jan 02 10:00:00 web->/var/log/auth.log\n';
const rule = "Rule: 5710 (level 5) -> 'Attempt to login'\n";
const start =
  'ossec: Alert Level: 5; Rule: 5710 - Attempt to login; Location: web->/var/log/auth.log;';

it.each([
  [`${head}${rule}the log\n\n`, [`${start}  the log`]],
  [
    `${head}${rule}Src IP: 10.0.0.9\nSrc Port: 22\nUser: root\nthe log\nmore\n\n`,
    [`${start} srcip: 10.0.0.9; user: root;  the log more`],
  ],
  [`${head}${rule}one\n${head}${rule}two\n\n`, [`${start}  one`, `${start}  two`]],
  [`${head}${rule}the log\n`, [`${start}  the log`]],
  [`${head}no rule\n\n`, []],
  ['no alert\n\n', []],
  [`${head}${rule}\n`, [`${start}  `]],
])('%j', (bytes, expected) => {
  expect(texts('ossecalert', bytes)).toEqual(expected);
});

it('bounds an entry', () => {
  const [text] = texts('ossecalert', `${head}${rule}${'x\n'.repeat(10_000)}\n`);

  expect(text?.length).toBeLessThan(2000);
});
