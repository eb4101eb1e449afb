import { describe, expect, it } from 'vitest';
import { command, doorHome, doorLine, type Answer } from './support/commands.ts';
import { newFolder, writeFiles } from './support/running.ts';

const home = newFolder();
writeFiles(home, doorHome);

function logtest(args: readonly string[], ...lines: readonly string[]): Promise<Answer> {
  const input = lines.map((line) => `${line}\n`).join('');
  return command('ossec-logtest', ['-D', home, ...args], input);
}

/** What follows the first words about files and process. */
function phases({ err }: Answer): string {
  const start = '\nossec-testrule: Type one log per line.\n\n';
  return err.slice(err.indexOf(start) + start.length);
}

describe('the three phases', () => {
  it('are laid out as OSSEC does', async () => {
    const answer = await logtest([], doorLine('bob'));
    expect(answer).toMatchObject({ status: 0, out: '' });
    expect(phases(answer)).toBe(`

**Phase 1: Completed pre-decoding.
       full event: '${doorLine('bob')}'
       hostname: 'house'
       program_name: 'door'
       log: 'wrong key by bob from 192.0.2.7'

**Phase 2: Completed decoding.
       dstuser: 'bob'
       srcip: '192.0.2.7'
       decoder: 'door'

**Phase 3: Completed filtering (rules).
       Rule id: '201'
       Level: '5'
       Description: 'Door: wrong key.'
       Info - Link: 'http://door'
**Alert to be generated.


`);
  });

  it('say where nothing is known', async () => {
    const text = phases(await logtest([], 'plain text'));
    expect(text).toContain("       program_name: '(null)'\n");
    expect(text).toContain("       No decoder matched.\n       decoder: '(null)'\n");
    expect(text).not.toContain('Phase 3');
    expect(text).not.toContain('Alert to be generated');
  });

  it('name no alert for level 0', async () => {
    const text = phases(await logtest([], 'Nov 24 04:00:00 house door: opened'));
    expect(text).toContain("Rule id: '200'");
    expect(text).not.toContain('Alert to be generated');
  });

  it('skip lines of fewer than two bytes', async () => {
    const text = phases(await logtest([], '', 'x', 'xy'));
    expect(text.split('**Phase 1').length - 1).toBe(1);
  });

  it('keep what was seen between lines', async () => {
    const text = phases(await logtest([], doorLine('a'), doorLine('b'), doorLine('c')));
    const ids = [...text.matchAll(/Rule id: '(\d+)'/g)].map((match) => match[1]);
    expect(ids).toEqual(['201', '201', '202']);
  });

  it('keep every byte', async () => {
    const text = phases(await logtest([], doorLine('\xff\xfe')));
    expect(text).toContain("       dstuser: '\xff\xfe'\n");
  });
});

describe('the beginning', () => {
  it('names decoder files unless it is quiet', async () => {
    expect((await logtest([])).err).toMatch(
      /^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d ossec-testrule: INFO: Reading decoder file .*decoder\.xml\.$/m,
    );
    expect((await logtest(['-q'])).err).not.toContain('Reading');
  });

  it('tells its process', async () => {
    expect((await logtest([])).err).toMatch(/ossec-testrule: INFO: Started \(pid: \d+\)\.$/m);
  });
});

describe('-v', () => {
  it('shows the rules that are tried, between the phases', async () => {
    const text = phases(await logtest(['-v'], doorLine('bob')));
    const part = text.slice(text.indexOf('**Rule debugging:'), text.indexOf('**Phase 3'));
    expect(part).toContain('    Trying rule: 1 - All logs.\n       *Rule 1 matched.\n');
    expect(part).toContain('       *Trying child rules.\n    Trying rule: 200 - Door.\n');
    expect(part).toContain('       *Rule 201 matched.\n');
  });
});

describe('-a', () => {
  it('prints alerts alone, on standard output', async () => {
    const { out, err } = await logtest(['-a'], 'plain text', doorLine('bob'));
    expect(out).toMatch(/^\*\* Alert \d+\.\d+: - door,\n.* house->stdin\nRule: 201 \(level 5\)/);
    expect(err).not.toContain('Phase');
  });
});

describe('-U', () => {
  it.each([
    ['201:5:door', 0, '0'],
    ['201:5:DOOR', 0, '0'],
    ['201:6:door', 1, ''],
    ['202:5:door', 2, ''],
    ['201:5:window', 3, ''],
  ])('%s gives %i', async (expected, status, out) => {
    const answer = await logtest(['-U', expected], doorLine('bob'));
    expect(answer).toMatchObject({ status, out });
    expect(answer.err).toContain("lf->decoder_info->name: 'door'\nut_decoder_name       : '");
  });

  it('looks at the last line', async () => {
    expect((await logtest(['-U', '201:5:door'], 'plain', doorLine('bob'))).status).toBe(0);
    expect((await logtest(['-U', '201:5:door'], doorLine('bob'), 'plain')).status).toBe(3);
  });

  it('takes three parts', async () => {
    expect(await logtest(['-U', '201:5'])).toMatchObject({ status: 2 });
  });
});

describe('other calls', () => {
  it.each([
    [['-t'], 0, /^$/],
    [['-V'], 0, /^Tocsin \d/],
    [['-h'], 0, /^usage: ossec-logtest/],
  ])('%j', async (args, status, out) => {
    const answer = await logtest(args);
    expect(answer.status).toBe(status);
    expect(answer.out).toMatch(out);
  });

  it.each([
    [['-x'], 'unknown option -x'],
    [['file.log'], 'unexpected argument file.log'],
    [['-c'], '-c needs a value'],
  ])('%j is refused', async (args, says) => {
    const answer = await logtest(args);
    expect(answer.status).toBe(2);
    expect(answer.err).toContain(says);
  });

  it('end with every mistake of the files', async () => {
    const broken = newFolder();
    writeFiles(broken, {
      ...doorHome,
      'rules/other_rules.xml': `<group name="x,">
<rule id="300" level="1"><macth>a</macth></rule>
<rule id="301" level="1"><if_sid>99</if_sid></rule></group>`,
    });
    const answer = await command('ossec-logtest', ['-D', broken, '-t']);
    expect(answer.status).toBe(1);
    expect(answer.err).toContain('other_rules.xml:2:26 RULE_ELEMENT_UNKNOWN');
    expect(answer.err).toContain('other_rules.xml:3:34 RULE_PARENT_UNKNOWN');
  });
});
