import { appendFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { monotonicMs } from '../analysis/messages.ts';
import { processStat } from '../analysis/process-stat.ts';
import { keyLineText } from '../../src/wire/index.ts';
import { HomeChild } from './child.ts';
import { costOf, round, type Cost, type Protocol } from './figures.ts';
import { benchAgents, newHome } from './home.ts';
import { benchLines } from './lines.ts';
import { Stage } from './stage.ts';

export interface AgentRun {
  readonly protocol: Protocol;
  readonly events: number;
  /** How long the agent is watched doing nothing, and then reading a thousand lines a second. */
  readonly restMs?: number;
}

export interface AgentFigures extends AgentRun {
  readonly wall_s: number;
  readonly events_per_s: number;
  readonly lost: number;
  readonly agent: Cost;
  readonly gateway: Cost;
  readonly rest_rss_mb: number;
  /** Of one core. */
  readonly rest_cpu_percent: number;
  /** At a thousand lines a second, which come a hundred at a time. */
  readonly steady_cpu_percent: number;
}

const settleMs = 3000;
const usualRestMs = 10_000;

const stepMs = 100;
const linesAStep = 100;

/** Writes a thousand lines a second for so long; answers how many that were. */
async function writeSteadily(log: string, lines: readonly string[], ms: number): Promise<number> {
  const steps = Math.max(1, Math.round(ms / stepMs));
  for (let step = 0; step < steps; step++) {
    const from = (step * linesAStep) % (lines.length - linesAStep);
    const some = lines.slice(from, from + linesAStep);
    appendFileSync(log, `${some.join('\n')}\n`, 'latin1');
    await sleep(stepMs);
  }
  return steps * linesAStep;
}

/** Microseconds of a stretch of time taken for one event are the time of all of it. */
function percent({ us_cpu_per_event: microseconds }: Cost, ms: number): number {
  return Math.round((microseconds / 1000 / ms) * 10_000) / 100;
}

async function until(condition: () => boolean): Promise<void> {
  for (let waited = 0; !condition(); waited += 20) {
    if (waited > 60_000) throw new Error('the agent does not connect');
    await sleep(20);
  }
}

/** One real agent: a log grows by all lines at once, and they go to the journal of the server. */
export async function measureAgent(run: AgentRun): Promise<AgentFigures> {
  const { protocol, events, restMs = usualRestMs } = run;
  const [entry] = benchAgents(1);
  if (entry === undefined) throw new Error('there is one agent');
  const stage = await Stage.open([entry]);
  const server = `<server>127.0.0.1:${stage.port(protocol)}</server>`;
  const client = `<client>${server}<protocol>${protocol}</protocol></client>`;
  const file = '<localfile><log_format>syslog</log_format><location>log</location></localfile>';
  const home = newHome({ 'etc/client.keys': `${keyLineText(entry)}\n`, 'etc/ossec.conf': '' });
  const log = join(home, 'log');
  writeFileSync(log, '');
  const conf = `<ossec_config>${client}${file.replace('>log<', `>${log}<`)}</ossec_config>`;
  writeFileSync(join(home, 'etc/ossec.conf'), conf);
  const agent = new HomeChild(home, 'agent');
  try {
    await agent.ready();
    await until(() => agent.log.some((text) => text.startsWith('Connected')));
    await sleep(settleMs);
    const rest = costOf(agent.pid);
    await sleep(restMs);
    const restPercent = percent(rest(1), restMs);
    const restBytes = processStat(agent.pid).residentBytes;
    const lines = benchLines(Math.max(events, 1000));
    const steady = costOf(agent.pid);
    const before = await writeSteadily(log, lines, restMs);
    const steadyPercent = percent(steady(1), restMs);
    // The agent's own report of its start came first.
    await stage.taken(before + 1);
    const costs = { agent: costOf(agent.pid), gateway: costOf(stage.gateway.pid) };
    const text = `${lines.slice(0, events).join('\n')}\n`;
    const startMs = monotonicMs();
    appendFileSync(log, text, 'latin1');
    const { events: taken, atMs } = await stage.taken(before + 1 + events);
    const arrived = taken - before - 1;
    const wallSeconds = (atMs - startMs) / 1000;
    return {
      protocol,
      events,
      wall_s: round(wallSeconds),
      events_per_s: Math.round(arrived / wallSeconds),
      lost: events - arrived,
      agent: costs.agent(events),
      gateway: costs.gateway(events),
      rest_rss_mb: round(restBytes / 2 ** 20),
      rest_cpu_percent: restPercent,
      steady_cpu_percent: steadyPercent,
    };
  } finally {
    await agent.stop();
    await stage.close();
    rmSync(home, { recursive: true, force: true });
  }
}
