import { existsSync, mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { agentTalliesPath, readAgentTallies, type ToldTally } from '../../fleet/index.ts';
import { Tallies } from './tallies.ts';

function newHome(): string {
  const home = mkdtempSync(join(tmpdir(), 'tocsin-tallies-'));
  mkdirSync(join(home, 'var/run'), { recursive: true });
  return home;
}

const told: ToldTally = {
  spool: 'a'.repeat(16),
  atMs: 1000,
  waitingBytes: 1,
  lagSeconds: 2,
  lost: 3,
  sources: [{ source: 'file:/\xe4', stream: 's', position: 4, records: 5 }],
};

it('keeps what agents told last, for those who ask', () => {
  const home = newHome();
  const tallies = new Tallies(agentTalliesPath(home));
  expect(readAgentTallies(home).size).toBe(0);
  tallies.set('001', { ...told, lost: 9 });
  tallies.set('001', told);
  tallies.set('002', told);
  tallies.forget('002');
  tallies.forget('003');

  expect(tallies.save()).toEqual([]);
  expect([...readAgentTallies(home)]).toEqual([['001', told]]);
});

it('writes nothing where nothing changed, and not all the time', () => {
  const home = newHome();
  const tallies = new Tallies(agentTalliesPath(home));
  tallies.save();
  expect(existsSync(agentTalliesPath(home))).toBe(false);
  tallies.set('001', told);
  tallies.save();
  tallies.set('001', { ...told, lost: 4 });
  tallies.save();
  expect(readAgentTallies(home).get('001')?.lost).toBe(3);
});

it('answers what the disk did not take', () => {
  const tallies = new Tallies(join(newHome(), 'nowhere', 'file'));
  tallies.set('001', told);
  expect(tallies.save()).toMatchObject([{ code: 'ENOENT' }]);
});
