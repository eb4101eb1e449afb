import { latin1, parseAddress } from '../../base/index.ts';
import type { AgentEntry } from './client-keys.ts';

export type FoundAgent =
  | { readonly kind: 'agent'; readonly agent: AgentEntry }
  /** No agent has this id, or not at this address (OSSEC's 1408). */
  | { readonly kind: 'unknown-id' }
  /** No agent has this address (OSSEC's 1213). */
  | { readonly kind: 'unknown-address' };

const addressesKept = 4096;

/** The agents of a server, found as a datagram names them. */
export class AgentTable {
  readonly agents: readonly AgentEntry[];
  readonly #byId: ReadonlyMap<string, AgentEntry>;
  readonly #byAddress = new Map<string, AgentEntry>();
  /** Addresses that were read lately, as keys. */
  readonly #keys = new Map<string, string>();

  constructor(agents: readonly AgentEntry[]) {
    this.agents = agents;
    this.#byId = new Map(agents.map((agent) => [agent.id, agent]));
    for (const agent of agents.filter(({ isFixed }) => isFixed)) {
      const key = this.#key(agent.ip);
      if (key !== undefined && !this.#byAddress.has(key)) this.#byAddress.set(key, agent);
    }
  }

  byId(id: string): AgentEntry | undefined {
    return this.#byId.get(id);
  }

  /** `id` is what stands in the clear, if anything; `address` is where the datagram came from. */
  find(id: string | undefined, address: string): FoundAgent {
    if (id === undefined) {
      const key = this.#key(address);
      const agent = key === undefined ? undefined : this.#byAddress.get(key);
      return agent === undefined ? { kind: 'unknown-address' } : { kind: 'agent', agent };
    }
    const agent = this.#byId.get(id);
    const bytes = agent === undefined ? undefined : parseAddress(address);
    const admitted = bytes !== undefined && agent?.admits(bytes) === true;
    return admitted ? { kind: 'agent', agent } : { kind: 'unknown-id' };
  }

  #key(address: string): string | undefined {
    const known = this.#keys.get(address);
    if (known !== undefined) return known;
    const bytes = parseAddress(address);
    if (bytes === undefined) return undefined;
    const key = latin1(bytes);
    if (this.#keys.size >= addressesKept) this.#keys.clear();
    this.#keys.set(address, key);
    return key;
  }
}
