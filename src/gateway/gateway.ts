import { Buffer } from 'node:buffer';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { formatDiagnostic, hasErrors, type Clock, type Diagnostic } from '../base/index.ts';
import type { AuthValues, RemoteValues } from '../config/index.ts';
import {
  agentTalliesPath,
  KeyFile,
  replaceKey,
  SenderCounter,
  type ServerCertificate,
} from '../fleet/index.ts';
import type { AgentEntry } from '../wire/index.ts';
import {
  clockOff,
  connectedAgain,
  disconnected,
  duplicated,
  enrolled,
  type AgentNotice,
} from './agent-notices.ts';
import { AgentDesk } from './agents/agent-desk.ts';
import { AgentStates } from './agents/agent-states.ts';
import { ClassicServer, type KnownPeer } from './classic/classic-server.ts';
import { FilePusher } from './agents/file-pusher.ts';
import { Rejections } from './agents/rejections.ts';
import { SharedFiles } from './agents/shared-files.ts';
import { Tallies } from './agents/tallies.ts';
import { SilenceWatch } from './agents/silence-watch.ts';
import { certificateFor } from './durable/certificate-for.ts';
import { DurableServer } from './durable/durable-server.ts';
import { Intake, type BatchDelivery } from './durable/intake.ts';
import { rekeyControl, type Forward } from './forward-line.ts';
import { openForwardServer, type ForwardAnswer, type ForwardServer } from './forward-server.ts';
import type { GatewayFiles } from './gateway-files.ts';
import { openEnrolment } from './enrolment.ts';
import { Outbox, type Delivery } from './outbox.ts';
import { OwnRecords } from './own-records.ts';
import { openPort, type OpenPort, type PortParts } from './ports.ts';
import { checkSharedConfig, configRefusedText } from './shared-config.ts';

const saveEveryMs = 1000;
/** For the files of agents, each time. */
const saveMsMax = 100;
const watchEveryMs = 120_000;

export interface GatewayLog {
  readonly info: (text: string) => void;
  readonly warn: (text: string) => void;
  readonly error: (text: string) => void;
}

export interface GatewayOptions {
  readonly home: string;
  readonly readFiles: () => GatewayFiles;
  readonly delivery: Delivery & BatchDelivery;
  readonly clock: Clock;
  readonly log: GatewayLog;
  /** Path of the socket for messages to agents: short, or relative. */
  readonly forwardPath: string;
  readonly watchEveryMs?: number;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : 'unknown';
}

/** Everything that takes records from the network, put together for one set of files. */
export class Gateway {
  readonly #options: GatewayOptions;
  readonly #outbox: Outbox;
  readonly #intake: Intake;
  readonly #own: OwnRecords;
  readonly #keys: KeyFile;
  readonly #states: AgentStates;
  readonly #tallies: Tallies;
  readonly #rejections: Rejections;
  #counter: SenderCounter | undefined;
  #classic: ClassicServer | undefined;
  /** Agents that can be reached, between two sets of files. */
  #peers: KnownPeer[] = [];
  #durable: DurableServer | undefined;
  #pusher: FilePusher | undefined;
  #forward: ForwardServer | undefined;
  #ports: OpenPort[] = [];
  #timers: NodeJS.Timeout[] = [];
  #keysVersion = '';
  #failure = '';

  constructor(options: GatewayOptions) {
    const { home, delivery, clock, log } = options;
    this.#options = options;
    this.#outbox = new Outbox(delivery);
    this.#intake = new Intake(delivery);
    this.#own = new OwnRecords(this.#outbox, clock().toString(36));
    this.#keys = new KeyFile(home);
    this.#states = new AgentStates(home);
    this.#tallies = new Tallies(agentTalliesPath(home));
    this.#rejections = new Rejections(clock, (text) => log.warn(text));
  }

  /** Where it listens, in the order of the configuration. */
  get ports(): readonly OpenPort[] {
    return this.#ports;
  }

  get rejections(): Rejections {
    return this.#rejections;
  }

