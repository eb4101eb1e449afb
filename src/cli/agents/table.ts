import type { AgentRow } from './rows.ts';

const columns = [
  ['ID', (row) => row.id],
  ['NAME', (row) => row.name],
  ['ADDRESS', (row) => row.address],
  ['STATE', (row) => row.state],
  ['SEEN', (row) => (row.silentSeconds === null ? '-' : `${duration(row.silentSeconds)} ago`)],
  ['CONFIG', (row) => (row.synced === null ? '-' : row.synced ? 'synced' : 'not synced')],
  ['SPOOL', (row) => (row.spoolBytes === null ? '-' : size(row.spoolBytes))],
  ['LAG', (row) => (row.lagSeconds === null ? '-' : duration(row.lagSeconds))],
  ['LOST', (row) => (row.gaps === 0 ? '0' : `${row.lost} in ${row.gaps}`)],
  ['VERSION', (row) => row.version || '-'],
  ['OS', (row) => row.os || '-'],
] as const satisfies readonly (readonly [string, (row: AgentRow) => string])[];

/** The agents in columns; lines are cut to `width` where there is one. */
export function tableText(rows: readonly AgentRow[], width: number | undefined): string {
  if (rows.length === 0) return 'This server has no agents.\n';
  const cells = [
    columns.map(([title]) => title as string),
    ...rows.map((row) => columns.map(([, cell]) => plain(cell(row)))),
  ];
  const widths = columns.map((_, i) => Math.max(...cells.map((line) => line[i]?.length ?? 0)));
  const lines = cells.map((line) => {
    const padded = line.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join('  ');
    return padded.trimEnd().slice(0, width);
  });
  const active = rows.filter(({ state }) => state === 'active').length;
  return `${lines.join('\n')}\n${active} of ${rows.length} agents active\n`;
}

/** What agents say of themselves must not drive a terminal. */
function plain(text: string): string {
  return text.replaceAll(/[^ -~]/g, '?');
}

function duration(seconds: number): string {
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 48 * 3600) return `${Math.floor(seconds / 3600)} h`;
  return `${Math.floor(seconds / 86_400)} d`;
}

function size(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 ** 2) return `${Math.floor(bytes / 1024)} KiB`;
  if (bytes < 1024 ** 3) return `${Math.floor(bytes / 1024 ** 2)} MiB`;
  return `${Math.floor(bytes / 1024 ** 3)} GiB`;
}
