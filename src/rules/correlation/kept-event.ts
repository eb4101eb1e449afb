import type { DecoderType, EarlierEvent, Event } from '../../event/index.ts';
import type { ComparedField } from '../draft.ts';
import type { Composite } from './composite.ts';
import { comparedValue } from './composite.ts';

/** What a history has to remember of each event so that its composites can be answered. */
export interface KeptLayout {
  /** Fields whose values are kept. */
  readonly fields: readonly ComparedField[];
  /** Whether lists hold only events that agree in what must be the same: then that is not kept. */
  readonly keyed: boolean;
  /** Whether a composite looks at the logs. */
  readonly withLogs: boolean;
}

export function layoutOf(composites: readonly Composite[], keyed: boolean): KeptLayout {
  const fields = new Set<ComparedField>();
  for (const { same, different } of composites) {
    for (const field of different) fields.add(field);
    if (!keyed) for (const field of same) fields.add(field);
  }
  const withLogs = composites.some(({ kind }) => kind === 'regex');
  return { fields: [...fields].sort(), keyed, withLogs };
}

const noValues: readonly (string | undefined)[] = [];

/**
 * An earlier event, as far as correlation needs it. A hundred thousand are kept: it is a fraction
 * of an event, and lists share it, because its mark is one for all of them.
 */
export class KeptEvent implements EarlierEvent {
  readonly layout: KeptLayout;
  /** When it came, in whole seconds since the epoch. */
  readonly second: number;
  readonly location: string;
  readonly fullLog: string;
  /** Empty where no composite looks at logs. */
  readonly log: string;
  readonly ascii: boolean;
  readonly decoderType: DecoderType;
  /** The rule that it was kept under. */
  readonly ruleId: number;
  /** In the order of the layout's fields. */
  readonly values: readonly (string | undefined)[];
  mark: number;
  /** Where its alert begins; negative without one. */
  #toldAt = -1;
  /** Where the last snapshot put it. */
  #place = 0;

  constructor(layout: KeptLayout, event: KeptParts, ruleId: number, values = noValues) {
    this.layout = layout;
    this.second = event.second;
    this.location = event.location;
    this.fullLog = event.fullLog;
    this.log = layout.withLogs ? event.log : '';
    this.ascii = event.ascii;
    this.decoderType = event.decoderType;
    this.ruleId = ruleId;
    this.values = values;
    this.mark = event.mark;
  }

  get alertId(): string {
    return this.#toldAt < 0 ? '' : `${this.second}.${this.#toldAt}`;
  }

  /** Negative without an alert. */
  get alertPosition(): number {
    return this.#toldAt;
  }

  toldAt(position: number): void {
    this.#toldAt = position;
  }

  /** Its place among the events; it is added to them unless it is there. */
  placeIn(events: KeptEvent[]): number {
    if (events[this.#place] !== this) this.#place = events.push(this) - 1;
    return this.#place;
  }

  /** The value of a field of the layout. */
  value(field: ComparedField): string | undefined {
    return this.values[this.layout.fields.indexOf(field)];
  }
}

export interface KeptParts
  extends Pick<Event, 'location' | 'fullLog' | 'log' | 'ascii' | 'decoderType' | 'mark'> {
  readonly second: number;
}

/**
 * Makes what is kept of an event, and tells the event: the id of its alert comes later. Without
 * `withValues` nothing will ask for the values of fields.
 */
export function keptOf(
  event: Event,
  layout: KeptLayout,
  ruleId: number,
  withValues = true,
): KeptEvent {
  const { fields } = layout;
  const { location, fullLog, log, ascii, decoderType, mark } = event;
  const second = Math.floor(event.timeMs / 1000);
  const parts = { second, location, fullLog, log, ascii, decoderType, mark };
  const values =
    fields.length === 0 || !withValues
      ? noValues
      : fields.map((field) => comparedValue(event, field));
  const kept = new KeptEvent(layout, parts, ruleId, values);
  event.kept = kept;
  return kept;
}