  /** Reads the files anew; with an error among what it answers nothing changed. */
  async apply(): Promise<readonly Diagnostic[]> {
    const version = this.#keys.version();
    const files = this.#options.readFiles();
    if (hasErrors(files.diagnostics)) return files.diagnostics;
    const shown = await certificateFor(this.#options.home, files.ports);
    if (hasErrors(shown.diagnostics)) return shown.diagnostics;
    await this.#end();
    this.#keysVersion = version;
    await this.#begin(files, shown.certificate);
    return files.diagnostics;
  }

  /** Gives the ports free and saves what a restart has to know. */
  async stop(): Promise<void> {
    await this.#end();
    this.#outbox.close();
  }

  async #begin(files: GatewayFiles, certificate: ServerCertificate | undefined): Promise<void> {
    const { home, clock, forwardPath } = this.#options;
    const folders = ['queue/rids', 'queue/agent-info', 'queue/alerts', 'etc/shared'];
    for (const name of folders) mkdirSync(join(home, name), { recursive: true, mode: 0o770 });
    const shared = this.#sharedFiles();
    const pusher = new FilePusher((id, payload) => this.#reach(id, payload));
    const desk = new AgentDesk({
      states: this.#states,
      shared,
      pusher,
      tallies: this.#tallies,
      clock,
      clockOff: (agent, aheadMs) => this.#notice(clockOff(agent, aheadMs)),
    });
    const classic = this.#openClassic(files, desk);
    const durable = new DurableServer({
      home,
      intake: this.#intake,
      desk,
      rejections: this.#rejections,
      twin: (agent, addresses) => this.#notice(duplicated(agent, addresses)),
      renewed: (agent, done) => void this.#keepKey(agent, done),
    });
    classic.setAgents(files.agents);
    durable.setAgents(files.agents);
    this.#classic = classic;
    this.#durable = durable;
    this.#pusher = pusher;
    if (files.ports.some(({ connection }) => connection === 'secure')) {
      shared.refresh(clock());
      this.#forward = await openForwardServer(forwardPath, (one) => this.#send(one));
      this.#watchAgents(files, classic);
      this.#timers.push(setInterval(() => desk.offerChanges(), saveEveryMs));
    }
    const servers = { classic, durable, certificate };
    for (const one of files.ports) this.#ports.push(await this.#open(one, files, servers));
    // A server with one port for agents has them behind the same one after a reload.
    const [reply] = this.#ports.flatMap((one) => one.reply ?? []);
    if (reply !== undefined) classic.adopt(this.#peers.splice(0), reply);
    if (files.auth !== undefined) this.#ports.push(await this.#openEnrolment(files.auth, files));
    this.#timers.push(setInterval(() => this.#save(saveMsMax), saveEveryMs));
  }

  #openClassic({ internal }: GatewayFiles, desk: AgentDesk): ClassicServer {
    const { home, clock, log } = this.#options;
    this.#counter = new SenderCounter(join(home, 'queue', 'rids', 'sender_counter'));
    return new ClassicServer({
      home,
      clock,
      outbox: this.#outbox,
      counter: this.#counter,
      desk,
      rejections: this.#rejections,
      warn: (text) => log.warn(text),
      twin: (agent, addresses) => this.#notice(duplicated(agent, addresses)),
      verifyCounters: internal.get('remoted.verify_msg_id') === 1,
    });
  }

  #open(
    values: RemoteValues,
    files: GatewayFiles,
    servers: Pick<PortParts, 'classic' | 'durable' | 'certificate'>,
  ): Promise<OpenPort> {
    return openPort(values, {
      ...servers,
      outbox: this.#outbox,
      own: this.#own,
      log: this.#options.log,
      clock: this.#options.clock,
      all: files.ports,
      internal: files.internal,
      tlsOf: (one) => files.tls.get(one),
    });
  }

