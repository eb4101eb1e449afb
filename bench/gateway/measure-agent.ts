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
  /** How long the agent is watched doing nothing. */
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
}

const settleMs = 3000;
const usualRestMs = 10_000;

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
    // Microseconds of a rest taken for one event are the time of the whole rest.
    const restPercent = (rest(1).us_cpu_per_event / 1000 / restMs) * 100;
    const restBytes = processStat(agent.pid).residentBytes;
    const costs = { agent: costOf(agent.pid), gateway: costOf(stage.gateway.pid) };
    const text = `${benchLines(events).join('\n')}\n`;
    const startMs = monotonicMs();
    appendFileSync(log, text, 'latin1');
    // The agent's own report of its start came before.
    const { events: taken, atMs } = await stage.taken(events + 1);
    const wallSeconds = (atMs - startMs) / 1000;
    return {
      protocol,
      events,
      wall_s: round(wallSeconds),
      events_per_s: Math.round((taken - 1) / wallSeconds),
      lost: events + 1 - taken,
      agent: costs.agent(events),
      gateway: costs.gateway(events),
      rest_rss_mb: round(restBytes / 2 ** 20),
      rest_cpu_percent: Math.round(restPercent * 100) / 100,
    };
  } finally {
    await agent.stop();
    await stage.close();
    rmSync(home, { recursive: true, force: true });
  }
}
