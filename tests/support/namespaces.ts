import { spawnSync } from 'node:child_process';
import type { Machine } from './fleet.ts';

function ip(...args: readonly string[]): boolean {
  return spawnSync('ip', args, { stdio: 'ignore' }).status === 0;
}

/** Whether this user may make network namespaces. */
export function canMakeNamespaces(): boolean {
  const name = `tocsin-try-${process.pid}`;
  return ip('netns', 'add', name) && ip('netns', 'del', name);
}

/**
 * Two machines and the cable between them, as network namespaces: nothing of this machine's network
 * is touched. A cable that is out tells nobody, unlike a connection that is reset.
 */
export class Cable {
  readonly server: Machine;
  readonly agent: Machine;
  readonly #names: readonly [string, string];

  constructor(name: string) {
    this.#names = [`${name}-s`, `${name}-a`];
    const [server, agent] = this.#names;
    for (const one of this.#names) this.#must('netns', 'add', one);
    this.#must(
      'link',
      'add',
      'eth0',
      'netns',
      server,
      'type',
      'veth',
      'peer',
      'eth0',
      'netns',
      agent,
    );
    for (const [i, one] of this.#names.entries()) {
      this.#must('-n', one, 'address', 'add', `10.77.0.${i + 1}/24`, 'dev', 'eth0');
      this.#must('-n', one, 'link', 'set', 'lo', 'up');
      this.#must('-n', one, 'link', 'set', 'eth0', 'up');
    }
    this.server = { address: '10.77.0.1', through: ['ip', 'netns', 'exec', server] };
    this.agent = { address: '10.77.0.2', through: ['ip', 'netns', 'exec', agent] };
  }

  plug(isIn: boolean): void {
    this.#must('-n', this.#names[0], 'link', 'set', 'eth0', isIn ? 'up' : 'down');
  }

  remove(): void {
    for (const name of this.#names) ip('netns', 'del', name);
  }

  #must(...args: readonly string[]): void {
    if (!ip(...args)) throw new Error(`ip ${args.join(' ')}`);
  }
}
