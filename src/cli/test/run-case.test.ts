import { describe, expect, it } from 'vitest';
import { buildEngine, defaultEngineOptions } from '../../engine/index.ts';
import { parseCaseFile } from './case-file.ts';
import { describeDifference, printable, runCase } from './run-case.ts';

const decoders = `
<decoder name="app">
  <program_name>^app$</program_name>
  <pcre2>^u=(\\S+) from=(\\S+) (\\w+)$</pcre2>
  <order>dstuser, srcip, colour</order>
</decoder>
<decoder name="bare"><prematch>^bare </prematch></decoder>`;

const rules = `
<group name="test,">
  <rule id="1" level="0" noalert="1"><category>syslog</category><description>r</description></rule>
  <rule id="100" level="3"><decoded_as>app</decoded_as><description>app</description></rule>
  <rule id="101" level="7" frequency="1" timeframe="60">
    <if_matched_sid>100</if_matched_sid><same_source_ip /><description>many</description>
  </rule>
</group>`;

function engine() {
  const built = buildEngine(
    {
      decoders: [{ path: 'd.xml', text: decoders }],
      rules: [{ path: 'r.xml', text: rules }],
      lists: [],
    },
    defaultEngineOptions,
  );
  if (built.engine === undefined) throw new Error('the test rules do not load');
  return built.engine;
}

function run(...lines: readonly string[]) {
  const { cases } = parseCaseFile(['case x', ...lines].join('\n'), 'x.case');
  const [first] = cases;
  if (first === undefined) throw new Error('there is no case');
  return runCase(engine(), first);
}

const line = 'Jan  5 10:00:0{n} host app[{n}]: u=bob from=192.0.2.1 red';

describe('runCase', () => {
  it('finds nothing wrong with what is true', () => {
    const { failures, reached } = run(
      `log ${line}`,
      'expect rule=100 level=3 alert=yes dropped=no decoder=app program=app host=host',
      'expect user=bob dstuser=bob srcip=192.0.2.1 srcuser= colour=red',
    );

    expect(failures).toEqual([]);
    expect([...reached]).toEqual([100]);
  });

  it.each([
    { wanted: 'rule=101', message: "rule: expected '101', got '100'" },
    { wanted: 'level=7', message: "level: expected '7', got '3'" },
    { wanted: 'alert=no', message: "alert: expected 'no', got 'yes'" },
    { wanted: 'user=', message: "user: expected none, got 'bob'" },
    { wanted: 'colour=blue', message: "colour: expected 'blue', got 'red'" },
    { wanted: 'size=3', message: "nothing is called size here (expected '3')" },
    { wanted: 'none', message: "rule: expected none, got '100'" },
  ])('tells that $wanted is not true', ({ wanted, message }) => {
    const { failures } = run(`log ${line}`, `expect ${wanted}`);

    const log = line.replaceAll('{n}', '1');
    expect(failures).toMatchObject([{ line: 3, log }]);
    expect(failures.map(describeDifference)).toEqual([message]);
  });

  it('repeats with numbers, so that nothing is a duplicate', () => {
    const { failures, reached } = run(`repeat 3 log ${line}`, 'expect rule=101 level=7');

    expect(failures).toEqual([]);
    expect([...reached]).toEqual([100, 101]);
  });

  it('drops a line that was just there, as in operation', () => {
    const same = 'Jan  5 10:00:00 host app[1]: u=bob from=192.0.2.1 red';

    expect(run(`log ${same}`, `log ${same}`, 'expect dropped=yes rule=').failures).toEqual([]);
  });

  it('moves the clock only when told to', () => {
    const { failures } = run(`repeat 2 log ${line}`, 'advance 2m', `repeat 2 log ${line} `);

    expect(failures).toEqual([]);
    expect(
      run(
        `repeat 2 log ${line}`,
        'advance 61s',
        'log Jan  5 10:01:09 host app[9]: u=bob from=192.0.2.1 red',
        'expect rule=100',
      ).failures,
    ).toEqual([]);
  });

  it('has no rule for what no rule takes', () => {
    expect(run('log nothing', 'expect none').failures).toEqual([]);
    expect(run('log bare x', 'expect decoder=bare rule=').failures).toEqual([]);
  });

  it('cannot expect anything before the first line', () => {
    const { failures } = run('expect none');

    expect(failures).toEqual([{ line: 2, log: '', name: 'event', want: 'any', got: '' }]);
  });
});

describe('printable', () => {
  it.each([
    ['plain caf\u00e9', 'plain caf\u00e9'],
    ['\u001b[31mred\u0000', '\\x1b[31mred\\x00'],
    ['\u009b1m', '\\x9b1m'],
  ])('%j', (text, shown) => {
    expect(printable(text)).toBe(shown);
  });
});
