import type { DecoderFacts, Event } from '../event/index.ts';

const hostsMax = 50_000;
const statesMax = 64;

function facts(name: string): DecoderFacts {
  return {
    name,
    parent: undefined,
    type: 'ossec',
    fts: [],
    ftsComment: undefined,
    accumulate: false,
  };
}

const isNew = facts('hostinfo_new');
const isModified = facts('hostinfo_modified');

/** What is known of hosts: address → the descriptions seen, oldest first. */
export type HostStates = ReadonlyMap<string, readonly string[]>;

/** Decodes host information: `Host: address (name), open ports: …`, told only when it is news. */
export class HostInfo {
  #hosts = new Map<string, readonly string[]>();
  /** Messages that could not be read. */
  malformed = 0;
  /** Hosts that were forgotten for others: they count as new when they are seen again. */
  evicted = 0;

  /** Sets the event's decoder; answers false for what is known already or is no such message. */
  decode(event: Event): boolean {
    const found = /^Host: ([0-9A-Fa-f.:]+)(?: \([^)]*\))?,(.*)$/.exec(event.log);
    if (found === null) {
      this.malformed += 1;
      return false;
    }
    const [, address = '', rest = ''] = found;
    const states = this.#hosts.get(address) ?? [];
    if (states.includes(rest)) return false;
    const decoder = states.length === 0 ? isNew : isModified;
    this.#hosts.set(address, [...states, rest].slice(-statesMax));
    const oldest = this.#hosts.keys().next();
    if (this.#hosts.size > hostsMax && oldest.done !== true) {
      this.#hosts.delete(oldest.value);
      this.evicted += 1;
    }
    event.decoder = decoder.name;
    event.decoderType = decoder.type;
    event.decoderFacts = decoder;
    return true;
  }

  snapshot(): HostStates {
    return this.#hosts;
  }

  restore(hosts: HostStates): void {
    this.#hosts = new Map(hosts);
  }
}
