import { safeText } from '../start/safe-text.ts';
import { isComplete, type AgentAcross, type SourceAcross } from './across.ts';

const columns = ['read', 'received', 'analysed', 'twice', 'invalid', 'lost'] as const;
const width = 10;

function row(cells: readonly (number | string)[], rest: string): string {
  return `${cells.map((cell) => String(cell).padStart(width)).join('')}  ${rest}`;
}

function stateText({ state, behind, tally }: SourceAcross): string {
  switch (state) {
    case 'complete':
      return 'complete';
    case 'missing':
      return `${tally?.lost ?? 0} missing in ${tally?.gaps ?? 0} gaps`;
    case 'behind':
      return tally === undefined ? 'nothing came yet' : `${behind ?? 0} to come`;
    case 'unknown':
      return 'no gap in what came';
    default:
      return state satisfies never;
  }
}

function sourceLines(one: SourceAcross): readonly string[] {
  const { received = 0, analysed = 0, duplicates = 0, invalid = 0, lost = 0 } = one.tally ?? {};
  const cells = [one.read ?? '-', received, analysed, duplicates, invalid, lost];
  const gaps = (one.tally?.lastGaps ?? []).map(({ stream, from, to }) => {
    return `${' '.repeat(columns.length * width)}    missing ${from} to ${to} of ${safeText(stream)}`;
  });
  return [row(cells, `${safeText(one.source)}: ${stateText(one)}`), ...gaps];
}

/** A table for people: what an agent read of each source, and what became of it here. */
export function acrossLines(across: AgentAcross, name: string, nowMs: number): readonly string[] {
  const { id, told, sources } = across;
  const lines = [row(columns, `source of ${id} ${safeText(name)}`)];
  for (const one of sources) lines.push(...sourceLines(one));
  if (told === undefined) {
    return [...lines, 'This agent does not tell what it read.'];
  }
  const ago = Math.max(0, Math.round((nowMs - told.atMs) / 1000));
  const { waitingBytes, lagSeconds, lost } = told;
  lines.push(
    `As it told ${ago} s ago: ${waitingBytes} bytes wait there, for ${lagSeconds} s; ` +
      `${lost} records were dropped there for want of room.`,
  );
  if (isComplete(across)) lines.push('Everything that it read is received and analysed.');
  return lines;
}
