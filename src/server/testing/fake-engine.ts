import type {
  Engine,
  EngineSnapshot,
  LogRecord,
  RuleFacts,
  Verdict,
} from '../../engine/contract.ts';
import { MaintenanceTable, ScanTable } from '../../engine/index.ts';
import { Event } from '../../event/index.ts';

const rule: RuleFacts = {
  id: 100,
  level: 5,
  description: 'Every third record',
  group: 'test,',
  info: '',
  cve: '',
  details: [],
  frequency: 0,
  mail: false,
  log: true,
};

/**
 * Alerts on every third record and on its own reports, and prints in each alert a number that
 * depends on all records before: one record lost, repeated or reordered changes all that follows.
 */
export class FakeEngine implements Engine {
  readonly ruleCount = 1;
  readonly decoderCount = 0;
  readonly anomaly = undefined;
  readonly statistics = undefined;
  readonly maintenance = new MaintenanceTable();
  readonly scans = new ScanTable();
  #count = 0;
  #digest = 7;

  process({ timeMs, queue, location, text }: LogRecord): Verdict | undefined {
    if (location.includes('..')) return undefined;
    this.#count++;
    for (let i = 0; i < text.length; i++) {
      this.#digest = (Math.imul(this.#digest, 31) + text.charCodeAt(i)) >>> 0;
    }
    const event = new Event(timeMs, queue, location, `${text} after ${this.#count}`);
    event.hostname = 'here';
    const alert = this.#count % 3 === 0 || text.startsWith('ossec: ');
    const context = [String(this.#digest)];
    return { event, rule: alert ? rule : undefined, alert, dropped: false, firedTimes: 1, context };
  }

  snapshot(): EngineSnapshot {
    return { version: 1, body: { count: this.#count, digest: this.#digest } };
  }

  restore({ body }: EngineSnapshot): void {
    const { count, digest } = body as { count: number; digest: number };
    this.#count = count;
    this.#digest = digest;
  }

  keepFilesIn(): void {
    // Files mean nothing here.
  }

  counters(): Readonly<Record<string, number>> {
    return { records_faked: this.#count };
  }

  rule(): RuleFacts | undefined {
    return undefined;
  }
}
