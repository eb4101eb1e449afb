import { describe, expect, it } from 'vitest';
import type { SourceStatus } from './contract.ts';
import { CutReports } from './cut-reports.ts';

function source(id: string, cutLines: number): SourceStatus {
  return { id, kind: 'file', state: 'watching', reason: '', records: 9, bytes: 9, cutLines };
}

describe('reports of cut lines', () => {
  it('come at once, then gathered once a minute, each line once', () => {
    const reports = new CutReports();
    const told = [
      [0, 0],
      [1000, 2],
      [2000, 2],
      [30_000, 5],
      [61_000, 7],
      [62_000, 7],
      [500_000, 7],
      [501_000, 8],
    ].map(([nowMs = 0, cut = 0]) => reports.due([source('a', cut)], nowMs));
    const lines = told.map((one) => one.map((report) => report.lines));
    expect(lines).toEqual([[], [2], [], [], [5], [], [], [1]]);
  });

  it('keep sources apart', () => {
    const reports = new CutReports();
    reports.due([source('a', 1)], 0);
    const both = [source('a', 2), source('b', 3)];
    expect(reports.due(both, 10)).toEqual([{ id: 'b', lines: 3 }]);
    expect(reports.due(both, 70_000)).toEqual([{ id: 'a', lines: 1 }]);
  });
});
