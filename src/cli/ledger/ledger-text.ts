import type { LedgerReport, NamedGap, SourceTally } from '../../server/index.ts';
import { safeText } from '../start/safe-text.ts';

const columns = ['received', 'analysed', 'twice', 'invalid', 'gaps', 'lost'] as const;
const width = 10;

function row(cells: readonly (number | string)[], name: string): string {
  return `${cells.map((cell) => String(cell).padStart(width)).join('')}  ${name}`;
}

function nameOf({ agent, source }: SourceTally): string {
  return safeText(agent === '' || agent === '000' ? source : `${agent} ${source}`);
}

function gapLine({ stream, from, to }: NamedGap): string {
  return `${' '.repeat(columns.length * width)}    missing ${from} to ${to} of ${safeText(stream)}`;
}

/** A table for people: one line a source, the newest gaps of each below it. */
export function ledgerLines(report: LedgerReport): readonly string[] {
  const { totals, sources, streamsForgotten } = report;
  const lines = [row(columns, 'source')];
  let lost = 0;
  for (const tally of sources.toSorted((a, b) => nameOf(a).localeCompare(nameOf(b)))) {
    const { received, analysed, duplicates, invalid, gaps } = tally;
    lines.push(row([received, analysed, duplicates, invalid, gaps, tally.lost], nameOf(tally)));
    lines.push(...tally.lastGaps.map(gapLine));
    lost += tally.lost;
  }
  const { received, analysed, duplicates, invalid, gaps, alerts } = totals;
  lines.push(row([received, analysed, duplicates, invalid, gaps, lost], 'all'), `${alerts} alerts`);
  if (streamsForgotten > 0) lines.push(`${streamsForgotten} streams forgotten`);
  if (totals.journalGaps > 0) lines.push(`${totals.journalGaps} damaged pieces of the journal`);
  if (totals.malformedBatches > 0) lines.push(`${totals.malformedBatches} unreadable batches`);
  return lines;
}
