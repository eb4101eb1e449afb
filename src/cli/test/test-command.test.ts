import { mkdirSync, readFileSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { limits } from '../../base/index.ts';
import { parseXml } from '../../xml/index.ts';
import { call } from '../testing/call.ts';
import { failed, removeRuleHomes, ruleHome } from '../testing/rule-home.ts';

afterAll(removeRuleHomes);

const good = `case one failure
log ${failed}
expect rule=5716 level=5 user=bob srcip=192.0.2.7
`;
const bad = `case <wrong> & "odd"
log ${failed}
expect rule=5720 level=5 user=eve
`;

function run(home: string, ...args: readonly string[]) {
  return call('tocsin', ['test', '--home', home, ...args], '', { cwd: home });
}

describe('without files', () => {
  it('plays the shipped cases against the shipped rules', async () => {
    const { status, out, err } = await call('tocsin', ['test']);

    expect([status, err]).toEqual([0, '']);
    expect(out).toMatch(/0120-sshd\.case: \d+ passed, 0 failed\n/);
    expect(out).toMatch(/\n\d{3,} passed, 0 failed\n$/);
  });

  it('plays those of the home, a linked rule set too', async () => {
    const other = ruleHome({ 'x/deep/c.case': good });
    const home = ruleHome({ 'etc/a.case': good, 'rules/b.case': good, 'other/d.case': bad });
    symlinkSync(join(other, 'x'), join(home, 'ruleset'));
    const { status, out } = await run(home);

    expect(status).toBe(0);
    expect(out.replaceAll(`${home}/`, '')).toBe(
      'etc/a.case: 1 passed, 0 failed\nrules/b.case: 1 passed, 0 failed\n' +
        'ruleset/deep/c.case: 1 passed, 0 failed\n3 passed, 0 failed\n',
    );
  });

  it('fails where there is nothing to play', async () => {
    const { status, out, err } = await run(ruleHome());

    expect([status, out, err]).toEqual([1, '', 'tocsin test: there are no cases\n']);
  });
});

describe('a case that fails', () => {
  const home = ruleHome({ 'bad.case': bad, 'good.case': good });

  it('is told with its place, its line and each difference', async () => {
    const { status, out, err } = await run(home, 'good.case', 'bad.case');

    expect([status, err]).toEqual([1, '']);
    expect(out).toBe(
      `good.case: 1 passed, 0 failed
bad.case: 0 passed, 1 failed
  bad.case:3 <wrong> & "odd"
    log: ${failed}
    rule: expected '5720', got '5716'
    user: expected 'eve', got 'bob'
1 passed, 1 failed
`,
    );
  });

  it('is an object for programs', async () => {
    const { status, out } = await run(home, '--json', 'bad.case');

    expect(status).toBe(1);
    expect(JSON.parse(out)).toMatchObject({
      passed: 0,
      failed: 1,
      coverage: { reached: 1, total: 5, percent: 20, missed: [100, 101, 5700, 5720] },
      files: [
        {
          path: 'bad.case',
          cases: [
            {
              line: 1,
              failures: [
                { line: 3, log: failed, name: 'rule', want: '5720', got: '5716' },
                { line: 3, log: failed, name: 'user', want: 'eve', got: 'bob' },
              ],
            },
          ],
        },
      ],
    });
  });

  it('is escaped in JUnit XML', async () => {
    const control = `case caf\u00e9 \u0001 \ufffe]]>\nlog a\u0000\u001b<b>&"'\nexpect rule=1\n`;
    const here = ruleHome({ 'bad.case': bad, 'a&b.case': control, 'good.case': good });
    const { status } = await run(here, '--junit', 'out.xml', 'good.case', 'bad.case', 'a&b.case');
    const xml = readFileSync(join(here, 'out.xml'), 'utf8');

    expect(status).toBe(1);
    expect(xml).toContain('<testsuites tests="3" failures="2">\n');
    expect(xml).toContain('name="&lt;wrong&gt; &amp; &quot;odd&quot;" file="bad.case" line="1">\n');
    expect(xml).toContain('name="caf\u00e9 \ufffd \ufffd]]&gt;"');
    expect(xml).toContain('log: a\\x00\\x1b&lt;b&gt;&amp;&quot;');
    expect(xml).toContain('<testsuite name="a&amp;b.case" tests="1" failures="1">\n');
    expect(xml).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/);
    expect(parseXml(xml.slice(xml.indexOf('\n') + 1), 'out.xml').diagnostics).toEqual([]);
  });
});

it('starts each case afresh', async () => {
  const twice = `${good}${good}`;
  const { status, out } = await run(ruleHome({ 'rules/a.case': twice }));

  expect([status, out.includes('2 passed, 0 failed')]).toEqual([0, true]);
});

