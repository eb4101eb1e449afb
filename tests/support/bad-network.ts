import { createSocket, type Socket as Datagrams } from 'node:dgram';
import { connect, createServer, type Server, type Socket } from 'node:net';
import type { Random } from './random.ts';

const host = '127.0.0.1';
/** A datagram that is held back this long is overtaken by those behind it. */
const heldBackMs = 20;

export interface Weather {
  /** Share of datagrams that get lost, and that are overtaken, each way. */
  readonly loss: number;
  readonly reordering: number;
}

/**
 * A network between agents and a server: it loses and reorders datagrams, cuts connections, and can
 * fall silent. What goes over a connection is delayed, never changed: TCP repairs the rest.
 */
export class BadNetwork {
  readonly port: number;
  readonly #target: number;
  readonly #random: Random;
  readonly #weather: Weather;
  readonly #datagrams: Datagrams;
  readonly #server: Server;
  readonly #pairs = new Set<readonly [Socket, Socket]>();
  readonly #ways = new Map<string, Datagrams>();
  #isSilent = false;
  /** Datagrams that were lost here. */
  lost = 0;

  private constructor(
    target: number,
    random: Random,
    weather: Weather,
    datagrams: Datagrams,
    server: Server,
  ) {
    this.#target = target;
    this.#random = random;
    this.#weather = weather;
    this.#datagrams = datagrams;
    this.#server = server;
    this.port = datagrams.address().port;
    datagrams.on('message', (bytes, { port }) => this.#out(bytes, port));
    server.on('connection', (socket) => this.#link(socket));
  }

  /** Both protocols under one number, as the server has them. */
  static async open(target: number, random: Random, weather: Weather): Promise<BadNetwork> {
    for (;;) {
      const datagrams = createSocket('udp4');
      await new Promise<void>((resolve) => {
        datagrams.bind(0, host, resolve);
      });
      const server = createServer({ allowHalfOpen: false });
      const { port } = datagrams.address();
      const isFree = await new Promise<boolean>((resolve) => {
        server.once('error', () => resolve(false));
        server.listen(port, host, () => resolve(true));
      });
      if (isFree) return new BadNetwork(target, random, weather, datagrams, server);
      datagrams.close();
    }
  }

  /** Ends every connection in the middle of whatever it carries. */
  cut(): void {
    for (const pair of this.#pairs) for (const socket of pair) socket.destroy();
    this.#pairs.clear();
  }

  /** Nothing passes, and nobody is told, until it is over. */
  silence(isSilent: boolean): void {
    this.#isSilent = isSilent;
    for (const pair of this.#pairs) {
      for (const socket of pair) {
        if (isSilent) socket.pause();
        else socket.resume();
      }
    }
  }

  async close(): Promise<void> {
    this.cut();
    this.#datagrams.close();
    for (const socket of this.#ways.values()) socket.close();
    await new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
    });
  }

  #link(from: Socket): void {
    const to = connect(this.#target, host);
    const pair = [from, to] as const;
    this.#pairs.add(pair);
    for (const [one, other] of [
      [from, to],
      [to, from],
    ] as const) {
      one.on('error', () => undefined);
      one.on('data', (chunk: Buffer) => other.write(chunk));
      one.on('close', () => {
        this.#pairs.delete(pair);
        other.destroy();
      });
      if (this.#isSilent) one.pause();
    }
  }

  #out(bytes: Buffer, from: number): void {
    const key = String(from);
    let way = this.#ways.get(key);
    if (way === undefined) {
      way = createSocket('udp4');
      way.on('error', () => undefined);
      way.on('message', (answer) => {
        this.#pass(() => this.#datagrams.send(answer, from, host, () => undefined));
      });
      this.#ways.set(key, way);
    }
    const socket = way;
    this.#pass(() => socket.send(bytes, this.#target, host, () => undefined));
  }

  #pass(send: () => void): void {
    if (this.#isSilent || this.#random.chance(this.#weather.loss)) {
      this.lost++;
      return;
    }
    if (this.#random.chance(this.#weather.reordering)) setTimeout(send, heldBackMs);
    else send();
  }
}
