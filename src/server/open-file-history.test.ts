import { readFile, readdir, writeFile, mkdir, cp } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { buildEngine, defaultEngineOptions } from '../engine/index.ts';
import type { IngestRecord } from '../wire/index.ts';
import { encodeBatch } from '../wire/index.ts';
import { fileHistoryPath } from './open-file-history.ts';
import type { OpenedHome } from './testing/homes.ts';
import { newHome, noonMs, openHome, removeHome } from './testing/homes.ts';

let home = '';
const opened: OpenedHome[] = [];

beforeEach(async () => {
  home = await newHome();
});

afterEach(async () => {
  for (const { analysis } of opened.splice(0)) await analysis.stop();
  await removeHome(home);
});

const kinds = ['integrity_changed', 'integrity_changed_2nd', 'integrity_changed_3rd', 'deleted'];

function engine() {
  const rules = kinds.map(
    (kind, i) =>
      `<rule id="${550 + i}" level="7"><category>ossec</category><decoded_as>syscheck_${kind}</decoded_as></rule>`,
  );
  const root = '<rule id="7" level="0" noalert="1"><category>ossec</category></rule>';
  const text = `<group name="t,">${root}${rules.join('')}</group>`;
  const built = buildEngine(
    { decoders: [], rules: [{ path: 'r.xml', text }], lists: [] },
    defaultEngineOptions,
  );
  if (built.engine === undefined) throw new Error('the rules do not load');
  return built.engine;
}

async function start(where = home): Promise<OpenedHome> {
  const one = await openHome(where, { engine: engine(), snapshotMs: 60_000 });
  opened.push(one);
  return one;
}

async function stop(): Promise<void> {
  for (const { analysis } of opened.splice(0)) await analysis.stop();
}

let position = 0;

async function tell({ analysis }: OpenedHome, ...texts: readonly string[]): Promise<void> {
  const batch = texts.map((text): IngestRecord => {
    const from = position++;
    const origin = { agent: '000', source: 'syscheck', stream: 's', from, to: from + 1 };
    return { queue: '8', location: 'syscheck', text, origin };
  });
  await analysis.journal.append(encodeBatch(batch), noonMs);
  const { pipeline, journal } = analysis;
  await expect.poll(() => pipeline.cursor).toBe(journal.end);
}

async function rules(where = home): Promise<readonly string[]> {
  const text = await readFile(join(where, 'logs/alerts/alerts.log'), 'latin1');
  return [...text.matchAll(/^Rule: (\d+)/gm)].map((one) => one[1] ?? '');
}

const sum = (n: number): string => `${n}:33188:0:0:xxx:xxx /etc/f`;

describe('known files', () => {
  it('outlive a restart', async () => {
    await tell(await start(), sum(1), sum(2));
    await stop();
    await tell(await start(), sum(2), sum(3), '-1 /etc/f');
    await stop();

    expect(await rules()).toEqual(['550', '551', '553']);
  });

  it('are as the last snapshot knew them after a crash, and give the same alerts once', async () => {
    const first = await start();
    await tell(first, sum(1));
    await first.analysis.pipeline.saveBaseline();
    await tell(first, sum(2), sum(3));
    // What the disk holds now, while nothing was saved since: as after a crash.
    const crashed = await newHome();
    await cp(home, crashed, { recursive: true, filter: (path) => !path.endsWith('.sock') });
    const again = await start(crashed);
    await expect.poll(() => again.analysis.pipeline.cursor).toBe(again.analysis.journal.end);
    await tell(again, sum(4), sum(5));
    await stop();

    expect(await rules(crashed)).toEqual(['550', '551', '552']);
    await removeHome(crashed);
  });

  it('that are damaged are put aside, and analysis goes on', async () => {
    await mkdir(join(home, 'queue/syscheck'), { recursive: true });
    await writeFile(join(home, fileHistoryPath), 'this is no table of anything'.repeat(100));
    const one = await start();
    await tell(one, sum(1), sum(2));
    await stop();

    expect(await rules()).toEqual(['550']);
    expect(one.logged.join()).toMatch(/ERROR The history of files is damaged/);
    const names = await readdir(join(home, 'queue/syscheck'));
    expect(names.filter((name) => name.includes('.damaged-'))).not.toEqual([]);
  });
});