it.each(['exact', 'reference'])('correlates as told: %s', async (mode) => {
  const text = `case many
log ${failed}
log ${failed.replace('[1]', '[2]')}
expect rule=5720 level=10
`;
  const { status } = await run(ruleHome({ 'rules/a.case': text }), '--correlation', mode);

  expect(status).toBe(0);
});

describe('coverage', () => {
  const home = ruleHome({ 'rules/a.case': good });

  it('names what no case reaches, but not what never wins', async () => {
    const { status, out } = await run(home, '--coverage');

    expect(status).toBe(0);
    expect(out).toContain('1 of 5 rules reached (20 %)\n');
    expect(out).toContain('  never reached: 5720 Many failed logins.\n');
    expect(out).not.toContain('never reached: 1 ');
  });

  it.each([
    ['20', 0, ''],
    ['0', 0, ''],
    ['20.1', 1, 'tocsin test: fewer than 20.1 % of the rules were reached\n'],
    ['100', 1, 'tocsin test: fewer than 100 % of the rules were reached\n'],
  ])('of at least %s %%: exit %i', async (least, expected, said) => {
    const { status, err } = await run(home, '--min-coverage', least);

    expect([status, err]).toEqual([expected, said]);
  });
});

describe('mistakes', () => {
  it('in all files are told at once, and nothing is played', async () => {
    const home = ruleHome({ 'a.case': 'log x\nlgo', 'b/c.case': good.replace('level', '"') });
    truncateSync(join(home, 'a.case'), 9);
    writeFileSync(join(home, 'b/large.case'), '');
    truncateSync(join(home, 'b/large.case'), limits.configFileBytes + 1);
    mkdirSync(join(home, 'b/folder.case'));
    const { status, out, err } = await run(home, 'a.case', 'b', 'gone.case');

    expect([status, out]).toEqual([1, '']);
    expect(err.split('\n').map((line) => line.split(' ').slice(0, 2).join(' '))).toEqual([
      'a.case:1:1 CASE_NOT_STARTED',
      'a.case:2:1 CASE_WORD_UNKNOWN',
      'b/c.case:1:1 CASE_EXPECTS_NOTHING',
      'b/c.case:3:18 CASE_EXPECT_BAD',
      'b/folder.case:1:1 CASE_FILE_UNREADABLE',
      'b/large.case:1:1 CASE_FILE_TOO_BIG',
      'gone.case:1:1 CASE_FILE_UNREADABLE',
      '',
    ]);
  });

  it('in rules are told beside those in cases', async () => {
    const rules = '<group name="g,"><rule id="7" level="x"></rule></group>';
    const home = ruleHome({ 'rules/rules_config.xml': rules, 'rules/a.case': 'lgo' });
    const { status, err } = await run(home);

    expect(status).toBe(1);
    expect(err).toContain('RULE_ATTRIBUTE_BAD');
    expect(err).toContain('CASE_WORD_UNKNOWN');
  });

  it.each([
    [['--min-coverage', '101']],
    [['--min-coverage', 'all']],
    [['--correlation', 'none']],
    [['--juint', 'x']],
    [['--conf', '/nowhere/at/all.conf']],
  ])('on the command line: %j', async (args) => {
    expect((await run(ruleHome(), ...args)).status).toBe(2);
  });

  it('in the home are told', async () => {
    const { status, err } = await run('/nowhere/at/all');

    expect(status).toBe(1);
    expect(err).toContain('HOME_MISSING');
  });

  it('in the name of the JUnit file fail', async () => {
    const home = ruleHome({ 'rules/a.case': good });
    const { status, err } = await run(home, '--junit', 'no/where.xml');

    expect(status).toBe(1);
    expect(err).toBe("tocsin test: no/where.xml can't be written (ENOENT)\n");
  });
});

it('plays a file once, by whatever names it is found', async () => {
  const home = ruleHome({ 'rules/a.case': good });
  const { out } = await run(home, 'rules/a.case', 'rules', join(home, 'rules/a.case'));

  expect(out).toBe('rules/a.case: 1 passed, 0 failed\n1 passed, 0 failed\n');
});

it('plays a case with the option that it asks for, and the others without', async () => {
  const log =
    'log %ASA-4-106023: Deny tcp src outside:192.0.2.1/42 dst inside:192.0.2.2/23 by access-group "x"';
  const kept = `option analysisd.log_fw=0\n${log}\nexpect action=Deny\n`;
  const text = `case one\n${log}\nexpect action=DROP\ncase two\n${kept}case three\n${kept}case four\n${log}\nexpect action=DROP\n`;
  const folder = ruleHome({ 'fw.case': text });
  const { status, out } = await call('tocsin', ['test', 'fw.case'], '', { cwd: folder });

  expect(out).toBe('fw.case: 4 passed, 0 failed\n4 passed, 0 failed\n');
  expect(status).toBe(0);
});
