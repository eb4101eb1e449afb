import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  AgentKey,
  nextCounter,
  noCounter,
  saltBytes,
  seal,
  startupMessage,
  type AgentEntry,
  type Counter,
} from '../../src/wire/index.ts';
import { benchAgents } from './home.ts';
import { benchLines } from './lines.ts';

/** As many as our agent sends before it asks. */
const windowEvents = 128;
const answerMs = 500;
const salt = Buffer.alloc(saltBytes, 7);

class Sealer {
  readonly #entry: AgentEntry;
  readonly #key: AgentKey;
  #counter: Counter = noCounter;

  constructor(entry: AgentEntry) {
    this.#entry = entry;
    this.#key = new AgentKey(entry);
  }

  seal(payload: string): Buffer {
    this.#counter = nextCounter(this.#counter);
    return seal(Buffer.from(payload, 'latin1'), {
      key: this.#key,
      method: 'aes',
      id: this.#entry.id,
      counter: this.#counter,
      salt,
    });
  }
}

/** Prepares datagrams of so many agents in turn; the answer sends them, window by window. */
export async function sendDatagrams(port: number, agents: number, events: number) {
  const sealers = benchAgents(agents).map((entry) => new Sealer(entry));
  const windows: Buffer[][] = [];
  for (const [i, text] of benchLines(events).entries()) {
    const sealer = sealers[i % agents];
    if (i % windowEvents === 0) windows.push([]);
    const datagram = sealer?.seal(`1:/var/log/messages:${text}`) ?? Buffer.alloc(0);
    windows.at(-1)?.push(datagram);
    // The last of a window asks for an answer, which comes when all before it are read.
    if (windows.at(-1)?.length === windowEvents || i === events - 1) {
      windows.at(-1)?.push(sealer?.seal(startupMessage) ?? datagram);
    }
  }
  const socket = createSocket('udp4');
  await new Promise<void>((resolve) => {
    socket.connect(port, '127.0.0.1', resolve);
  });
  return async (): Promise<void> => {
    for (const window of windows) {
      const answered = once(socket, 'message');
      for (const datagram of window) socket.send(datagram);
      await Promise.race([answered, sleep(answerMs)]);
    }
    socket.close();
  };
}
