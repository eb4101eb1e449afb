import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { call } from '../testing/call.ts';
import { failed, removeRuleHomes, ruleHome } from '../testing/rule-home.ts';

const home = ruleHome();

afterAll(removeRuleHomes);

function logtest(args: readonly string[], input = '') {
  return call('ossec-logtest', ['-D', home, ...args], input);
}

/** What is printed of the lines, without the start. */
async function printed(input: string, ...args: readonly string[]): Promise<string> {
  const { out, err } = await logtest(args, input);
  expect(out).toBe('');
  return err.slice(err.indexOf('Type one log per line.\n\n') + 'Type one log per line.\n\n'.length);
}

describe('the start', () => {
  it('tells the decoder file, the process and what to do', async () => {
    const { status, out, err } = await logtest([]);
    expect([status, out]).toEqual([0, '']);
    const stamp = String.raw`\d{4}/\d\d/\d\d \d\d:\d\d:\d\d ossec-testrule: INFO: `;
    const file = join(home, 'etc/decoder.xml').replaceAll('.', String.raw`\.`);
    const lines = [
      `${stamp}Reading decoder file ${file}\\.`,
      `${stamp}Started \\(pid: \\d+\\)\\.`,
      'ossec-testrule: Type one log per line\\.',
      '\n',
    ];
    expect(err).toMatch(new RegExp(`^${lines.join('\n')}$`));
  });

  it('is shorter with -q and longer with -d', async () => {
    expect((await logtest(['-q'])).err).not.toContain('Reading decoder file');
    expect((await logtest(['-d'])).err).toContain(`Rules of ${home}.`);
  });
});

describe('the three phases', () => {
  it('of a line with a rule', async () => {
    expect(await printed(`${failed}\n`)).toBe(`

**Phase 1: Completed pre-decoding.
       full event: '${failed}'
       hostname: 'web'
       program_name: 'sshd'
       log: 'Failed password for bob from 192.0.2.7'

**Phase 2: Completed decoding.
       dstuser: 'bob'
       srcip: '192.0.2.7'
       decoder: 'sshd'

**Phase 3: Completed filtering (rules).
       Rule id: '5716'
       Level: '5'
       Description: 'A login failed.'
       Info - Text: 'More of it'
       Info - Link: 'http://example.org/'
       Info - CVE: 'CVE-1'
       Info - OSVDB: '7'
**Alert to be generated.


`);
  });

  it('of a line without decoder and rule', async () => {
    expect(await printed('nothing of note\n')).toMatch(
      /^\n\n\*\*Phase 1: Completed pre-decoding\.\n {7}full event: 'nothing of note'\n {7}hostname: '[^']*'\n {7}program_name: '\(null\)'\n {7}log: 'nothing of note'\n\n\*\*Phase 2: Completed decoding\.\n {7}No decoder matched\.\n {7}decoder: '\(null\)'\n\n\n$/,
    );
  });

  it('of a rule of level 0: no alert', async () => {
    const text = await printed('Jun 15 10:00:00 web sshd[1]: hello\n');
    expect(text).toContain("       Rule id: '5700'\n       Level: '0'\n");
    expect(text.endsWith("Description: 'SSHD messages.'\n\n\n")).toBe(true);
  });

  it('name dynamic fields by their own names, and keep bytes', async () => {
    const text = await printed('dyn red caf\xc3\xa9\xff\n');
    expect(text).toContain(
      "       color: 'red'\n       shape: 'caf\xc3\xa9\xff'\n       decoder: 'dyn'\n",
    );
  });

  it('tell of accumulation', async () => {
    expect(await printed('acc 12\n')).toContain(
      "       id: '12'\n**ACCUMULATOR: LEVEL UP!!**\n       decoder: 'acc'\n",
    );
  });

  it('print no hint about decoders where there are none of that kind', async () => {
    const none = ruleHome({
      'etc/decoder.xml':
        '<decoder name="sshd"><program_name>^s</program_name></decoder><decoder name="dyn"><program_name>^d</program_name></decoder>',
    });
    const { err } = await call('ossec-logtest', ['-D', none], 'nothing\n');
    expect(err).toContain("**Phase 2: Completed decoding.\n       decoder: '(null)'\n");
    expect(err).not.toContain('No decoder matched');
  });

  it('skip lines of fewer than two characters, take a last one without its end', async () => {
    const text = await printed(`\nx\n${failed}`);
    expect(text.match(/Phase 1/g)).toHaveLength(1);
  });

  it('remember from line to line', async () => {
    const text = await printed(`${failed}\n${failed}\n`);
    expect(text.match(/Rule id: '\d+'/g)).toEqual(["Rule id: '5716'", "Rule id: '5720'"]);
  });
});

describe('-v', () => {
  it('tells every rule that is tried', async () => {
    const text = await printed(`${failed}\n`, '-v');
    expect(text).toContain(`       decoder: 'sshd'


**Rule debugging:
    Trying rule: 1 - Generic.
       *Rule 1 matched.
       *Trying child rules.
    Trying rule: 5700 - SSHD messages.
       *Rule 5700 matched.
       *Trying child rules.
    Trying rule: 5716 - A login failed.
       *Rule 5716 matched.
       *Trying child rules.
    Trying rule: 5720 - Many failed logins.

**Phase 3`);
  });
});

