import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LedgerReport, SourceTally } from '../../server/index.ts';
import { runCommand } from '../run-command.ts';
import { textOf } from '../testing/text-of.ts';
import { ledgerLines } from './ledger-text.ts';

const tally: SourceTally = {
  agent: '000',
  source: 'file:/var/log/auth.log',
  received: 12,
  analysed: 10,
  duplicates: 2,
  invalid: 0,
  covered: 900,
  gaps: 1,
  lost: 100,
  stream: '8:1',
  position: 1000,
  lastGaps: [{ stream: '8:1', from: 300, to: 400 }],
};

const report: LedgerReport = {
  totals: {
    received: 13,
    analysed: 11,
    duplicates: 2,
    invalid: 0,
    gaps: 1,
    alerts: 4,
    malformedBatches: 0,
    journalGaps: 0,
  },
  streams: 2,
  streamsForgotten: 0,
  sources: [{ ...tally, agent: '007', source: 'x\u001b', gaps: 0, lost: 0, lastGaps: [] }, tally],
};

let home = '';

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'tocsin-ledger-'));
});

afterEach(async () => {
  await rm(home, { recursive: true });
});

async function call(...args: readonly string[]) {
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  const status = await runCommand('tocsin', ['ledger', '--home', home, ...args], {
    stdin: new PassThrough(),
    stdout,
    stderr,
    env: {},
    cwd: '/',
    isTerminal: false,
    columns: () => 80,
  });
  return { status, out: textOf(stdout), err: textOf(stderr) };
}

async function write(): Promise<void> {
  await mkdir(join(home, 'var', 'run'), { recursive: true });
  await writeFile(join(home, 'var', 'run', 'ledger.json'), JSON.stringify(report));
}

describe('ledgerLines', () => {
  it('has a line for each source, sorted, with its gaps', () => {
    expect(ledgerLines(report)).toEqual([
      '  received  analysed     twice   invalid      gaps      lost  source',
      '        12        10         2         0         0         0  007 x\\x1b',
      '        12        10         2         0         1       100  file:/var/log/auth.log',
      '                                                                missing 300 to 400 of 8:1',
      '        13        11         2         0         1       100  all',
      '4 alerts',
    ]);
  });

  it('tells damage of the journal only where there is some', () => {
    const totals = { ...report.totals, journalGaps: 2, malformedBatches: 1 };

    expect(ledgerLines({ ...report, totals, streamsForgotten: 3 }).slice(-3)).toEqual([
      '3 streams forgotten',
      '2 damaged pieces of the journal',
      '1 unreadable batches',
    ]);
  });
});

describe('tocsin ledger', () => {
  it('prints a table, or JSON', async () => {
    await write();

    expect((await call()).out).toContain('file:/var/log/auth.log\n');
    expect(JSON.parse((await call('--json')).out)).toEqual(report);
  });

  it('says where it looked when there is nothing', async () => {
    const { status, out, err } = await call();

    expect(status).toBe(1);
    expect(out).toBe('');
    expect(err).toContain(join(home, 'var/run/ledger.json'));
  });

  it.each([
    { args: ['a', 'more'], says: /unexpected argument "more"/ },
    { args: ['--jsn'], says: /unknown option --jsn \(did you mean --json\?\)/ },
  ])('refuses $args', async ({ args, says }) => {
    const { status, err } = await call(...args);

    expect(status).toBe(2);
    expect(err).toMatch(says);
  });
});