  async #openEnrolment(auth: AuthValues, { internal }: GatewayFiles): Promise<OpenPort> {
    const { home, clock, log } = this.#options;
    const connectionsMax = internal.get('authd.max_connections');
    const place = {
      home,
      clock,
      log,
      connectionsMax,
      enrolled: (agent: AgentEntry): void => {
        this.#readKeys();
        this.#notice(enrolled(agent));
      },
    };
    const opened = await openEnrolment(auth, place);
    const close = (): Promise<void> => opened.close();
    return { connection: 'enrolment', protocol: 'tls', port: opened.port, close };
  }

  async #end(): Promise<void> {
    for (const timer of this.#timers.splice(0)) clearInterval(timer);
    this.#pusher?.stop();
    this.#peers = [...(this.#classic?.peers ?? [])];
    await this.#forward?.close();
    this.#durable?.close();
    for (const port of this.#ports.splice(0)) await port.close();
    this.#save();
    try {
      this.#counter?.close();
    } catch (error) {
      this.#tellFailures([error]);
    }
    this.#forward = undefined;
    this.#classic = undefined;
    this.#durable = undefined;
  }

  #notice({ location, text }: AgentNotice): void {
    this.#own.add(location, text);
  }

  #sharedFiles(): SharedFiles {
    const { home, log } = this.#options;
    return new SharedFiles(home, {
      warn: (text) => log.warn(text),
      check: checkSharedConfig,
      refused: (diagnostics) => {
        for (const one of diagnostics) log.error(formatDiagnostic(one));
        this.#own.add('ossec-remoted', configRefusedText(diagnostics));
      },
    });
  }

  #watchAgents({ internal }: GatewayFiles, classic: ClassicServer): void {
    const { home, clock } = this.#options;
    if (internal.get('monitord.monitor_agents') === 0) return;
    const watch = new SilenceWatch(home, internal.get('monitord.notify_time'));
    const look = (): void => {
      this.#states.flush();
      const { silent, back } = watch.look(classic.agents, clock());
      for (const agent of silent) this.#notice(disconnected(agent));
      for (const { agent, silentMs } of back) this.#notice(connectedAgain(agent, silentMs));
    };
    look();
    const everyMs = this.#options.watchEveryMs ?? watchEveryMs;
    this.#timers.push(setInterval(look, everyMs));
  }

  /** Once a second: what changed goes to disk, keys that others changed come in. */
  #save(limitMs?: number): void {
    const counters = this.#classic?.saveCounters() ?? [];
    const places = this.#durable?.save() ?? [];
    const tallies = this.#tallies.save();
    this.#tellFailures([...counters, ...places, ...tallies, ...this.#states.flush(limitMs)]);
    this.#rejections.tellIfDue();
    this.#readKeys();
  }

  /** Told when it changes: a full disk would say it each second. */
  #tellFailures(failures: readonly unknown[]): void {
    const [first] = failures;
    const text = first === undefined ? '' : messageOf(first);
    if (text !== this.#failure && text !== '') {
      this.#options.log.error(`State of agents cannot be written: ${text}`);
    }
    this.#failure = text;
  }

  #readKeys(): void {
    const version = this.#keys.version();
    if (this.#classic === undefined || version === this.#keysVersion) return;
    this.#keysVersion = version;
    const { log } = this.#options;
    try {
      const { agents, diagnostics } = this.#keys.read();
      for (const { at, code, message } of diagnostics) {
        log.warn(`${at.file}:${at.line}:${at.column} ${code} ${message}`);
      }
      this.#classic.setAgents(agents);
      this.#durable?.setAgents(agents);
      log.info(`Keys read again: ${agents.length} agents.`);
    } catch (error) {
      log.error(`Keys stay as they were: ${messageOf(error)}`);
    }
  }

  /** Sends a message of this machine to agents. */
  #send({ to, control }: Forward): ForwardAnswer {
    const all = this.#classic?.agents ?? [];
    const chosen = all.filter(({ id, name }) => {
      if (to.kind === 'all') return true;
      return to.kind === 'id' ? to.id === id : to.name === name;
    });
    const payload = Buffer.from(`#!-${control}`, 'latin1');
    const isRekey = control === rekeyControl;
    const sent: string[] = [];
    const failed: string[] = chosen.length === 0 && to.kind === 'id' ? [to.id] : [];
    for (const { id } of chosen) {
      const isReached = isRekey ? this.#rekey(id) : this.#reach(id, payload);
      (isReached ? sent : failed).push(id);
    }
    return { sent, failed };
  }

  /** Writes the key that an agent uses now; without that a restart would not know the agent. */
  async #keepKey(agent: AgentEntry, done: () => void): Promise<void> {
    const { log } = this.#options;
    try {
      await replaceKey(this.#keys, agent);
      done();
      log.info(`Agent ${agent.id} uses its new key.`);
    } catch (error) {
      log.error(`The new key of agent ${agent.id} cannot be kept: ${messageOf(error)}`);
    }
  }

  #rekey(id: string): boolean {
    try {
      return this.#durable?.rekey(id) === true;
    } catch (error) {
      this.#options.log.error(`Agent ${id} gets no new key: ${messageOf(error)}`);
      return false;
    }
  }

  /** An open connection is better than an address from which a datagram came. */
  #reach(id: string, payload: Buffer): boolean {
    return this.#durable?.send(id, payload) === true || this.#classic?.send(id, payload) === true;
  }
}
