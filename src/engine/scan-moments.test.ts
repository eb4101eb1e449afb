import { describe, expect, it } from 'vitest';
import { ScanTable } from './scan-moments.ts';
import { engineOf, record, startMs } from './testing/engine-bench.ts';

const web = '(web01) any->rootcheck';
const rule = '<rule id="100" level="1"><if_sid>1</if_sid><description>Any.</description></rule>';

describe('ScanTable', () => {
  it('knows the last of each', () => {
    const table = new ScanTable();
    table.note(web, 'Starting syscheck scan.', 1);
    table.note(web, 'Ending syscheck scan.', 2);
    table.note(web, 'Starting rootcheck scan.', 3);
    table.note(web, 'Ending rootcheck scan.', 4);
    table.note(web, 'Starting syscheck scan.', 5);
    table.note('rootcheck', 'Starting rootcheck scan', 6);

    expect(table.snapshot()).toEqual(
      new Map([
        ['(web01) any', { syscheckStart: 5, syscheckEnd: 2, rootcheckStart: 3, rootcheckEnd: 4 }],
        ['', { rootcheckStart: 6 }],
      ]),
    );
  });

  it.each(['', 'Starting scan.', 'Starting syscheck scan of /etc', 'toString', '__proto__'])(
    'learns nothing from %j',
    (text) => {
      const table = new ScanTable();
      table.note(web, text, 1);

      expect(table.snapshot().size).toBe(0);
      expect(table.revision).toBe(0);
    },
  );

  it('is part of what an engine is', () => {
    const before = engineOf(rule);
    const more = { queue: '9', location: web };
    before.process(record('Starting rootcheck scan.', 7, more));
    const after = engineOf(rule);
    after.restore(structuredClone(before.snapshot()));

    expect(after.scans.snapshot()).toEqual(
      new Map([['(web01) any', { rootcheckStart: startMs + 7000 }]]),
    );
  });
});
