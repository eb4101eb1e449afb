import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, describe, expect, it } from 'vitest';
import { failed, removeRuleHomes, ruleHome } from '../testing/rule-home.ts';
import { call } from '../testing/call.ts';

const home = ruleHome();

afterAll(removeRuleHomes);

/** The whole second of a local time of 2026. */
function localSecond(month: number, day: number, hour: number, minute: number): number {
  return new Date(2026, month, day, hour, minute, 0).getTime() / 1000;
}

function replay(args: readonly string[], input = '', more = {}) {
  return call('tocsin', ['replay', '--home', home, ...args], input, more);
}

async function json(input: string, ...args: readonly string[]): Promise<readonly unknown[]> {
  const { status, out, err } = await replay(['--json', ...args, '-'], input);
  expect([status, err]).toEqual([0, '']);
  expect(out === '' || out.endsWith('\n')).toBe(true);
  const text = Buffer.from(out, 'latin1').toString('utf8');
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as unknown);
}

describe('--json', () => {
  it('has the shape that was promised, key by key', async () => {
    const { out } = await replay(['--json', '-'], `${failed}\n`);
    expect(out).toBe(
      '{"n":1,"program":"sshd","decoder":"sshd",' +
        '"fields":{"dstuser":"bob","srcip":"192.0.2.7"},"rule":5716,"level":5,"alert":true}\n',
    );
  });

  it('answers null where nothing matched', async () => {
    expect(await json('nothing of note\n')).toEqual([
      { n: 1, program: null, decoder: null, fields: {}, rule: null, level: null, alert: false },
    ]);
  });

  it('answers one object a line: empty and short ones, CRLF, NUL and no last newline', async () => {
    const answers = await json(`${failed}\r\n\nx\na\0b\n${failed}`);
    expect(answers).toMatchObject([
      { n: 1, rule: 5716 },
      { n: 2, rule: null },
      { n: 3, rule: null },
      { n: 4, rule: null },
      { n: 5, rule: 5720 },
    ]);
  });

  it('answers nothing for nothing', async () => {
    expect(await json('')).toEqual([]);
  });

  it('tells dynamic fields by their own names', async () => {
    expect(await json('dyn red round\n')).toMatchObject([
      { decoder: 'dyn', fields: { color: 'red', shape: 'round' }, rule: 101 },
    ]);
  });

  it('turns bytes into text, and what is no UTF-8 into its sign', async () => {
    expect(await json('dyn caf\xc3\xa9 \xff\xfe\n')).toMatchObject([
      { fields: { color: 'caf\u00e9', shape: '\ufffd\ufffd' }, rule: 100 },
    ]);
  });

  it('knows level 0 and says that it does not alert', async () => {
    expect(await json('Jun 15 10:00:00 web sshd[1]: hello\n')).toMatchObject([
      { rule: 5700, level: 0, alert: false },
    ]);
  });

  it('keeps a name that objects treat in their own way', async () => {
    const decoder =
      '<decoder name="p"><prematch>^p </prematch><regex>^p (\\S+)</regex>' +
      '<order>__proto__</order></decoder>';
    const odd = ruleHome({ 'etc/local_decoder.xml': decoder });
    const { out } = await call('tocsin', ['replay', '--home', odd, '--json', '-'], 'p value\n');
    expect(out).toContain('"fields":{"__proto__":"value"}');
  });

  it('holds thousands of answers apart', async () => {
    const answers = await json(`${failed}\n`.repeat(3000));
    expect(answers).toHaveLength(3000);
    expect(answers.map((one) => (one as { n: number }).n)).toEqual(
      Array.from({ length: 3000 }, (_, i) => i + 1),
    );
  });
});

describe('alerts', () => {
  it('are printed as the alert file has them, bytes unchanged', async () => {
    const log = 'un caf\xc3\xa9 \xff';
    const { status, out } = await replay(['--clock', 'fixed:1700000000', '-'], `${log}\nnothing\n`);
    expect(status).toBe(0);
    expect(out).toMatch(/^\*\* Alert 1700000000\.1: {1,2}- syslog,\n/);
    expect(out).toContain("Rule: 100 (level 3) -> 'Un caf\xc3\xa9.'\n");
    expect(out).toContain(`\n${log}\n`);
    expect(out.match(/\*\* Alert/g)).toHaveLength(1);
  });

  it('name the location that was given', async () => {
    const { out } = await replay(['--location', '/var/log/auth.log', '-'], `${failed}\n`);
    expect(out).toContain('web->/var/log/auth.log\n');
    expect((await replay(['-'], `${failed}\n`)).out).toContain('web->stdin\n');
  });
});

