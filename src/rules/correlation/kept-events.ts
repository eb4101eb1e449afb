import type { Buffer } from 'node:buffer';
import type { DecoderType, EarlierEvent, Event } from '../../event/index.ts';
import type { ComparedField } from '../draft.ts';
import { comparedValue } from './composite.ts';
import { KeptColumns } from './kept-columns.ts';
import type { KeptLayout } from './kept-layout.ts';
import { TextArena } from './text-arena.ts';

/** In an order that snapshots rely on: new ones go to the end. */
const decoderTypes: readonly DecoderType[] = [
  'syslog',
  'firewall',
  'ids',
  'web-log',
  'squid',
  'windows',
  'host-information',
  'ossec',
];

/** What the number of a kind says. */
export function decoderTypeOf(kind: number): DecoderType {
  return decoderTypes[kind >> 1] ?? 'syslog';
}

/** Texts that nobody needs any more may take as much room as the others, and this much more. */
const garbageBytes = 4 * 1024 * 1024;

type Values = readonly (string | undefined)[];

/** An event as a snapshot brings it. */
export interface KeptParts {
  readonly second: number;
  readonly location: string;
  readonly fullLog: string;
  readonly log: string;
  readonly ascii: boolean;
  readonly decoderType: DecoderType;
  readonly mark: number;
  readonly ruleId: number;
  readonly toldAt: number;
  readonly values: Values | undefined;
}

/**
 * The earlier events that correlation needs, as far as it needs them. Each has a number, that of
 * its place; lists hold numbers. An event that no list holds is forgotten, its place given away.
 */
export class KeptEvents {
  readonly layout: KeptLayout;
  readonly #columns = new KeptColumns();
  readonly #locations: string[] = [];
  readonly #values: (Values | undefined)[] = [];
  readonly #free: number[] = [];
  #used = 0;
  #texts = new TextArena();
  #textBytes = 0;

  constructor(layout: KeptLayout) {
    this.layout = layout;
  }

  /** Places that were ever in use: numbers are below it. */
  get reach(): number {
    return this.#used;
  }

  /** Events that are held. */
  get count(): number {
    return this.#used - this.#free.length;
  }

  /** Bytes of texts that are held, and of those that wait for their removal. */
  get textBytes(): number {
    return this.#texts.bytes;
  }

  /**
   * Keeps an event, which no list holds yet. Without `withValues` nothing will ask for the values
   * of its fields.
   */
  add(event: Event, ruleId: number, withValues: boolean): number {
    const { fields } = this.layout;
    const values =
      withValues && fields.length > 0
        ? fields.map((field) => comparedValue(event, field))
        : undefined;
    const place = this.#place();
    this.#fill(place, event, Math.floor(event.timeMs / 1000), ruleId, values);
    event.kept = new KeptHandle(this, place);
    return place;
  }

  restore(parts: KeptParts): number {
    const place = this.#place();
    this.#fill(place, parts, parts.second, parts.ruleId, parts.values);
    this.#columns.toldAt[place] = parts.toldAt;
    return place;
  }

  hold(place: number): void {
    const { holders } = this.#columns;
    holders[place] = (holders[place] ?? 0) + 1;
  }

  release(place: number): void {
    const { holders } = this.#columns;
    const left = (holders[place] ?? 0) - 1;
    holders[place] = left;
    if (left === 0) this.#forget(place);
  }

