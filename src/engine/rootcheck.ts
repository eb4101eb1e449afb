import type { DecoderFacts, Event } from '../event/index.ts';
import type { LocationRows } from './location-table.ts';
import { LocationTable } from './location-table.ts';

const textMax = 8192;
const bounds = { perLocation: 5000, inAll: 100_000 };
const facts: DecoderFacts = {
  name: 'rootcheck',
  parent: undefined,
  type: 'ossec',
  fts: [],
  ftsComment: undefined,
  accumulate: false,
};

interface Seen {
  readonly firstMs: number;
  readonly lastMs: number;
}

/** Findings known: location → text → when it was seen. */
export type FindingStates = LocationRows<Seen>;

/** Decodes findings of the policy and rootkit checks; new ones carry the first-seen mark. */
export class Rootcheck {
  readonly #findings = new LocationTable<Seen>(bounds);
  /** Messages that could not be read. */
  malformed = 0;

  /** Answers false for a message that is none. */
  decode(event: Event): boolean {
    const { log, location, timeMs } = event;
    if (log === '' || log.length > textMax) {
      this.malformed += 1;
      return false;
    }
    const seen = this.#findings.get(location, log);
    event.ftsDone = seen === undefined;
    this.#findings.set(location, log, { firstMs: seen?.firstMs ?? timeMs, lastMs: timeMs });
    event.decoder = facts.name;
    event.decoderType = facts.type;
    event.decoderFacts = facts;
    const file = / file '([^']*)'/.exec(log)?.[1];
    if (file !== undefined && file !== '') event.filename = file;
    const md5 = hash(log, ' MD5=', 32);
    const sha1 = hash(log, ' SHA1=', 40);
    const sha256 = hash(log, ' SHA256=', 64);
    if ((md5 ?? sha1 ?? sha256) !== undefined) {
      event.integrity = { before: {}, after: { md5, sha1, sha256 } };
    }
    return true;
  }

  /** Rows that were forgotten for others: they count as new when they are seen again. */
  get evicted(): number {
    return this.#findings.evicted;
  }

  snapshot(): FindingStates {
    return this.#findings.snapshot();
  }

  restore(findings: FindingStates): void {
    this.#findings.restore(findings);
  }
}

function hash(log: string, key: string, length: number): string | undefined {
  const start = log.indexOf(key);
  if (start < 0) return undefined;
  const from = start + key.length;
  const end = log.indexOf(' ', from);
  const token = log.slice(from, end < 0 ? undefined : end);
  return token.length === length ? token : undefined;
}
