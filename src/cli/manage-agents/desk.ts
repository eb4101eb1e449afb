import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { latin1 } from '../../base/index.ts';
import { coreSections, parseConfig } from '../../config/index.ts';
import { addProblem, type KeyFile, type NewAgent } from '../../fleet/index.ts';
import { addProblemText } from './problems.ts';

/** What the tool works on. */
export class Desk {
  readonly home: string;
  readonly file: KeyFile;
  readonly replaceAfterSeconds: number | undefined;
  readonly nowMs: number;
  /** Addresses that were refused because an agent has them. */
  readonly duplicates: string[] = [];

  constructor(home: string, file: KeyFile, replaceAfterSeconds: number | undefined, nowMs: number) {
    this.home = home;
    this.file = file;
    this.replaceAfterSeconds = replaceAfterSeconds;
    this.nowMs = nowMs;
  }

  /** What speaks against adding this agent now; undefined for nothing. */
  problemOf(agent: NewAgent): string | undefined {
    const problem = addProblem(this.file.read(), agent, this);
    if (problem?.kind === 'address-taken') this.duplicates.push(agent.address);
    return problem === undefined ? undefined : addProblemText(problem, agent);
  }
}

/** An installation that reports to a server, and takes nobody's reports itself, is an agent. */
export function isAgentHome(home: string): boolean {
  const path = join(home, 'etc', 'ossec.conf');
  if (!existsSync(path)) return false;
  const file = { path, text: latin1(readFileSync(path)) };
  const { blocks } = parseConfig([file], coreSections, { unavailable: 'warning' }).config;
  return blocks.has('client') && !blocks.has('remote');
}
