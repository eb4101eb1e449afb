import { toUtf8 } from '../base/index.ts';
import type { Verdict } from '../engine/contract.ts';
import { describe } from '../event/index.ts';
import { where } from '../outputs/index.ts';
import type { AlertMessage, AnalysisMessage } from './messages.ts';

const untakenMax = 256;

/** Nobody reads more, and telling an alert costs as much as finding it. */
const alertsASecondMax = 1000;

/** Sends one message; `taken` is called once the channel has it, or has failed. */
export type Send = (message: AnalysisMessage, taken: () => void) => void;

/**
 * Tells alerts to whoever watches. Watching is a courtesy: with a slow reader, or with more alerts
 * than anybody reads, some are left out here and counted; the alert log has them all the same.
 */
export class AlertFeed {
  readonly #send: Send | undefined;
  /** Alerts that the alert log does not hold yet: nobody is told what cannot be looked up. */
  #held: AlertMessage[] = [];
  #untaken = 0;
  #left = alertsASecondMax;
  untold = 0;

  /** Without anybody to send to nothing is even prepared. */
  constructor(send: Send | undefined) {
    this.#send = send;
  }

  alert(verdict: Verdict, id: string): void {
    if (this.#send === undefined) return;
    if (this.#left === 0 || this.#untaken + this.#held.length >= untakenMax) {
      this.untold++;
      return;
    }
    this.#left--;
    const message = alertMessage(verdict, id);
    if (message !== undefined) this.#held.push(message);
  }

  /** To be called each second. */
  nextSecond(): void {
    this.#left = alertsASecondMax;
  }

  /** To be called when the alert log was written. */
  release(): void {
    if (this.#held.length === 0) return;
    const messages = this.#held;
    this.#held = [];
    for (const message of messages) this.tell(message);
  }

  /** For what is rare and must not be left out. */
  tell(message: AnalysisMessage): void {
    if (this.#send === undefined) return;
    this.#untaken++;
    this.#send(message, () => {
      this.#untaken--;
    });
  }
}

function alertMessage({ event, rule }: Verdict, id: string): AlertMessage | undefined {
  if (rule === undefined) return undefined;
  return {
    kind: 'alert',
    id,
    timeMs: event.timeMs,
    level: rule.level,
    rule: rule.id,
    description: toUtf8(describe(rule, event)),
    where: toUtf8(where(event)),
    hostname: toUtf8(event.hostname),
    location: toUtf8(event.location),
    srcip: event.srcip,
    user: event.dstuser === undefined ? undefined : toUtf8(event.dstuser),
    log: toUtf8(event.fullLog),
  };
}

/** To the parent process; without one nothing is sent. */
export function sendToParent(message: AnalysisMessage, taken: () => void): void {
  if (process.send === undefined || !process.connected) {
    taken();
    return;
  }
  process.send(message, undefined, undefined, taken);
}
