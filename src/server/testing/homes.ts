import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Engine } from '../../engine/contract.ts';
import type { OutputSettings } from '../../outputs/index.ts';
import { AlertFeed } from '../alert-feed.ts';
import type { Analysis, AnalysisOptions } from '../analysis.ts';
import { openAnalysis } from '../analysis.ts';
import type { AnalysisMessage } from '../messages.ts';
import { FakeEngine } from './fake-engine.ts';

/** 2023-11-14 12:00:00 UTC, in most time zones in the middle of a day. */
export const noonMs = 1_699_963_200_000;

export const allOutputs: OutputSettings = {
  jsonOutput: true,
  jsonLayout: 'ossec',
  logAll: true,
  logAllJson: true,
  customAlertOutput: undefined,
  firewallLog: true,
  placesInText: true,
  placesInJson: true,
};

export interface OpenedHome {
  readonly analysis: Analysis;
  readonly told: AnalysisMessage[];
  readonly logged: string[];
}

export async function newHome(): Promise<string> {
  return await mkdtemp(join(tmpdir(), 'tocsin-home-'));
}

export async function removeHome(home: string): Promise<void> {
  await rm(home, { recursive: true, force: true });
}

export async function openHome(
  home: string,
  options: Partial<AnalysisOptions> = {},
): Promise<OpenedHome> {
  const told: AnalysisMessage[] = [];
  const logged: string[] = [];
  const engine: Engine = new FakeEngine();
  const analysis = await openAnalysis({
    home,
    engine,
    settings: allOutputs,
    clock: () => noonMs,
    log: (level, text) => void logged.push(`${level} ${text}`),
    feed: new AlertFeed((message, taken) => {
      told.push(message);
      taken();
    }),
    ...options,
  });
  return { analysis, told, logged };
}

/** Every file below `logs/`, by its path there, as one-character-per-byte text. */
export async function logFiles(home: string): Promise<Record<string, string>> {
  const logs = join(home, 'logs');
  const found: Record<string, string> = {};
  const names = await readdir(logs, { recursive: true });
  for (const name of names.sort()) {
    const text = await readFile(join(logs, name), 'latin1').catch(() => undefined);
    if (text !== undefined) found[name] = text;
  }
  return found;
}
