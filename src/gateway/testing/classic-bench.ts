import type { Buffer } from 'node:buffer';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { IngestRecord } from '../../wire/index.ts';
import { AgentDesk } from '../agents/agent-desk.ts';
import { AgentStates } from '../agents/agent-states.ts';
import { ClassicServer } from '../classic/classic-server.ts';
import { FilePusher } from '../agents/file-pusher.ts';
import { Rejections } from '../agents/rejections.ts';
import { SenderCounter } from '../../fleet/index.ts';
import { SharedFiles } from '../agents/shared-files.ts';
import { Tallies } from '../agents/tallies.ts';
import { Outbox } from '../outbox.ts';
import { SimulatedAgent } from './simulated-agent.ts';
import { checkSharedConfig, configRefusedText } from '../shared-config.ts';
import { soon } from './soon.ts';

export const startMs = Date.UTC(2026, 0, 2);
const root = mkdtempSync(join(tmpdir(), 'tocsin-classic-'));
let count = 0;

/** The home and the time of the test that runs. */
export const world = { home: '', nowMs: startMs };

/** For `beforeEach`: a home of its own. */
export function newWorld(): void {
  world.home = join(root, String(++count));
  for (const name of ['queue/rids', 'queue/agent-info', 'etc/shared']) {
    mkdirSync(join(world.home, name), { recursive: true });
  }
  world.nowMs = startMs;
}

/** For `afterAll`. */
export function endWorld(): void {
  rmSync(root, { recursive: true, force: true });
}

export function web(): SimulatedAgent {
  return new SimulatedAgent('001', 'web');
}

export interface Sent {
  readonly datagram: Buffer;
  readonly address: string;
  readonly port: number;
}

/** A server over a home, with everything that it does in sight. */
export class Bench {
  readonly records: IngestRecord[] = [];
  readonly sent: Sent[] = [];
  readonly told: string[] = [];
  readonly rejections = new Rejections(
    () => world.nowMs,
    (text) => this.told.push(text),
  );
  readonly states = new AgentStates(world.home);
  readonly counter = new SenderCounter(join(world.home, 'queue/rids/sender_counter'));
  readonly shared = new SharedFiles(world.home, {
    warn: (text) => this.told.push(text),
    check: checkSharedConfig,
    refused: (found) => this.told.push(configRefusedText(found)),
  });
  readonly server: ClassicServer;
  readonly outbox: Outbox;

  constructor(
    agents: readonly SimulatedAgent[],
    options: { readonly verify?: boolean; readonly room?: number } = {},
  ) {
    const delivery = {
      deliver: (records: readonly IngestRecord[]) => {
        this.records.push(...records);
        return Promise.resolve();
      },
    };
    this.outbox = new Outbox(delivery, options.room);
    this.server = new ClassicServer({
      home: world.home,
      clock: () => world.nowMs,
      outbox: this.outbox,
      counter: this.counter,
      desk: new AgentDesk({
        states: this.states,
        shared: this.shared,
        pusher: new FilePusher((id, payload) => this.server.send(id, payload)),
        tallies: new Tallies(join(world.home, 'tallies')),
        clock: () => world.nowMs,
        clockOff: ({ name }, aheadMs) => this.told.push(`${name}: clock ${aheadMs}`),
      }),
      rejections: this.rejections,
      warn: (text) => this.told.push(text),
      twin: (agent, addresses) => this.told.push(`${agent.name}: ${addresses.join(' ')}`),
      verifyCounters: options.verify ?? true,
    });
    this.server.setAgents(agents.map(({ entry }) => entry));
  }

  receive(
    datagram: Buffer,
    address = '192.0.2.7',
    ciphers: 'any' | 'aes' | 'blowfish' = 'any',
    port = 4000,
  ): void {
    this.server.receive({
      datagram,
      address,
      port,
      ciphers,
      reply: (sent, to, toPort) => this.sent.push({ datagram: sent, address: to, port: toPort }),
    });
  }

  /** Everything that was taken, once it is delivered. */
  async taken(): Promise<readonly IngestRecord[]> {
    const wanted = this.outbox.taken;
    await soon(() => this.records.length).toBe(wanted);
    return this.records;
  }

  heard(agent: SimulatedAgent): readonly string[] {
    return this.sent.map(({ datagram }) => agent.hear(datagram));
  }

  /** The state goes to disk, and another server begins with it. */
  restart(agents: readonly SimulatedAgent[]): Bench {
    expect([...this.server.saveCounters(), ...this.states.flush()]).toEqual([]);
    this.counter.close();
    return new Bench(agents);
  }
}
