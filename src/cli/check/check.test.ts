import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { call } from '../testing/call.ts';
import { removeRuleHomes, ruleHome } from '../testing/rule-home.ts';

const folder = mkdtempSync(join(tmpdir(), 'tocsin-check-'));
afterAll(() => {
  removeRuleHomes();
  rmSync(folder, { recursive: true, force: true });
});

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

function check(...args: readonly string[]) {
  return call('tocsin', ['check', ...args], '', { cwd: folder });
}

function ruleFile(name: string, id: number, body: string): string {
  const rule = `<rule id="${id}" level="5">\n${body}<description>D.</description></rule>`;
  return file(name, `<group name="g,">\n${rule}\n</group>\n`);
}

describe('tocsin check', () => {
  const home = ruleHome();

  it('tells of a home that is fine', async () => {
    expect(await check('--home', home)).toEqual({
      status: 0,
      out:
        `${home}/etc/decoder.xml: 4 decoders, 0 rules\n` +
        `${home}/rules/rules_config.xml: 0 decoders, 6 rules\n` +
        '4 decoders and 6 rules load; 0 refused, 0 differ, 0 notes\n',
      err: '',
    });
  });

  it('exits 0 with a note, which stands below its file', async () => {
    const path = ruleFile('note.xml', 900, '<srcip>!10.0.0.1</srcip>');
    const { status, out } = await check('--home', home, 'note.xml');
    expect(status).toBe(0);
    expect(out).toContain(
      `${path}: 0 decoders, 1 rules\n  ${path}:3:8 CHECK_ADDRESS_NEGATED note: rule 900: `,
    );
    expect(out).toMatch(/7 rules load; 0 refused, 0 differ, 1 notes\n$/);
  });

  it('takes a folder for the .xml files below it, in name order', async () => {
    mkdirSync(join(folder, 'mine', 'rules'), { recursive: true });
    const second = ruleFile('mine/rules/b.xml', 941, '<if_sid>940</if_sid>');
    const first = ruleFile('mine/rules/a.xml', 940, '');
    file('mine/rules/notes.txt', 'no rules');
    symlinkSync('..', join(folder, 'mine', 'rules', 'up'));
    const { status, out } = await check('--home', home, 'mine');
    expect(status).toBe(0);
    expect(out).toContain(`${first}: 0 decoders, 1 rules\n${second}: 0 decoders, 1 rules\n`);
    expect(out).toMatch(/8 rules load; 0 refused, 0 differ, 0 notes\n$/);
  });

  it('takes the rule set that comes with it, without a defect', async () => {
    const { status, out } = await check(join(import.meta.dirname, '../../../ruleset'));
    expect(status).toBe(0);
    expect(out).toMatch(/ 0 refused, 0 differ, \d+ notes\n$/);
  });

  it('exits 3 with a difference', async () => {
    ruleFile('differs.xml', 901, '<if_sid>5700,</if_sid>');
    const { status, out } = await check('--home', home, 'differs.xml');
    expect(status).toBe(3);
    expect(out).toContain(' CHECK_PARENT_TRAILING differs: rule 901: ');
  });

  it('exits 1 when something is refused, and counts the rest', async () => {
    const bad = '<rule id="903" level="5"><match>x</match><nope>1</nope></rule>';
    const good = '<rule id="904" level="5"><match>x</match></rule>';
    const path = file('bad.xml', `<group name="g,">\n${bad}\n${good}\n</group>`);
    const { status, out } = await check('--home', home, path);
    expect(status).toBe(1);
    expect(out).toContain(`${path}: 0 decoders, 1 rules\n  ${path}:2:`);
    expect(out).toContain(' RULE_ELEMENT_UNKNOWN error: ');
  });

  it('tells of duplicate ids', async () => {
    ruleFile('twice.xml', 5716, '<match>x</match>');
    const { status, out } = await check('--home', home, 'twice.xml');
    expect([status, out.includes(' RULE_ID_TAKEN error: ')]).toEqual([1, true]);
  });

  it.each([
    ['a file that is missing', 'nowhere.xml', 'CHECK_FILE_UNREADABLE'],
    ['a folder without files', 'empty', 'CHECK_FILE_UNREADABLE'],
    ['a file of something else', 'other.xml', 'CHECK_FILE_UNKNOWN'],
    ['rules that are not closed', 'open.xml', 'XML_NOT_CLOSED'],
    ['decoders that are not closed', 'open-decoder.xml', 'XML_NOT_CLOSED'],
  ])('refuses %s', async (_, name, code) => {
    mkdirSync(join(folder, 'empty'), { recursive: true });
    file('other.xml', '<html>x</html>');
    file('open.xml', '<group name="g,"><rule id="7000" level="1">');
    file('open-decoder.xml', '<decoder name="x">');
    const { status, out } = await check('--home', home, name);
    expect([status, out.includes(` ${code} error: `)]).toEqual([1, true]);
  });

  it('loads decoders after those of the home, and a file of the home only once', async () => {
    file(
      'decoder.xml',
      '<decoder name="more"><parent>sshd</parent><prematch>x</prematch></decoder>',
    );
    const own = join(home, 'etc/decoder.xml');
    const { status, out } = await check('--home', home, own, 'decoder.xml', 'decoder.xml');
    expect([status, out.split('\n').at(-2)]).toEqual([
      0,
      '5 decoders and 6 rules load; 0 refused, 0 differ, 0 notes',
    ]);
  });

  it('prints one JSON object, with the bytes of files as text', async () => {
    const path = ruleFile('json.xml', 905, '<list field="user">rules/caf\u00e9</list>');
    const { status, out } = await check('--home', home, '--json', path);
    const report = JSON.parse(Buffer.from(out, 'latin1').toString('utf8')) as {
      readonly totals: unknown;
      readonly files: readonly unknown[];
    };
    expect(status).toBe(3);
    expect(report.totals).toEqual({ decoders: 4, rules: 7, error: 0, differs: 1, note: 0 });
    expect(report.files.at(-1)).toEqual({
      file: path,
      decoders: 0,
      rules: 1,
      findings: [
        {
          severity: 'differs',
          code: 'CHECK_LIST_MISSING',
          line: 3,
          column: 20,
          message: 'rule 905 never matches: the list rules/caf\u00e9 is not configured in <rules>',
        },
      ],
    });
  });

  it('lets no file steer the terminal', async () => {
    ruleFile('escape.xml', 906, '<list field="user">\u001b[2J</list>');
    const { out } = await check('--home', home, 'escape.xml');
    expect(out).toContain('the list ?[2J is');
    expect(out).not.toContain('\u001b');
  });

  it('knows that comparisons of the Wazuh dialect compare', async () => {
    const rules = (first: string): string =>
      `<group name="g,"><rule id="100900" level="3">${first}<description>a</description></rule>` +
      '<rule id="100901" level="10" frequency="4" timeframe="60">' +
      '<if_matched_sid>100900</if_matched_sid><different_srcip />' +
      '<description>b</description></rule></group>';
    const asked = async (first: string): Promise<string> => {
      writeFileSync(join(folder, 'own.xml'), rules(first));
      const env = { TOCSIN_HOME: join(folder, 'no-home') };
      return (await call('tocsin', ['check', 'own.xml'], '', { cwd: folder, env })).out;
    };

    expect(await asked('<match>x</match>')).toContain('CHECK_COMPARISON_NO_EFFECT');
    expect(await asked('<match type="osmatch">x</match>')).not.toContain('NO_EFFECT');
  });

  it('takes the shipped rules where there is no installation', async () => {
    const { status, out } = await call('tocsin', ['check'], '', {
      cwd: folder,
      env: { TOCSIN_HOME: join(folder, 'no-home') },
    });
    expect(status).toBe(0);
    expect(out).toMatch(/\d\d+ decoders and \d\d+ rules load; 0 refused, 0 differ/);
  });

  it.each([
    ['an option that does not exist', ['--jsn'], '--json'],
    ['a configuration that is missing', ['--conf', '/nowhere.conf'], '/nowhere.conf'],
  ])('is called wrongly with %s', async (_, args, message) => {
    const { status, out, err } = await check(...args);
    expect([status, out]).toEqual([2, '']);
    expect(err).toContain(message);
  });
});
