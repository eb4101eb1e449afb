import { describe, expect, it } from 'vitest';
import { group, loadText } from '../../testing/rule-bench.ts';

function load(body: string) {
  const { tree, problems } = loadText(
    group(`<rule id="100" level="3"><match>x</match>${body}</rule>`),
  );
  return { mitre: tree.rules.get(100)?.facts.mitre, problems };
}

const pair = (tactic: string, technique: string) =>
  `<mitre><tacticID>${tactic}</tacticID><techniqueID>${technique}</techniqueID></mitre>`;

describe('<mitre>', () => {
  it.each([
    ['', undefined],
    ['<mitre><id>T1110</id></mitre>', [['T1110']]],
    ['<mitre><id>T1110</id><id> T1110.001 </id></mitre>', [['T1110'], ['T1110.001']]],
    ['<mitre><id>T1110</id></mitre><mitre><id>T1078</id></mitre>', [['T1110'], ['T1078']]],
    [pair('TA0006', 'T1110'), [['T1110', 'TA0006']]],
    [
      pair('TA0006', 'T1110') + pair('TA0001', 'T1078'),
      [
        ['T1110', 'TA0006'],
        ['T1078', 'TA0001'],
      ],
    ],
    [`<mitre><id>T1003</id></mitre>${pair('TA0006', 'T1110')}`, [['T1110', 'TA0006']]],
  ])('%s gives %j', (body, wanted) => {
    const { mitre, problems } = load(body);
    expect(problems).toEqual([]);
    expect(mitre).toEqual(wanted?.map(([technique, tactic]) => ({ technique, tactic })));
  });

  it.each([
    ['<mitre><id>T11</id></mitre>', undefined],
    ['<mitre><id>1110</id><id>T1110</id></mitre>', [{ technique: 'T1110', tactic: undefined }]],
    ['<mitre><tacticID>TA0006</tacticID></mitre>', undefined],
    ['<mitre><techniqueID>T1110</techniqueID></mitre>', undefined],
    ['<mitre><tactic>x</tactic></mitre>', undefined],
    ['<mitre name="x"><id>T1110</id></mitre>', [{ technique: 'T1110', tactic: undefined }]],
  ])('complains of %s', (body, mitre) => {
    const loaded = load(body);
    expect(loaded.problems).toHaveLength(1);
    expect(loaded.mitre).toEqual(mitre);
  });
});
