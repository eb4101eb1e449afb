import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import type { ToldTally } from '../../fleet/index.ts';
import type { LedgerReport, SourceTally } from '../../server/index.ts';
import { runCommand } from '../run-command.ts';
import { textOf } from '../testing/text-of.ts';
import { acrossLines } from './across-text.ts';
import { agentAcross, isComplete } from './across.ts';

const spool = 'a'.repeat(16);

function tally(source: string, position: number, more: Partial<SourceTally> = {}): SourceTally {
  const counts = { received: 5, analysed: 5, duplicates: 0, invalid: 0, covered: 1 };
  const none = { gaps: 0, lost: 0, lastGaps: [] };
  return { agent: '001', source, stream: `s@${spool}`, position, ...counts, ...none, ...more };
}

function report(...sources: readonly SourceTally[]): LedgerReport {
  const totals = {
    received: 0,
    analysed: 0,
    duplicates: 0,
    invalid: 0,
    gaps: 0,
    alerts: 0,
    malformedBatches: 0,
    journalGaps: 0,
  };
  return { totals, streams: 0, streamsForgotten: 0, sources };
}

function told(sources: Readonly<Record<string, number>>, more: Partial<ToldTally> = {}): ToldTally {
  const reaches = Object.entries(sources).map(([source, position]) => {
    return { source, stream: 's', position, records: 5 };
  });
  const none = { waitingBytes: 0, lagSeconds: 0, lost: 0 };
  return { spool, atMs: 10_000, sources: reaches, ...none, ...more };
}

const gap = { stream: `s@${spool}`, from: 10, to: 30 };

describe('agentAcross', () => {
  it.each([
    ['all', tally('a', 100), { a: 100 }, 'complete', 0],
    ['more than the agent told yet', tally('a', 120), { a: 100 }, 'complete', 0],
    ['less', tally('a', 60), { a: 100 }, 'behind', 40],
    ['nothing', undefined, { a: 100 }, 'behind', 100],
    ['another stream', tally('a', 100, { stream: 'old' }), { a: 100 }, 'behind', 100],
    ['a hole', tally('a', 100, { gaps: 1, lost: 20 }), { a: 100 }, 'missing', 0],
    ['what nobody told of', tally('a', 100), {}, 'unknown', null],
  ] as const)('of which the server has %s', (_, here, there, state, behind) => {
    const { sources } = agentAcross(
      report(...(here === undefined ? [] : [here])),
      '001',
      told(there),
    );
    expect(sources).toMatchObject([{ source: 'a', state, behind }]);
  });

  it('leaves the sources of others out', () => {
    const others = report(tally('a', 1, { agent: '002' }), tally('a', 1, { agent: '000' }));
    expect(agentAcross(others, '001', undefined).sources).toEqual([]);
  });

  it.each([
    ['all is here', told({ a: 100 }), true],
    ['something waits', told({ a: 100 }, { waitingBytes: 1 }), false],
    ['something was dropped', told({ a: 100 }, { lost: 1 }), false],
    ['something is to come', told({ a: 101 }), false],
    ['nothing is told', undefined, false],
  ])('is complete only when %s', (_, words, expected) => {
    expect(isComplete(agentAcross(report(tally('a', 100)), '001', words))).toBe(expected);
  });
});

describe('acrossLines', () => {
  it('tells what was read and what became of it, with the gaps', () => {
    const missing = tally('b\u001b', 50, { gaps: 1, lost: 20, lastGaps: [gap] });
    const words = told({ a: 100, 'b\u001b': 50, c: 9 }, { waitingBytes: 70, lagSeconds: 3 });
    const across = agentAcross(report(tally('a', 100), missing), '001', words);

    expect(acrossLines(across, 'web', 15_000)).toEqual([
      '      read  received  analysed     twice   invalid      lost  source of 001 web',
      '         5         5         5         0         0         0  a: complete',
      '         5         5         5         0         0        20  b\\x1b: 20 missing in 1 gaps',
      `                                                                missing 10 to 30 of s@${spool}`,
      '         5         0         0         0         0         0  c: nothing came yet',
      'As it told 5 s ago: 70 bytes wait there, for 3 s; 0 records were dropped there for want of room.',
    ]);
  });

  it('says so when it is proved', () => {
    const across = agentAcross(report(tally('a', 100)), '001', told({ a: 100 }));
    expect(acrossLines(across, 'web', 10_000).at(-1)).toBe(
      'Everything that it read is received and analysed.',
    );
  });

  it('says that an agent of OSSEC does not tell', () => {
    const across = agentAcross(report(tally('agent:web-any', 7)), '001', undefined);
    expect(acrossLines(across, 'web', 0).slice(1)).toEqual([
      '         -         5         5         0         0         0  agent:web-any: no gap in what came',
      'This agent does not tell what it read.',
    ]);
  });
});

describe('tocsin ledger AGENT', () => {
  async function call(...args: readonly string[]) {
    const home = mkdtempSync(join(tmpdir(), 'tocsin-across-'));
    for (const folder of ['etc', 'var/run']) mkdirSync(join(home, folder), { recursive: true });
    writeFileSync(join(home, 'etc/client.keys'), `001 web any ${'k'.repeat(64)}\n`);
    writeFileSync(join(home, 'var/run/ledger.json'), JSON.stringify(report(tally('a', 100))));
    const tallies = JSON.stringify({ '001': told({ a: 100 }) });
    writeFileSync(join(home, 'var/run/agent-tallies.json'), tallies);
    const [stdout, stderr] = [new PassThrough(), new PassThrough()];
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

  it.each(['001', '1', 'web'])('takes %s for the agent', async (name) => {
    const { status, out } = await call(name);
    expect(status).toBe(0);
    expect(out).toContain('Everything that it read is received and analysed.');
  });

  it('prints JSON', async () => {
    const { out } = await call('web', '--json');
    expect(JSON.parse(out)).toMatchObject({ id: '001', name: 'web', complete: true });
  });

  it.each([
    [['nobody'], 1, 'no agent has the id or name "nobody"'],
    [['web', 'more'], 2, 'unexpected argument "more"'],
  ])('refuses %j', async (args, expected, says) => {
    const { status, err } = await call(...args);
    expect(status).toBe(expected);
    expect(err).toContain(says);
  });
});
