import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { assert, hasErrors, type Clock, type Diagnostic } from '../base/index.ts';
import { createCollector, type CollectLog } from '../collect/index.ts';
import { KeyFile, setOwnKey, writeWhole } from '../fleet/index.ts';
import type { AgentEntry } from '../wire/index.ts';
import type { AgentFiles } from './agent-files.ts';
import { refusalText, rememberCentral } from './central-config.ts';
import { ClassicSession } from './classic/index.ts';
import { DurableSession } from './durable/index.ts';
import type { WatchedSource } from './guard-messages.ts';
import { Guard } from './guard.ts';
import { Connector, type LinkContext, type Session } from './link/index.ts';
import { Orders } from './orders/index.ts';
import { Spool } from './spool/index.ts';

/** How long a stop waits for the server to hear of it. */
const goodbyeMs = 500;
const goodbyeLookMs = 10;

export interface AgentOptions {
  /** Absolute. */
  readonly home: string;
  readonly readFiles: () => AgentFiles;
  readonly hostname: string;
  readonly clock: Clock;
  readonly chance: () => number;
  readonly log: CollectLog;
  readonly onSources: (sources: readonly WatchedSource[]) => void;
  readonly onFailure: (error: unknown) => void;
}

/** Everything that runs for one state of the files. */
interface Running {
  readonly spool: Spool;
  readonly guard: Guard;
  readonly connector: Connector;
  readonly session: Session;
  readonly files: AgentFiles;
}

/**
 * An agent: collectors put records into the spool, a session brings them to a server and obeys it.
 * Neither waits for the other.
 */
export class Agent {
  readonly #options: AgentOptions;
  #running: Running | undefined;
  #hasStarted = false;
  #refusal: string | undefined;
  #queue: Promise<unknown> = Promise.resolve();
  #stopped = false;

  constructor(options: AgentOptions) {
    this.#options = options;
  }

