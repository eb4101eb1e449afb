import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fastest } from '../base/testing/measure.ts';
import type { IngestClient } from '../agent/index.ts';
import { openIngestClient } from '../agent/index.ts';
import type { IngestRecord } from '../wire/index.ts';
import { AnalysisProcess, root, writeFiles } from './testing/analysis-process.ts';
import { newHome, removeHome } from './testing/homes.ts';

let home = '';
let running: AnalysisProcess | undefined;
let client: IngestClient | undefined;

beforeEach(async () => {
  home = await newHome();
});

afterEach(async () => {
  await client?.close();
  client = undefined;
  await running?.end('SIGKILL');
  running = undefined;
  await removeHome(home);
});

function start(): AnalysisProcess {
  running = new AnalysisProcess(home);
  return running;
}

function connect(): IngestClient {
  client = openIngestClient({ socketPath: join(home, 'queue', 'ossec', 'ingest.sock') });
  return client;
}

function line(i: number): IngestRecord {
  return {
    queue: '1',
    location: '/var/log/x',
    text: `Nov 14 12:00:00 web1 prog[1]: user u${i} record ${i}.`,
    origin: { agent: '000', source: 'file:/x', stream: 's', from: i, to: i + 1 },
  };
}

async function text(name: string): Promise<string> {
  return await readFile(join(home, name), 'latin1').catch(() => '');
}

describe('the analysis process', () => {
  it('says when it is ready, tells alerts, and saves when it is asked to end', async () => {
    await writeFiles(home);
    const process = start();
    const { summary, consoleLevel } = await process.heard('ready');
    await connect().deliver([line(1)]);
    const alert = await process.heard('alert');
    const stats = await process.heard('stats');
    const status = await process.end('SIGTERM');

    expect(summary).toBe('2 decoders and 3 rules are loaded.');
    expect(consoleLevel).toBe(3);
    expect(alert).toMatchObject({ rule: 100_001, user: 'u1', where: 'web1->/var/log/x' });
    expect(stats).toMatchObject({ paused: false, untold: 0 });
    expect(status).toBe(0);
    expect(await text('var/run/ossec-analysisd.state')).toContain("alerts_written='1'\n");
    expect(JSON.parse(await text('var/run/ledger.json'))).toMatchObject({
      sources: [{ source: 'file:/x', received: 1, analysed: 1 }],
    });
  });

  it('ends soon when it is asked to', async () => {
    await writeFiles(home);
    const took = await fastest(1500, async () => {
      const process = start();
      await process.heard('ready');
      const before = performance.now();
      expect(await process.end('SIGTERM')).toBe(0);
      return performance.now() - before;
    });

    expect(took).toBeLessThan(1500);
  });

  it('refuses wrong files: all problems at once, status 1', async () => {
    await writeFiles(home, {
      'etc/ossec.conf':
        '<ossec_config><globl/><rules><include>test_rules.xml</include></rules></ossec_config>',
      'rules/test_rules.xml': '<group name="x"><rule id="x" level="3"/></group>',
    });
    const process = start();
    const { diagnostics } = await process.heard('refused');

    expect(await process.exit()).toBe(1);
    expect(diagnostics.map(({ at }) => at.file)).toEqual(
      expect.arrayContaining([join(home, 'etc/ossec.conf'), join(home, 'rules/test_rules.xml')]),
    );
  });

  it('refuses a home without configuration', async () => {
    const process = start();
    const { diagnostics } = await process.heard('refused');

    expect(diagnostics).toMatchObject([{ code: 'CONFIG_UNREADABLE' }]);
    expect(await process.exit()).toBe(1);
  });

  it('reloads, and keeps the running rules when the new ones are wrong', async () => {
    await writeFiles(home);
    const process = start();
    await process.heard('ready');
    await writeFile(join(home, 'rules', 'test_rules.xml'), '<group');
    process.child.send({ kind: 'reload' });
    const refused = await process.heard('reloaded');
    await connect().deliver([line(1)]);
    expect((await process.heard('alert')).level).toBe(5);
    process.told.length = 0;
    const changed = `<group name="test,">${root}<rule id="100001" level="9"><decoded_as>prog</decoded_as><description>Nine</description></rule></group>`;
    await writeFiles(home, { 'rules/test_rules.xml': changed });
    process.child.kill('SIGHUP');
    const taken = await process.heard('reloaded');
    await client?.deliver([line(2)]);

    expect(refused.diagnostics.length).toBeGreaterThan(0);
    expect(taken.diagnostics).toEqual([]);
    expect(await process.heard('alert')).toMatchObject({ level: 9, description: 'Nine' });
  });

  it('ends when its parent is gone', async () => {
    await writeFiles(home);
    const process = start();
    await process.heard('ready');
    process.child.disconnect();

    expect(await process.exit()).toBe(0);
  });

  it('analyses every record once, however often it is killed', async () => {
    await writeFiles(home);
    const count = 6000;
    start();
    const sender = connect();
    const delivered = (async () => {
      for (let i = 0; i < count; i += 20) {
        await sender.deliver(Array.from({ length: 20 }, (_, k) => line(i + k)));
      }
    })();
    for (const pause of [300, 150, 420, 230, 80]) {
      await delay(pause);
      await running?.end('SIGKILL');
      start();
    }
    await delivered;
    await expect
      .poll(async () => (await text('logs/archives/archives.log')).split('\n').length)
      .toBeGreaterThanOrEqual(count + 1);
    await running?.end('SIGTERM');
    running = undefined;

    const archived = (await text('logs/archives/archives.log')).match(/record \d+\./g) ?? [];
    expect(archived).toEqual(Array.from({ length: count }, (_, i) => `record ${i}.`));
    const alerts = await text('logs/alerts/alerts.log');
    const alerted = alerts.match(/^\*\* Alert [^]*?^Nov 14 .*record \d+\.$/gm) ?? [];
    const records = alerted.map((alert) => /record \d+\.$/.exec(alert)?.[0]);
    expect(records).toEqual(archived);
    const { totals } = JSON.parse(await text('var/run/ledger.json')) as {
      totals: { analysed: number; gaps: number };
    };
    expect(totals).toMatchObject({ analysed: count, gaps: 0 });
  });
});
