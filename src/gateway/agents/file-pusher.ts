import { Buffer } from 'node:buffer';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileBeginMessage, fileChunks, fileEndMessage } from '../../wire/index.ts';
import type { SummedFile } from './shared-files.ts';

/** Datagrams have no back-pressure: so much at once, then a pause. */
const chunksAtOnce = 16;
const pauseMs = 100;
const pushesAtOnce = 8;

/** Sends one message to an agent; false when it cannot be reached now. */
export type SendTo = (agentId: string, payload: Buffer) => boolean;

interface Push {
  readonly agentId: string;
  readonly files: readonly SummedFile[];
}

/** Sends files to agents, a few agents at a time and each agent once at a time. */
export class FilePusher {
  readonly #send: SendTo;
  readonly #busy = new Set<string>();
  readonly #waiting: Push[] = [];
  readonly #stop = new AbortController();
  #running = 0;

  constructor(send: SendTo) {
    this.#send = send;
  }

  /** Does nothing while the agent still gets files: it will say what it lacks then. */
  push(agentId: string, files: readonly SummedFile[]): void {
    if (files.length === 0 || this.#busy.has(agentId) || this.#stop.signal.aborted) return;
    this.#busy.add(agentId);
    this.#waiting.push({ agentId, files });
    this.#startNext();
  }

  stop(): void {
    this.#stop.abort();
    this.#waiting.length = 0;
  }

  #startNext(): void {
    if (this.#running >= pushesAtOnce) return;
    const push = this.#waiting.shift();
    if (push === undefined) return;
    this.#running++;
    void this.#run(push).finally(() => {
      this.#running--;
      this.#busy.delete(push.agentId);
      this.#startNext();
    });
  }

  async #run({ agentId, files }: Push): Promise<void> {
    let sent = 0;
    for (const file of files) {
      const messages = [
        Buffer.from(fileBeginMessage(file), 'latin1'),
        ...fileChunks(file.content),
        Buffer.from(fileEndMessage, 'latin1'),
      ];
      for (const message of messages) {
        if (sent++ % chunksAtOnce === chunksAtOnce - 1 && !(await this.#pause())) return;
        if (!this.#send(agentId, message)) return;
      }
    }
  }

  /** False when everything ends. */
  async #pause(): Promise<boolean> {
    const { signal } = this.#stop;
    await sleep(pauseMs, undefined, { signal }).catch(() => undefined);
    return !signal.aborted;
  }
}
