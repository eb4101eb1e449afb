import { Buffer } from 'node:buffer';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { command, doorHome, doorLine, type Answer } from './support/commands.ts';
import { newFolder, writeFiles } from './support/running.ts';

const home = newFolder();
writeFiles(home, doorHome);

function replay(args: readonly string[], input: string): Promise<Answer> {
  return command('tocsin', ['replay', '--home', home, ...args, '-'], input);
}

function objects({ out }: Answer): readonly unknown[] {
  return Buffer.from(out, 'latin1')
    .toString('utf8')
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as unknown);
}

const nothing = { program: null, decoder: null, fields: {}, rule: null, level: null, alert: false };

describe('--json', () => {
  it('prints one object a line, in order, with these keys', async () => {
    const answer = await replay(['--json'], `${doorLine('bob')}\nplain text\n`);
    expect(answer.err).toBe('');
    expect(answer.status).toBe(0);
    expect(objects(answer)).toEqual([
      {
        n: 1,
        program: 'door',
        decoder: 'door',
        fields: { dstuser: 'bob', srcip: '192.0.2.7' },
        rule: 201,
        level: 5,
        alert: true,
      },
      { n: 2, ...nothing },
    ]);
    const keys = Object.keys(objects(answer)[0] ?? {}).join(' ');
    expect(keys).toBe('n program decoder fields rule level alert');
  });

  it.each([
    ['an empty file', '', 0],
    ['empty lines', '\n\nx\n', 3],
    ['a last line without its end', 'x y\nx y', 2],
    ['Windows line ends', 'x y\r\nx y\r\n', 2],
    ['NUL bytes', 'a\0b\n\0\n', 2],
    ['bytes that are no text', '\xff\xfe\xc3\n', 1],
    ['a line over the limit', `${'x'.repeat(200_000)}\ny y\n`, 2],
    ['very many lines', 'some log\n'.repeat(5000), 5000],
  ])('counts each line of %s', async (_, input, count) => {
    const answer = await replay(['--json'], input);
    expect(answer.status).toBe(0);
    const numbers = objects(answer).map((one) => (one as { n: number }).n);
    expect(numbers).toEqual(Array.from({ length: count }, (_, i) => i + 1));
  });

  it('shows bytes as text where they are text', async () => {
    const line = Buffer.from(doorLine('jürgen')).toString('latin1');
    const found = objects(await replay(['--json'], `${line}\n`));
    expect(found).toMatchObject([{ fields: { dstuser: 'jürgen' } }]);
  });
});

describe('alerts', () => {
  it('are printed as the alert file has them', async () => {
    const { out } = await replay(['--clock', 'fixed:1700000000'], `x\n${doorLine('bob')}\n`);
    expect(out).toMatch(/^\*\* Alert 1700000000\.1: - door,\n/);
    expect(out).toContain("Rule: 201 (level 5) -> 'Door: wrong key.'\nSrc IP: 192.0.2.7\n");
    expect(out).toContain(`User: bob\n${doorLine('bob')}\n`);
  });

  it('keep every byte', async () => {
    const line = doorLine('\xff\xfe');
    expect((await replay([], `${line}\n`)).out).toContain(`\n${line}\n`);
  });
});

describe('correlation', () => {
  const lines = (...clocks: readonly string[]): string =>
    clocks.map((clock) => `${doorLine('bob').replace('04:00:00', clock)}\n`).join('');
  async function rules(args: readonly string[], input: string): Promise<readonly unknown[]> {
    const found = objects(await replay(['--json', ...args], input));
    return found.map((one) => (one as { rule: number }).rule);
  }

  it.each([
    ['receipt', [201, 201, 202]],
    ['fixed:1700000000', [201, 201, 202]],
    ['log', [201, 201, 201]],
  ])('over the clock %s', async (clock, expected) => {
    const input = lines('04:00:00', '04:10:00', '04:20:00');
    expect(await rules(['--clock', clock], input)).toEqual(expected);
  });

  it('finds what lies close by the clock of the log', async () => {
    const input = lines('04:00:00', '04:00:10', '04:00:20');
    expect(await rules(['--clock', 'log'], input)).toEqual([201, 201, 202]);
  });

  it.each(['exact', 'reference'])('in the mode %s', async (mode) => {
    const input = lines('04:00:00', '04:00:00', '04:00:00');
    expect(await rules(['--correlation', mode], input)).toEqual([201, 201, 202]);
  });
});

