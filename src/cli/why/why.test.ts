import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { call } from '../testing/call.ts';

const folder = mkdtempSync(join(tmpdir(), 'tocsin-why-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const rule = (id: number, body: string, attributes = 'level="5"'): string =>
  `<rule id="${id}" ${attributes}>${body}<description>d ${id}</description></rule>`;
const roots = ['syslog', 'web-log']
  .map((category, i) =>
    rule(i * 3 + 1, `<category>${category}</category>`, 'level="0" noalert="1"'),
  )
  .join('');
const rules = [
  rule(100, '<decoded_as>d</decoded_as>', 'level="0" noalert="1"'),
  rule(101, '<if_sid>100</if_sid><match>foo</match><user>bob</user>'),
  rule(
    102,
    '<if_matched_sid>101</if_matched_sid><same_source_ip />',
    'level="9" frequency="1" timeframe="60"',
  ),
  rule(103, '<if_sid>101</if_sid><match>deep</match>'),
  rule(104, '<match>zero</match>', 'level="0"'),
  rule(105, '<match>quiet</match>', 'level="5" ignore="60"'),
  rule(106, '<match>unlogged</match><options>no_log</options>'),
  rule(107, '<match>unlogged</match>', 'level="3"'),
  rule(108, '<category>web-log</category><match>foo</match>'),
  rule(109, '<if_sid>108</if_sid><match>foo</match>'),
];
const decoder =
  '<decoder name="d"><program_name>^prog</program_name></decoder>' +
  '<decoder name="c"><parent>d</parent><prematch>^foo</prematch>' +
  '<regex offset="after_prematch">(\\w+) (\\S+)$</regex><order>user,srcip</order></decoder>';

function home(): string {
  const path = mkdtempSync(join(folder, 'home-'));
  writeFileSync(join(path, 'd.xml'), decoder);
  writeFileSync(join(path, 'r.xml'), `<group name="t,">${roots}${rules.join('\n')}</group>`);
  writeFileSync(
    join(path, 'c.conf'),
    `<ossec_config><rules><decoder>${path}/d.xml</decoder><include>${path}/r.xml</include></rules></ossec_config>`,
  );
  return path;
}

const path = home();
const head = 'Jan  5 10:00:00 host prog[1]: ';

function why(...args: readonly string[]) {
  const common = ['--home', path, '--conf', join(path, 'c.conf'), '--clock', 'fixed:1767607200'];
  return call('tocsin', ['why', ...common, ...args], '', { cwd: folder });
}

async function json(...args: readonly string[]): Promise<Record<string, unknown>> {
  const { out, err, status } = await why('--json', ...args);
  expect([err, status]).toEqual(['', 0]);
  return JSON.parse(out) as Record<string, unknown>;
}

function log(name: string, ...lines: readonly string[]): string {
  const file = join(folder, name);
  writeFileSync(file, `${lines.join('\n')}\n`);
  return file;
}

describe('tocsin why', () => {
  it('shows header, decoders, fields, and what each condition took', async () => {
    const { out } = await why(`${head}foo bob 192.0.2.1`);

    expect(out).toContain("header   host 'host', program 'prog'\n");
    expect(out).toContain("yes  c prematch: 'foo'");
    expect(out).toContain("srcip = '192.0.2.1'\n");
    expect(out).toContain('rule     101, level 5: d 101\n');
    expect(out).toMatch(
      /rule 101 matched {2}\(\S+r\.xml:\d+\)\n {4}match: 'foo'\n {4}user: 'bob'\n/,
    );
    expect(out).toMatch(/\nalert {4}yes\n$/);
  });

  it.each([
    [101, 'foo bob 1.1.1.1', 'rule 101 won'],
    [101, 'foo eve 1.1.1.1', "rule 101 was tried and its <user> failed: it saw 'eve'"],
    [101, 'bar', "rule 101 was tried and its <match> failed: it saw 'bar'"],
    [103, 'foo bob 1.1.1.1', "rule 103 was tried and its <match> failed: it saw 'foo bob 1.1.1.1'"],
    [
      103,
      'foo eve 1.1.1.1',
      "rule 103 was not tried: it stands below, and rule 101 was tried and its <user> failed: it saw 'eve'",
    ],
    [101, 'foo bob deep', 'rule 101 matched, and a rule below it: rule 103 won'],
    [
      102,
      'foo bob 1.1.1.1',
      'rule 102 was tried and counted too few: 0 earlier events with the same srcip within 60 s, of 2 needed',
    ],
    [100, 'bar', 'rule 100 only leads to the rules below it, and none of them took the event'],
    [
      108,
      'foo bob 1.1.1.1',
      'rule 108 was not tried: it is for events of type web-log, this one is syslog',
    ],
    [
      109,
      'foo bob 1.1.1.1',
      'rule 109 was not tried: it is for events of type web-log, this one is syslog',
    ],
    [107, 'unlogged', 'rule 107 was not tried: before it came to rule 107, rule 106 won'],
  ])('--rule %i of %j', async (id, text, reason) => {
    expect(await json('--rule', String(id), `${head}${text}`)).toMatchObject({ asked: reason });
  });

  it('explains what a composite counted, with the events', async () => {
    const lines = [1, 2, 3].map((n) => `Jan  5 10:00:0${n} host prog[${n}]: foo bob 192.0.2.1`);
    const file = log('three.log', ...lines);
    const answer = await json('--file', file, '--rule', '102');

    expect(answer).toMatchObject({ rule: 102, alert: true, earlier: [lines[1], lines[0]] });
    expect(await json('--file', file, '--line', '2', '--rule', '102')).toMatchObject({
      rule: 101,
      asked: expect.stringContaining('1 earlier events') as unknown,
    });
  });

  it('says when counted events were used up', async () => {
    const lines = [1, 2, 3, 4, 5].map(
      (n) => `Jan  5 10:00:0${n} host prog[${n}]: foo bob 192.0.2.1`,
    );
    const { asked } = await json('--file', log('five.log', ...lines), '--rule', '102');

    expect(asked).toBe(
      'rule 102 was tried and counted too few: 2 earlier events with the same srcip within 60 s, of 2 needed, some of them used up by an alert before',
    );
  });

  it.each([
    ['zero', 'no: level 0 only swallows the event'],
    ['unlogged', 'no: the rule is not to be logged (no_log, or below log_alert_level)'],
    ['quiet', 'yes'],
  ])('tells what becomes of the alert: %s', async (text, because) => {
    expect(await json(`${head}${text}`)).toMatchObject({ because });
  });

  it('takes bytes that are no text, and shows none that would act', async () => {
    const file = log('bytes.log', `${head}foo \u001b[31m\u0007 x`);
    const { out } = await why('--file', file);

    // eslint-disable-next-line no-control-regex
    expect(out).not.toMatch(/[\x00-\x09\x0b-\x1f]/);
  });

  it.each([
    [['--rule', '999', 'x'], 'there is no rule 999'],
    [['--rule', 'x', 'x'], '--rule is a whole number'],
    [[], 'which line?'],
    [['--line', '1', 'x'], '--line goes with --file'],
    [['--file', log('one.log', 'a line'), 'x'], 'either a line or --file'],
    [['--file', log('two.log', 'a line'), '--line', '5'], 'the file has 1 lines'],
    [['--dialect', 'none', 'x'], '--dialect is'],
  ])('refuses %j', async (args, message) => {
    const { status, err } = await why(...args);
    expect(status).toBe(2);
    expect(err).toContain(message);
  });

  it('answers 1 when the file is not there', async () => {
    const { status, err } = await why('--file', join(folder, 'none.log'));
    expect([status, err]).toEqual([1, expect.stringContaining('ENOENT')]);
  });
});
