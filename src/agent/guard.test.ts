import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { formatDiagnostic } from '../base/index.ts';
import type { Collector, CollectorOptions, SourceStatus } from '../collect/index.ts';
import { readGuardFiles } from './guard-files.ts';
import type { WatchedSource } from './guard-messages.ts';
import { Guard } from './guard.ts';

function newHome(files: Readonly<Record<string, string>>): string {
  const home = mkdtempSync(join(tmpdir(), 'tocsin-guard-'));
  mkdirSync(join(home, 'etc'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(home, 'etc', name), text);
  return home;
}

function localfile(location: string): string {
  return `<localfile><log_format>syslog</log_format><location>${location}</location></localfile>`;
}

function config(...blocks: readonly string[]): string {
  return `<ossec_config>\n${blocks.join('\n')}\n</ossec_config>\n`;
}

describe('readGuardFiles', () => {
  it('joins the configured files and those of the command line', () => {
    const home = newHome({
      'ossec.conf': config(localfile('/a'), localfile('/b')),
      'internal_options.conf': 'logcollector.loop_timeout=9',
      'local_internal_options.conf': 'logcollector.loop_timeout=3',
    });

    const files = readGuardFiles(home, ['/b', '/c']);

    expect(files.diagnostics).toEqual([]);
    expect(files.localfiles.map(({ location }) => location)).toEqual(['/a', '/b', '/c']);
    expect(files.loopTimeoutSeconds).toBe(3);
  });

  it('tells every problem of every file at once', () => {
    const home = newHome({
      'ossec.conf': config('<locafile></locafile>', localfile('/a').replace('syslog', 'sysl')),
      'internal_options.conf': 'logcollector.loop_timeout=0',
    });

    const found = readGuardFiles(home, []).diagnostics.map(formatDiagnostic);

    expect(found).toEqual([
      expect.stringMatching(/etc\/ossec\.conf:2:1 CONFIG_UNKNOWN_SECTION .*localfile/),
      expect.stringMatching(/etc\/ossec\.conf:3:\d+ CONFIG_BAD_VALUE .*syslog/),
      expect.stringMatching(/etc\/internal_options\.conf:1:1 INTERNAL_OPTION_BAD_VALUE /),
    ]);
  });

  it('tells a configuration that is not there', () => {
    const [first, ...rest] = readGuardFiles(newHome({}), []).diagnostics;

    expect(first).toMatchObject({ severity: 'error', code: 'CONFIG_UNREADABLE' });
    expect(rest).toEqual([]);
  });
});

/** A collector that only remembers what happened to it. */
function fakeCollectors(trace: string[], states: SourceStatus['state'][], looked: () => void) {
  return (options: CollectorOptions): Collector => {
    const names = options.localfiles.map(({ location }) => location).join(' ');
    return {
      start: async () => {
        await sleep(1);
        trace.push(`start ${names}`);
      },
      stop: async () => {
        await sleep(1);
        trace.push(`stop ${names}`);
      },
      sources: () => {
        looked();
        return options.localfiles.map(({ location }) => ({
          id: `file:${location}`,
          kind: 'file',
          state: states[0] ?? 'watching',
          reason: '',
          records: trace.length,
          bytes: 0,
          cutLines: 0,
        }));
      },
    };
  };
}

function openGuard(home: string, states: SourceStatus['state'][] = []) {
  const trace: string[] = [];
  const told: (readonly WatchedSource[])[] = [];
  const looks = { count: 0 };
  const looked = (): void => {
    looks.count++;
  };
  const guard = new Guard({
    readFiles: () => readGuardFiles(home, []),
    createCollector: fakeCollectors(trace, states, looked),
    client: {
      deliver: () => Promise.resolve(),
      close: () => {
        trace.push('close');
        return Promise.resolve();
      },
    },
    positionsPath: join(home, 'positions.json'),
    hostname: 'host',
    clock: Date.now,
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    onSources: (sources) => told.push(sources),
    onFailure: () => undefined,
    lookEveryMs: 5,
    stopWaitMs: 100,
  });
  return { guard, trace, told, looks };
}

describe('Guard', () => {
  it('lets one collector end before the next begins', async () => {
    const home = newHome({ 'ossec.conf': config(localfile('/a')) });
    const { guard, trace } = openGuard(home);

    await guard.apply();
    writeFileSync(join(home, 'etc', 'ossec.conf'), config(localfile('/b')));
    await Promise.all([guard.apply(), guard.apply(), guard.stop()]);

    expect(trace).toEqual([
      'start /a',
      'stop /a',
      'start /b',
      'stop /b',
      'start /b',
      'stop /b',
      'close',
    ]);
  });

  it('keeps what runs when the files are wrong', async () => {
    const home = newHome({ 'ossec.conf': config(localfile('/a')) });
    const { guard, trace } = openGuard(home);
    await guard.apply();
    writeFileSync(join(home, 'etc', 'ossec.conf'), '<ossec_config>');

    const diagnostics = await guard.apply();

    expect(diagnostics).not.toEqual([]);
    expect(trace).toEqual(['start /a']);
    await guard.stop();
  });

  it('tells states when they change, not counts', async () => {
    const states: SourceStatus['state'][] = ['waiting'];
    const home = newHome({ 'ossec.conf': config(localfile('/a')) });
    const { guard, told, trace, looks } = openGuard(home, states);
    await guard.apply();
    trace.push('a count changed');
    const until = looks.count + 3;
    const deadline = Date.now() + 30_000;
    while (looks.count < until && Date.now() < deadline) await sleep(1);
    expect(looks.count).toBeGreaterThanOrEqual(until);
    const before = told.length;

    states[0] = 'unreadable';
    while (told.length === before && Date.now() < deadline) await sleep(5);
    await guard.stop();

    expect(before).toBe(1);
    expect(told.map(([source]) => source?.state)).toEqual(['waiting', 'unreadable']);
  });
});

describe('scans of files', () => {
  function home(syscheck: string) {
    return newHome({ 'ossec.conf': config(`<syscheck>${syscheck}</syscheck>`) });
  }

  it('are those that the configuration asks for', () => {
    const files = readGuardFiles(
      home(
        '<directories check_all="yes">/etc</directories><frequency>60</frequency>' +
          '<ignore>/etc/mtab</ignore><scan_on_start>no</scan_on_start>',
      ),
      [],
    );
    expect(files.diagnostics).toEqual([]);
    expect(files.scan).toMatchObject({
      folders: [{ path: '/etc' }],
      frequencySeconds: 60,
      scanOnStart: false,
    });
    expect(files.scan?.ignore).toContainEqual({ text: '/etc/mtab', isPattern: false });
  });

  it.each(['', '<disabled>yes</disabled><directories check_all="yes">/etc</directories>'])(
    'are none with %j',
    (syscheck) => {
      expect(readGuardFiles(home(syscheck), []).scan).toBeUndefined();
    },
  );
});