describe('--summary', () => {
  it('counts rules, most frequent first', async () => {
    const input = `${`${failed}\n`.repeat(3)}nothing\nx\ncaf\xc3\xa9 1\n`;
    const { status, out } = await replay(['--summary', '-'], input);
    expect(status).toBe(0);
    const lines = out.split('\n');
    expect(lines.slice(0, 5)).toEqual([
      '   count   alerts    rule  level  description',
      '       2        2    5716      5  A login failed.',
      '       1        1     100      3  Un caf\xc3\xa9.',
      '       1        1    5720     10  Many failed logins.',
      '       2        0       -      -  no rule',
    ]);
    expect(lines[6]).toMatch(
      /^6 events, 4 alerts in \d+\.\d\d s: \d+ events\/s, \d+\.\d\d \xc2\xb5s of CPU an event, peak memory \d+ MB$/,
    );
  });

  it('of nothing is one of nothing', async () => {
    const { out } = await replay(['--summary', '-']);
    expect(out).toContain('       0        0       -      -  no rule');
    expect(out).toContain('0 events, 0 alerts');
  });
});

describe('--clock', () => {
  const line = (time: string): string => failed.replace('10:00:00', time);
  it('log: the times of the lines decide what belongs together', async () => {
    const apart = await json(`${line('10:00:00')}\n${line('10:02:01')}\n`, '--clock', 'log');
    expect(apart).toMatchObject([{ rule: 5716 }, { rule: 5716 }]);
    const together = await json(`${line('10:00:00')}\n${line('10:02:00')}\n`, '--clock', 'log');
    expect(together).toMatchObject([{ rule: 5716 }, { rule: 5720 }]);
  });

  it('log: a line without a time has that of the line before', async () => {
    const time = localSecond(5, 15, 10, 0);
    const { out } = await replay(['--clock', 'log', '-'], '2026-06-15 10:00:00,1 x\ncaf\xc3\xa9\n');
    expect(out).toContain(`** Alert ${time}.1:`);
  });

  it('fixed: all at the same second', async () => {
    const lines = `${line('10:00:00')}\n${line('23:00:00')}\n`;
    expect(await json(lines, '--clock', 'fixed:1700000000')).toMatchObject([
      { rule: 5716 },
      { rule: 5720 },
    ]);
  });
});

describe('--correlation', () => {
  const lines = [1, 2, 1, 2].map((n) => failed.replace('192.0.2.7', `192.0.2.${n}`));
  it.each([
    ['exact', [5716, 5716, 5720, 5720]],
    ['reference', [5716, 5716, 5720, 5716]],
  ])('%s', async (mode, expected) => {
    const answers = await json(`${lines.join('\n')}\n`, '--correlation', mode);
    expect(answers.map((one) => (one as { rule: number }).rule)).toEqual(expected);
  });
});

describe('input', () => {
  it('is a file as well, found from the folder the command runs in', async () => {
    writeFileSync(join(home, 'a.log'), `${failed}\n`);
    const { status, out } = await replay(['--json', 'a.log'], '', { cwd: home });
    expect([status, out.split('\n').length]).toEqual([0, 2]);
    expect((await replay(['--json', join(home, 'a.log')])).out).toBe(out);
  });

  it('that is missing or a folder is told, exit 1', async () => {
    mkdirSync(join(home, 'folder'), { recursive: true });
    expect(await replay(['gone.log'], '', { cwd: home })).toEqual({
      status: 1,
      out: '',
      err: "tocsin replay: gone.log can't be read (ENOENT)\n",
    });
    expect(await replay(['--json', 'folder'], '', { cwd: home })).toEqual({
      status: 1,
      out: '',
      err: "tocsin replay: folder can't be read (EISDIR)\n",
    });
  });

  it('that breaks off is reported up to there, and told', async () => {
    const stdin = Readable.from(
      (function* broken() {
        yield Buffer.from(`${failed}\n`);
        throw Object.assign(new Error('gone'), { code: 'EIO' });
      })(),
    );
    const { status, out, err } = await replay(['--json', '-'], '', { stdin });
    expect([status, err]).toEqual([1, "tocsin replay: - can't be read (EIO)\n"]);
    expect(out).toMatch(/^\{"n":1,.*\}\n$/);
  });

  it('of another format is cut as that format wants', async () => {
    const multi = await json('dyn red\ntwo\ndyn red\nfour\n', '--format', 'multi-line:2');
    expect(multi).toMatchObject([
      { n: 1, fields: { shape: 'two' } },
      { n: 2, fields: { shape: 'four' } },
    ]);
  });
});