describe('--summary', () => {
  it('counts per rule and tells the speed', async () => {
    const { out } = await replay(['--summary'], `${doorLine('a')}\n${doorLine('b')}\nx y\n`);
    expect(out).toMatch(/^ +2 +2 +201 +5 {2}Door: wrong key\.$/m);
    expect(out).toMatch(/^ +1 +0 +- +- {2}no rule$/m);
    expect(out).toMatch(/^3 events, 2 alerts in .* events\/s, .* peak memory \d+ MB$/m);
  });
});

describe('--format and --location', () => {
  it('joins lines of formats that do so', async () => {
    const answer = await replay(['--json', '--format', 'multi-line: 2'], 'one\ntwo\nthree\nfour\n');
    expect(objects(answer)).toHaveLength(2);
  });

  it('tells the location in alerts', async () => {
    const { out } = await replay(['--location', '/var/log/door'], `${doorLine('a')}\n`);
    expect(out).toMatch(/^\d{4} \w{3} \d\d \d\d:\d\d:\d\d house->\/var\/log\/door$/m);
  });
});

describe('a file', () => {
  it('is read like standard input, from the working folder', async () => {
    const folder = newFolder();
    writeFileSync(join(folder, 'door.log'), `${doorLine('bob')}\nx\n`);
    const args = ['replay', '--home', home, '--json', 'door.log'];
    const answer = await command('tocsin', args, '', folder);
    expect(objects(answer)).toHaveLength(2);
  });

  it('that is not there is told', async () => {
    const { status, err } = await command('tocsin', ['replay', '--home', home, '/nowhere/x.log']);
    expect(status).toBe(1);
    expect(err).toContain("/nowhere/x.log can't be read (ENOENT)");
  });
});

describe('a configuration', () => {
  it('that refuses parts of OSSEC is no hindrance', async () => {
    const conf = join(newFolder(), 'ossec.conf');
    writeFileSync(
      conf,
      `<ossec_config><global><email_notification>yes</email_notification></global>
<syscheck><frequency>7200</frequency></syscheck>
<localfile><log_format>eventlog</log_format><location>Security</location></localfile>
<rules><decoder>etc/decoder.xml</decoder><include>base_rules.xml</include></rules></ossec_config>`,
    );
    const answer = await replay(['--json', '--conf', conf], `${doorLine('a')}\n`);
    expect(answer.status).toBe(0);
    expect(objects(answer)).toMatchObject([{ rule: 201 }]);
  });

  it('with mistakes is told whole', async () => {
    const conf = join(newFolder(), 'ossec.conf');
    writeFileSync(
      conf,
      `<ossec_config><globl></globl>
<rules><decoder>etc/decoder.xml</decoder><include>none.xml</include></rules></ossec_config>`,
    );
    const { status, err, out } = await replay(['--conf', conf], 'x\n');
    expect(status).toBe(1);
    expect(out).toBe('');
    expect(err).toContain(`${conf}:1:15 CONFIG_UNKNOWN_SECTION`);
    expect(err).toContain(`${conf}:2:42 RULES_FILE_UNREADABLE`);
  });
});

describe('a call', () => {
  it.each([
    [[], 'which file?'],
    [['a', 'b'], 'unexpected argument "b"'],
    [['--json', '--summary', '-'], 'exclude each other'],
    [['--clock', 'noon', '-'], '--clock is log, receipt or fixed:EPOCH'],
    [['--correlation', 'none', '-'], '--correlation is exact or reference'],
    [['--format', 'sysolg', '-'], 'is no format of log files'],
    [['--format', 'command', '-'], 'is no format of log files'],
    [['--jsn', '-'], 'did you mean --json?'],
  ])('%j is refused', async (args, says) => {
    const { status, err, out } = await command('tocsin', ['replay', '--home', home, ...args]);
    expect(err).toContain(says);
    expect(out).toBe('');
    expect(status).toBe(2);
  });
});
