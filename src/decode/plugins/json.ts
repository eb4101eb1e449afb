import type { Event, StaticField } from '../../event/index.ts';
import type { Assignment, DecoderPlugin } from '../decoder.ts';
import type { JsonValue } from './json-text.ts';
import { numberText, parseJsonText, printed } from './json-text.ts';

export interface JsonDecoderSettings {
  /** Whether `null` becomes the text `null`, or no field at all. */
  readonly nulls: 'string' | 'discard';
  /** Whether a list is printed as JSON, or its plain values with commas between them. */
  readonly lists: 'array' | 'csv';
  /** Most fields of one event. */
  readonly fieldsMax: number;
}

/** Keys of the outermost object that fill a field of the event; all others become dynamic. */
const staticKeys: ReadonlyMap<string, StaticField> = new Map([
  ['srcip', 'srcip'],
  ['dstip', 'dstip'],
  ['srcport', 'srcport'],
  ['dstport', 'dstport'],
  ['protocol', 'protocol'],
  ['action', 'action'],
  ['srcuser', 'srcuser'],
  ['dstuser', 'dstuser'],
  ['id', 'id'],
  ['status', 'status'],
  ['url', 'url'],
  ['data', 'data'],
  ['extra_data', 'extraData'],
  ['systemname', 'systemname'],
]);

interface Filling {
  readonly event: Event;
  readonly settings: JsonDecoderSettings;
  readonly trace: Assignment[] | undefined;
  count: number;
}

/** Fills fields from a JSON object: names of nested ones are joined with dots. */
export function jsonDecoder(settings: JsonDecoderSettings): DecoderPlugin {
  return (event, text, trace) => {
    const value = parseJsonText(text);
    if (!isObject(value)) return;
    // Escaped code points came out as bytes beyond ASCII.
    if (text.includes('\\u')) event.ascii = false;
    const filling: Filling = { event, settings, trace, count: 0 };
    for (const key of Object.keys(value)) fill(filling, key, value[key] ?? null, true);
  };
}

function isObject(value: JsonValue | undefined): value is { readonly [key: string]: JsonValue } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function fill(filling: Filling, name: string, value: JsonValue, outermost: boolean): void {
  if (isObject(value)) {
    for (const key of Object.keys(value)) {
      fill(filling, `${name}.${key}`, value[key] ?? null, false);
    }
    return;
  }
  const text = textOf(value, filling.settings);
  if (text !== undefined) assign(filling, name, text, outermost);
}

function textOf(value: JsonValue, settings: JsonDecoderSettings): string | undefined {
  switch (typeof value) {
    case 'string':
      return value;
    case 'number':
      return numberText(value);
    case 'boolean':
      return value ? 'true' : 'false';
    default:
  }
  if (value === null) return settings.nulls === 'string' ? 'null' : undefined;
  if (settings.lists === 'array') return printed(value);
  const plain = (value as readonly JsonValue[]).filter(
    (one) => typeof one !== 'object' || (one === null && settings.nulls === 'string'),
  );
  const joined = plain.map((one) => textOf(one, settings) ?? '').join(',');
  return joined === '' ? undefined : joined;
}

function assign(filling: Filling, name: string, text: string, outermost: boolean): void {
  const { event, settings, trace } = filling;
  if (filling.count >= settings.fieldsMax) return;
  filling.count++;
  const field = outermost ? staticKeys.get(name) : undefined;
  if (field !== undefined) {
    event[field] = text;
  } else if (outermost && name === 'user') {
    event.dstuser ??= text;
  } else {
    event.dynamic ??= new Map();
    event.dynamic.set(name, text);
  }
  trace?.push({ label: name, value: text });
}