describe('homes', () => {
  it('that are missing are told, exit 1', async () => {
    const { status, out, err } = await call('tocsin', ['replay', '--home', '/nowhere/at/all', '-']);
    expect([status, out]).toEqual([1, '']);
    expect(err).toContain('/nowhere/at/all:1:1 HOME_MISSING there is no folder /nowhere/at/all\n');
  });

  it('that are files are told as well', async () => {
    const file = join(home, 'etc/decoder.xml');
    const { status, err } = await call('tocsin', ['replay', '--home', file, '-']);
    expect(status).toBe(1);
    expect(err).toContain('HOME_MISSING');
  });

  it('with broken rules tell every problem and read nothing', async () => {
    const broken = ruleHome({
      'rules/local_rules.xml':
        '<group name="l,"><rule id="1" level="x"><mach>a</mach></rule></group>',
      'etc/internal_options.conf': 'analysisd.log_fw=7\n',
    });
    const { status, out, err } = await call('tocsin', ['replay', '--home', broken, '-'], 'x\n');
    expect([status, out]).toEqual([1, '']);
    expect(err).toContain(`${broken}/rules/local_rules.xml:1:31 RULE_ATTRIBUTE_BAD`);
    expect(err).toContain(`${broken}/rules/local_rules.xml:1:41 RULE_ELEMENT_UNKNOWN`);
    expect(err).toContain(`${broken}/etc/internal_options.conf:1:`);
  });

  it('take their configuration from --conf, from the folder the command runs in', async () => {
    writeFileSync(
      join(home, 'own.conf'),
      '<ossec_config><alerts><log_alert_level>9</log_alert_level></alerts></ossec_config>',
    );
    const args = ['--conf', 'own.conf', '--json', '-'];
    const { out } = await replay(args, `${failed}\n`, { cwd: home });
    expect(JSON.parse(out)).toMatchObject({ rule: 5716, alert: false });
  });

  it('that name no rules get the ones that are shipped', async () => {
    const bare = ruleHome();
    const empty = join(bare, 'empty');
    mkdirSync(empty);
    const { status, out, err } = await call(
      'tocsin',
      ['replay', '--home', empty, '--json', '-'],
      `${failed}\n`,
    );
    expect([status, err]).toEqual([0, '']);
    expect(JSON.parse(out)).toMatchObject({ program: 'sshd', alert: true });
  });
});

describe('mistakes in the call', () => {
  it.each<[string, readonly string[], string]>([
    ['no file', [], 'which file?'],
    ['two files', ['a', 'b'], 'unexpected argument "b"'],
    ['an unknown option', ['--jsn', '-'], 'unknown option --jsn (did you mean --json?)'],
    [
      'an unknown clock',
      ['--clock', 'sun', '-'],
      '--clock is log, receipt or fixed:EPOCH, not "sun"',
    ],
    ['a clock without its time', ['--clock', 'fixed:', '-'], 'not "fixed:"'],
    ['a clock of no number', ['--clock', 'fixed:1e9', '-'], 'not "fixed:1e9"'],
    ['an unknown correlation', ['--correlation', 'none', '-'], 'exact or reference, not "none"'],
    ['an unknown format', ['--format', 'sylog', '-'], 'sylog'],
    ['a format of commands', ['--format', 'full_command', '-'], 'no format of log files'],
    ['two reports', ['--json', '--summary', '-'], 'exclude each other'],
    [
      'a configuration that is missing',
      ['--conf', '/nowhere.conf', '-'],
      '/nowhere.conf does not exist',
    ],
    ['an option without its value', ['--location'], '--location'],
  ])('%s', async (_, args, message) => {
    const { status, out, err } = await replay(args, 'x\n');
    expect([status, out]).toEqual([2, '']);
    expect(err).toContain(message);
    expect(err.endsWith("Try 'tocsin replay --help'.\n")).toBe(true);
  });
});
