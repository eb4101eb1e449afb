import type { LineKind } from './programs.ts';
import type { World } from './world.ts';

/** Tries of one attacker before the next one takes the place. */
const triesMax = 60;
const atOnce = 40;
const accounts = ['root', 'admin', 'backup', 'git', 'postgres', 'www-data'] as const;

interface Attacker {
  readonly address: string;
  readonly host: string;
  left: number;
}

/** Some attackers at a time, each with an address of its own and many tries on one host. */
export class Attackers {
  readonly #world: World;
  readonly #current: Attacker[] = [];

  constructor(world: World) {
    this.#world = world;
  }

  /** The attacker's next wrong password. */
  readonly kind: LineKind = {
    name: 'brute-force',
    location: '/var/log/auth.log',
    line: (w) => {
      const { address, host } = this.#next();
      const user = w.random.number(25) === 0 ? `invalid user ${w.user()}` : w.random.pick(accounts);
      return w.syslog(
        'sshd',
        `Failed password for ${user} from ${address} port ${w.port()} ssh2`,
        host,
      );
    },
  };

  #next(): Attacker {
    const w = this.#world;
    const at = w.random.number(atOnce);
    const found = this.#current[at];
    if (found !== undefined && found.left-- > 0) return found;
    const fresh = { address: w.address(), host: w.host(), left: w.number(5, triesMax) };
    this.#current[at] = fresh;
    return fresh;
  }
}
