import { monotonicMs } from '../analysis/messages.ts';
import { processStat } from '../analysis/process-stat.ts';
import { Helper } from './child.ts';
import { costOf, round, type Cost, type Protocol } from './figures.ts';
import { benchAgents } from './home.ts';
import type { LoadMessage } from './load.ts';
import { Stage } from './stage.ts';

export interface GatewayRun {
  readonly protocol: Protocol;
  readonly agents: number;
  readonly events: number;
}

export interface GatewayFigures extends GatewayRun {
  readonly wall_s: number;
  readonly events_per_s: number;
  readonly lost: number;
  readonly gateway: Cost;
  /** What an agent that is connected and silent takes. */
  readonly kb_per_agent: number;
}

/** One run with simulated agents. */
export async function measureGateway(run: GatewayRun): Promise<GatewayFigures> {
  const { protocol, agents, events } = run;
  const stage = await Stage.open(benchAgents(agents));
  try {
    const { pid } = stage.gateway;
    const before = processStat(pid).residentBytes;
    const args = [protocol, String(stage.port(protocol)), String(agents), String(events)];
    const load = new Helper<LoadMessage>('load', args, process.cwd());
    await load.next();
    const connected = processStat(pid).residentBytes;
    const cost = costOf(pid);
    const startMs = monotonicMs();
    load.send({});
    const { events: taken, atMs } = await stage.taken(events);
    const wallSeconds = (atMs - startMs) / 1000;
    const figures = {
      ...run,
      wall_s: round(wallSeconds),
      events_per_s: Math.round(taken / wallSeconds),
      lost: events - taken,
      gateway: cost(events),
      kb_per_agent: round((connected - before) / agents / 1024),
    };
    await load.stop();
    return figures;
  } finally {
    await stage.close();
  }
}
