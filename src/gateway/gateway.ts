import { Buffer } from 'node:buffer';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { formatDiagnostic, hasErrors, type Clock, type Diagnostic } from '../base/index.ts';
import type { AuthValues, RemoteValues } from '../config/index.ts';
import { KeyFile } from '../fleet/index.ts';
import type { AgentEntry } from '../wire/index.ts';
import {
  connectedAgain,
  disconnected,
  duplicated,
  enrolled,
  type AgentNotice,
} from './agent-notices.ts';
import { AgentStates } from './classic/agent-states.ts';
import { ClassicServer } from './classic/classic-server.ts';
import { FilePusher } from './classic/file-pusher.ts';
import { Rejections } from './classic/rejections.ts';
import { SenderCounter } from '../fleet/index.ts';
import { SharedFiles } from './classic/shared-files.ts';
import { SilenceWatch } from './classic/silence-watch.ts';
import type { Forward } from './forward-line.ts';
import { openForwardServer, type ForwardAnswer, type ForwardServer } from './forward-server.ts';
import type { GatewayFiles } from './gateway-files.ts';
import { openEnrolment } from './enrolment.ts';
import { Outbox, type Delivery } from './outbox.ts';
import { OwnRecords } from './own-records.ts';
import { openPort, type OpenPort } from './ports.ts';
import { checkSharedConfig, configRefusedText } from './shared-config.ts';

const saveEveryMs = 1000;
const watchEveryMs = 120_000;

export interface GatewayLog {
  readonly info: (text: string) => void;
  readonly warn: (text: string) => void;
  readonly error: (text: string) => void;
}

export interface GatewayOptions {
  readonly home: string;
  readonly readFiles: () => GatewayFiles;
  readonly delivery: Delivery;
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
  readonly #own: OwnRecords;
  readonly #keys: KeyFile;
  readonly #states: AgentStates;
  readonly #rejections: Rejections;
  #counter: SenderCounter | undefined;
  #classic: ClassicServer | undefined;
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
    this.#own = new OwnRecords(this.#outbox, clock().toString(36));
    this.#keys = new KeyFile(home);
    this.#states = new AgentStates(home);
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
    await this.#end();
    this.#keysVersion = version;
    await this.#begin(files);
    return files.diagnostics;
  }

  /** Gives the ports free and saves what a restart has to know. */
  async stop(): Promise<void> {
    await this.#end();
    this.#outbox.close();
  }

  async #begin(files: GatewayFiles): Promise<void> {
    const { home, clock, log, forwardPath } = this.#options;
    const folders = ['queue/rids', 'queue/agent-info', 'queue/alerts', 'etc/shared'];
    for (const name of folders) mkdirSync(join(home, name), { recursive: true, mode: 0o770 });
    const counter = new SenderCounter(join(home, 'queue', 'rids', 'sender_counter'));
    const shared = this.#sharedFiles();
    const classic = new ClassicServer({
      home,
      clock,
      outbox: this.#outbox,
      counter,
      states: this.#states,
      shared,
      rejections: this.#rejections,
      warn: (text) => log.warn(text),
      twin: (agent, addresses) => this.#notice(duplicated(agent, addresses)),
      verifyCounters: files.internal.get('remoted.verify_msg_id') === 1,
    });
    const pusher = new FilePusher((id, payload) => classic.send(id, payload));
    classic.pusher = pusher;
    classic.setAgents(files.agents);
    this.#counter = counter;
    this.#classic = classic;
    this.#pusher = pusher;
    if (files.ports.some(({ connection }) => connection === 'secure')) {
      shared.refresh(clock());
      this.#forward = await openForwardServer(forwardPath, (one) => this.#send(one));
      this.#watchAgents(files, classic);
    }
    for (const one of files.ports) this.#ports.push(await this.#open(one, files, classic));
    if (files.auth !== undefined) this.#ports.push(await this.#openEnrolment(files.auth, files));
    this.#timers.push(setInterval(() => this.#save(), saveEveryMs));
  }

  #open(values: RemoteValues, files: GatewayFiles, classic: ClassicServer): Promise<OpenPort> {
    return openPort(values, {
      classic,
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
    await this.#forward?.close();
    for (const port of this.#ports.splice(0)) await port.close();
    this.#save();
    try {
      this.#counter?.close();
    } catch (error) {
      this.#tellFailures([error]);
    }
    this.#forward = undefined;
    this.#classic = undefined;
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
  #save(): void {
    const counters = this.#classic?.saveCounters() ?? [];
    this.#tellFailures([...counters, ...this.#states.flush()]);
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
    const sent: string[] = [];
    const failed: string[] = chosen.length === 0 && to.kind === 'id' ? [to.id] : [];
    for (const { id } of chosen) {
      (this.#classic?.send(id, payload) === true ? sent : failed).push(id);
    }
    return { sent, failed };
  }
}