describe('-a', () => {
  it('prints alerts alone, on standard output', async () => {
    const { status, out, err } = await logtest(['-a'], `${failed}\nnothing\n${failed}\n`);
    expect(status).toBe(0);
    expect(err).not.toContain('Phase');
    expect(out.match(/^\*\* Alert \d+\.\d+: .*$/gm)).toHaveLength(2);
    expect(out).toContain("Rule: 5716 (level 5) -> 'A login failed.'\n");
    expect(out).toContain(' web->stdin\n');
    expect(out).toContain(`\n${failed}\n`);
  });
});

describe('-U', () => {
  it.each<[string, string, number]>([
    ['all equal', '5716:5:sshd', 0],
    ['a decoder in another case', '5716:5:SSHD', 0],
    ['another level', '5716:6:sshd', 1],
    ['another rule', '5717:5:sshd', 2],
    ['another rule and level', '1:1:sshd', 2],
    ['another decoder', '5716:5:web', 3],
    ['all other', '1:1:web', 3],
  ])('%s', async (_, expected, status) => {
    const answer = await logtest(['-U', expected], `${failed}\n`);
    expect(answer.status).toBe(status);
    expect(answer.out).toBe(status === 0 ? '0' : '');
    const decoder = expected.split(':')[2];
    expect(answer.err).toContain(
      `lf->decoder_info->name: 'sshd'\nut_decoder_name       : '${decoder}'\n`,
    );
    const told = `decoder matched : 'sshd'\ndecoder expected: '${decoder}'\n`;
    expect(answer.err.includes(told)).toBe(status === 3);
  });

  it.each<[string, string, string, number]>([
    ['no rule, the decoder as expected', 'nothing of note', '1:1:(null)', 255],
    ['no rule, another decoder', 'nothing of note', '1:1:sshd', 3],
    ['no line at all', '', '1:1:(null)', 255],
  ])('%s', async (_, input, expected, status) => {
    expect((await logtest(['-U', expected], input)).status).toBe(status);
  });

  it('speaks of the last line', async () => {
    const input = `${failed}\nnothing of note\n${failed}\n`;
    expect((await logtest(['-U', '5720:10:sshd'], input)).status).toBe(0);
  });
});

describe('-t', () => {
  it('loads and ends', async () => {
    expect(await logtest(['-t'], `${failed}\n`)).toEqual({ status: 0, out: '', err: '' });
  });

  it('tells every problem, exit 1', async () => {
    const broken = ruleHome({
      'rules/local_rules.xml': '<group name="l,"><rule id="9x" level="1"><a>1</a></rule></group>',
    });
    const { status, err } = await call('ossec-logtest', ['-t', '-D', broken]);
    expect(status).toBe(1);
    expect(err.split('\n')).toHaveLength(3);
    expect(err).toContain('RULE_ATTRIBUTE_BAD');
    expect(err).toContain('RULE_ELEMENT_UNKNOWN');
  });
});

describe('options', () => {
  it.each<[string, readonly string[]]>([
    ['bundled', ['-qat']],
    ['a value attached', ['-qt', `-c${join(home, 'empty.conf')}`]],
    ['a value in the bundle', ['-qtc', join(home, 'empty.conf')]],
    ['--home', ['-t', '--home', home]],
  ])('%s', async (_, args) => {
    writeFileSync(join(home, 'empty.conf'), '<ossec_config></ossec_config>');
    expect((await call('ossec-logtest', ['-D', home, ...args])).status).toBe(0);
  });

  it.each([['-V'], ['-qV']])('%s prints the version', async (flag) => {
    const { status, out } = await call('ossec-logtest', [flag]);
    expect(status).toBe(0);
    expect(out).toMatch(/^Tocsin \d+\.\d+\.\d+\n$/);
  });

  it.each([['-h'], ['--help'], ['-qh'], ['-hv']])('%s prints the help', async (flag) => {
    const { status, out } = await call('ossec-logtest', [flag]);
    expect(status).toBe(0);
    expect(out).toMatch(/^usage: ossec-logtest \[-Vhdtvaq\]/);
  });

  it.each<[string, readonly string[], string]>([
    ['an unknown letter', ['-x'], 'unknown option -x'],
    ['an unknown letter in a bundle', ['-qfx'], 'unknown option -f'],
    ['a word', ['file.log'], 'unexpected argument file.log'],
    ['an unknown long option', ['--json'], 'unexpected argument --json'],
    ['no value', ['-c'], '-c needs a value'],
    ['no value at the end of a bundle', ['-qD'], '-D needs a value'],
    ['two parts', ['-U', '1:2'], '-U takes rule:level:decoder'],
    ['four parts', ['-U', '1:2:3:4'], '-U takes rule:level:decoder'],
    ['a configuration that is missing', ['-c', '/nowhere.conf'], '/nowhere.conf does not exist'],
  ])('%s', async (_, args, message) => {
    const { status, out, err } = await call('ossec-logtest', args);
    expect([status, out]).toEqual([2, '']);
    expect(err).toContain(message);
  });

  it('a folder that is missing, exit 1', async () => {
    const { status, err } = await call('ossec-logtest', ['-D', '/nowhere/at/all']);
    expect(status).toBe(1);
    expect(err).toContain('HOME_MISSING');
  });
});