  /** Forgets an event that no list took. */
  dropUnheld(place: number): void {
    if (this.#columns.holders[place] === 0) this.#forget(place);
  }

  second(place: number): number {
    return this.#columns.seconds[place] ?? 0;
  }

  mark(place: number): number {
    return this.#columns.marks[place] ?? 0;
  }

  setMark(place: number, level: number): void {
    this.#columns.marks[place] = level;
  }

  ruleId(place: number): number {
    return this.#columns.rules[place] ?? 0;
  }

  decoderType(place: number): DecoderType {
    return decoderTypeOf(this.kind(place));
  }

  ascii(place: number): boolean {
    return this.kind(place) % 2 === 1;
  }

  /** Decoder type and ASCII as one number, for snapshots. */
  kind(place: number): number {
    return this.#columns.kinds[place] ?? 0;
  }

  location(place: number): string {
    return this.#locations[place] ?? '';
  }

  fullLogLength(place: number): number {
    return this.#columns.fullLogLengths[place] ?? 0;
  }

  fullLog(place: number): string {
    return this.#texts.text(this.#columns.fullLogs[place] ?? 0, this.fullLogLength(place));
  }

  copyFullLog(place: number, target: Buffer, at: number): void {
    const { fullLogs } = this.#columns;
    this.#texts.copyTo(target, at, fullLogs[place] ?? 0, this.fullLogLength(place));
  }

  /** Empty where no composite looks at logs. */
  log(place: number): string {
    const { logs, logLengths } = this.#columns;
    return this.#texts.text(logs[place] ?? 0, logLengths[place] ?? 0);
  }

  /** The value of a field of the layout. */
  value(place: number, field: ComparedField): string | undefined {
    return this.#values[place]?.[this.layout.fields.indexOf(field)];
  }

  /** In the order of the layout's fields. */
  values(place: number): Values | undefined {
    return this.#values[place];
  }

  /** Where its alert begins; negative without one. */
  toldAt(place: number): number {
    return this.#columns.toldAt[place] ?? -1;
  }

  setToldAt(place: number, position: number): void {
    this.#columns.toldAt[place] = position;
  }

  alertId(place: number): string {
    const at = this.toldAt(place);
    return at < 0 ? '' : `${this.second(place)}.${at}`;
  }

  /** A copy that stays as it is when the event is forgotten. */
  copy(place: number): EarlierEvent {
    const alertId = this.alertId(place);
    return { location: this.location(place), fullLog: this.fullLog(place), alertId };
  }

  #place(): number {
    const free = this.#free.pop();
    if (free !== undefined) return free;
    if (this.#used === this.#columns.capacity) this.#columns.grow();
    return this.#used++;
  }

  #fill(
    place: number,
    event: Pick<KeptParts, 'location' | 'fullLog' | 'log' | 'ascii' | 'decoderType' | 'mark'>,
    second: number,
    ruleId: number,
    values: Values | undefined,
  ): void {
    if (this.#texts.bytes > 2 * this.#textBytes + garbageBytes) this.#moveTexts();
    const columns = this.#columns;
    const log = this.layout.withLogs ? event.log : '';
    columns.seconds[place] = second;
    columns.marks[place] = event.mark;
    columns.rules[place] = ruleId;
    columns.kinds[place] = decoderTypes.indexOf(event.decoderType) * 2 + (event.ascii ? 1 : 0);
    columns.toldAt[place] = -1;
    columns.holders[place] = 0;
    columns.fullLogs[place] = this.#texts.put(event.fullLog);
    columns.fullLogLengths[place] = event.fullLog.length;
    columns.logs[place] = log === '' ? 0 : this.#texts.put(log);
    columns.logLengths[place] = log.length;
    this.#textBytes += event.fullLog.length + log.length;
    this.#locations[place] = event.location;
    this.#values[place] = values;
  }

  #forget(place: number): void {
    const { fullLogLengths, logLengths } = this.#columns;
    this.#textBytes -= (fullLogLengths[place] ?? 0) + (logLengths[place] ?? 0);
    fullLogLengths[place] = 0;
    logLengths[place] = 0;
    this.#locations[place] = '';
    this.#values[place] = undefined;
    this.#free.push(place);
  }

  /** Copies what is needed, which costs no more than was put in since the last time. */
  #moveTexts(): void {
    const { fullLogs, fullLogLengths, logs, logLengths } = this.#columns;
    const texts = new TextArena();
    for (let place = 0; place < this.#used; place++) {
      const length = fullLogLengths[place] ?? 0;
      if (length > 0) fullLogs[place] = texts.take(this.#texts, fullLogs[place] ?? 0, length);
      const logLength = logLengths[place] ?? 0;
      if (logLength > 0) logs[place] = texts.take(this.#texts, logs[place] ?? 0, logLength);
    }
    this.#texts = texts;
  }
}

/** What an event knows of its place, until the next event comes. */
class KeptHandle {
  readonly #events: KeptEvents;
  readonly #place: number;

  constructor(events: KeptEvents, place: number) {
    this.#events = events;
    this.#place = place;
  }

  toldAt(position: number): void {
    this.#events.setToldAt(this.#place, position);
  }
}
