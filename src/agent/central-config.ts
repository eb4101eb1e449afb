import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { hasErrors, latin1, type Diagnostic } from '../base/index.ts';
import { agentConfigFor } from '../config/index.ts';
import type { AgentConfOptions, AgentFacts, Config, ParsedConfig } from '../config/index.ts';
import { isErrno, writeWhole } from '../fleet/index.ts';

const emptyConfig: Config = { blocks: new Map() };
const fileMode = 0o640;

/** What the server of an agent wants of it. */
export interface CentralConfig {
  readonly config: Config;
  /** Of the file that came; nothing of it keeps an agent from running. */
  readonly diagnostics: readonly Diagnostic[];
  /** The text that counts, to be remembered once it is in use; undefined for none. */
  readonly text: string | undefined;
  /** What is wrong with a file that does not count; the one before it does. */
  readonly refused: readonly Diagnostic[];
}

function pushedPath(home: string): string {
  return join(home, 'etc', 'shared', 'agent.conf');
}

/** Its sum is what the agent tells the server that it has in use. */
export function appliedPath(home: string): string {
  return join(home, 'queue', 'ossec', 'agent.conf');
}

/**
 * Reads `etc/shared/agent.conf` as far as it is for this agent. A server of OSSEC pushes files with
 * mistakes too: then the version that was in use last stays, and the mistakes are warnings.
 */
export function readCentralConfig(
  home: string,
  facts: AgentFacts,
  options: AgentConfOptions,
): CentralConfig {
  const path = pushedPath(home);
  const read = (from: string): ParsedConfig => agentConfigFor({ path, text: from }, facts, options);
  let text: string | undefined;
  try {
    text = textOf(path);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const at = { file: path, line: 1, column: 1 };
    const problem = { severity: 'error', code: 'CONFIG_UNREADABLE', at, message } as const;
    return versionBefore(home, [problem], read);
  }
  if (text === undefined) {
    return { config: emptyConfig, diagnostics: [], text: undefined, refused: [] };
  }
  const pushed = read(text);
  if (hasErrors(pushed.diagnostics)) return versionBefore(home, pushed.diagnostics, read);
  return { ...pushed, text, refused: [] };
}

function versionBefore(
  home: string,
  problems: readonly Diagnostic[],
  read: (text: string) => ParsedConfig,
): CentralConfig {
  const before = textOf(appliedPath(home));
  const last = before === undefined ? undefined : read(before);
  const isGood = last !== undefined && !hasErrors(last.diagnostics);
  return {
    config: isGood ? last.config : emptyConfig,
    diagnostics: problems.map(({ code, at, message }) => {
      return { severity: 'warning' as const, code, at, message };
    }),
    text: isGood ? before : undefined,
    refused: problems.filter(({ severity }) => severity === 'error'),
  };
}

/** Keeps what is in use now, for the day when a file with mistakes comes. */
export function rememberCentral(home: string, { text }: CentralConfig): void {
  const path = appliedPath(home);
  if (text === undefined) rmSync(path, { force: true });
  else if (textOf(path) !== text) {
    mkdirSync(dirname(path), { recursive: true, mode: 0o750 });
    writeWhole(path, text, fileMode);
  }
}

/** The report for the server; undefined where nothing was refused. */
export function refusalText({ refused }: CentralConfig): string | undefined {
  const [first] = refused;
  if (first === undefined) return undefined;
  const where = `the first in line ${first.at.line}: ${first.code}`;
  const count = refused.length === 1 ? '1 error' : `${refused.length} errors`;
  return `ossec: Shared configuration refused: ${count} in agent.conf, ${where}.`;
}

function textOf(path: string): string | undefined {
  try {
    return latin1(readFileSync(path));
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return undefined;
    throw error;
  }
}