  /** Reads the files anew; with an error among what it answers nothing changed. */
  apply(): Promise<readonly Diagnostic[]> {
    return this.#inTurn(async () => {
      const files = this.#options.readFiles();
      if (hasErrors(files.diagnostics) || this.#stopped) return files.diagnostics;
      await this.#end();
      await this.#begin(files);
      return files.diagnostics;
    });
  }

  /** Positions and what waits for a server are on disk when it resolves. */
  stop(): Promise<void> {
    this.#stopped = true;
    return this.#inTurn(async () => {
      await this.#sayGoodbye();
      await this.#end();
    });
  }

  /**
   * Tells the server that the silence to come is meant. Only where what was told is not told again
   * at the next start, and not for longer than a stop may take.
   */
  async #sayGoodbye(): Promise<void> {
    const running = this.#running;
    if (running === undefined || running.files.protocol !== 'durable') return;
    const { spool, files } = running;
    const { name = '', ip = '' } = files.agent ?? {};
    const until = performance.now() + goodbyeMs;
    await spool.report(`ossec: Agent stopped: '${name}->${ip}'.`).catch(() => undefined);
    while (spool.status.waitingBytes > 0 && performance.now() < until) await sleep(goodbyeLookMs);
  }

  async #begin(files: AgentFiles): Promise<void> {
    const { home, clock, chance, log } = this.#options;
    const { client, agent } = files;
    assert(agent !== undefined, 'an agent without a key is refused');
    const spool = await Spool.open({
      folder: join(home, 'queue', 'spool'),
      bytesMax: client.spoolMaxBytes,
      clock,
      log,
    });
    const orders = new Orders(home, this.#hooks(files));
    const session = openSession(
      {
        home,
        agent,
        client,
        spool,
        orders,
        clock,
        log,
        rekey: (key) => void this.#rekey({ ...agent, key }),
      },
      files,
    );
    const connector = new Connector({
      servers: client.servers,
      session,
      returnMs: client.returnSeconds * 1000,
      log,
      chance,
    });
    const guard = this.#guard(files, spool);
    this.#running = { spool, guard, connector, session, files };
    this.#tellWho(agent, client.profile);
    await guard.apply();
    connector.start();
    this.#useCentral(files, spool);
    if (this.#hasStarted) return;
    this.#hasStarted = true;
    // Waits its turn among the records; a disk that is full must not keep an agent from starting.
    spool
      .report(`ossec: Agent started: '${agent.name}->${agent.ip}'.`)
      .catch(() => log.warn('The start of this agent was not reported.'));
  }

  /** What the server wanted is in use now; what could not be is told, once for each version. */
  #useCentral({ central }: AgentFiles, spool: Spool): void {
    const { home, log } = this.#options;
    try {
      rememberCentral(home, central);
    } catch (error) {
      log.warn(`Shared configuration cannot be kept: ${String(error)}`);
    }
    const text = refusalText(central);
    if (text !== undefined && text !== this.#refusal) {
      log.error(`${text} The version before stays.`);
      spool.report(text).catch(() => undefined);
    }
    this.#refusal = text;
  }

  #guard(files: AgentFiles, spool: Spool): Guard {
    const { home, hostname, clock, log, onSources, onFailure } = this.#options;
    return new Guard({
      readFiles: () => files,
      createCollector,
      client: spool,
      // A thread takes twenty megabytes; on most machines an agent has nothing to do but this.
      sharesThread: true,
      positionsPath: join(home, 'queue', 'ossec', 'positions.json'),
      hostname,
      clock,
      log,
      onSources,
      onFailure,
      lookEveryMs: 1000,
      stopWaitMs: 400,
    });
  }

  async #end(): Promise<void> {
    const running = this.#running;
    this.#running = undefined;
    if (running === undefined) return;
    await running.connector.stop();
    running.session.close();
    // Closes the spool too, as the last one who needs it.
    await running.guard.stop();
  }

  /** For scripts and tools on this machine, as OSSEC writes it. */
  #tellWho({ name, id }: AgentEntry, profile: string): void {
    const folder = join(this.#options.home, 'queue', 'ossec');
    mkdirSync(folder, { recursive: true, mode: 0o750 });
    const text = `${name}\n-\n${id}\n${profile === '' ? '-' : profile}\n`;
    writeWhole(join(folder, '.agent_info'), text, 0o640);
  }

  #hooks({ client }: AgentFiles) {
    const { log } = this.#options;
    const isOff = client.responsesDisabled;
    return {
      restart: () => {
        if (isOff) log.info('The server asked for a restart; active response is disabled here.');
        else this.#reload('The server asked for a restart');
      },
      scan: () => {
        const isAsked = this.#running?.guard.scan() === true;
        log.info(`The server asked for a scan${isAsked ? '' : '; nothing is to be checked here'}.`);
      },
      execute: (command: string) => {
        const [name = ''] = command.split(' ');
        const why = isOff ? 'active response is disabled here' : 'this version runs none';
        log.warn(`The server asked for the response ${name}; ${why}.`);
      },
      filesChanged: (names: readonly string[]) => {
        log.info(`Shared files came: ${names.join(', ')}.`);
        if (names.includes('agent.conf')) this.#reload('Shared configuration came');
      },
      warn: (text: string) => log.warn(text),
    };
  }

  /** Connects anew with the key, once it is on disk; the server takes either until then. */
  async #rekey(agent: AgentEntry): Promise<void> {
    const { home, log } = this.#options;
    try {
      await setOwnKey(new KeyFile(home), agent);
      this.#reload('The server gave this agent another key');
    } catch (error) {
      log.error(`The new key of this agent cannot be kept: ${String(error)}`);
    }
  }

  #reload(why: string): void {
    const { log, onFailure } = this.#options;
    log.info(`${why}: reading all files.`);
    this.apply().then((diagnostics) => {
      for (const { severity, at, code, message } of diagnostics) {
        const text = `${at.file}:${at.line}:${at.column} ${code} ${message}`;
        if (severity === 'error') log.error(`${text}; all stays as it was`);
        else log.warn(text);
      }
    }, onFailure);
  }

  #inTurn<T>(step: () => Promise<T>): Promise<T> {
    const turn = this.#queue.then(step);
    this.#queue = turn.catch(() => undefined);
    return turn;
  }
}

function openSession(context: LinkContext, { internal, protocol }: AgentFiles): Session {
  if (protocol === 'durable') return new DurableSession(context);
  return new ClassicSession(context, internal.get('remoted.verify_msg_id') === 1);
}
