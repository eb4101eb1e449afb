import { nearest } from '../base/index.ts';
import type { CommandFormat, FramerFactory } from './format.ts';
import { logFormats } from './registry.ts';

/** A `<log_format>` text that was understood, ready to be used. */
export type ChosenFormat =
  | { readonly kind: 'lines'; readonly name: string; readonly framer: FramerFactory }
  | { readonly kind: 'command'; readonly name: string; readonly format: CommandFormat }
  | { readonly kind: 'journal'; readonly name: string };

export type FormatProblem =
  | { readonly kind: 'unknown'; readonly nearest: string | undefined }
  | { readonly kind: 'bad-option'; readonly name: string }
  | { readonly kind: 'windows'; readonly name: string };

/** Reads the text of `<log_format>`, option included: `syslog`, `multi-line: 3`. */
export function parseLogFormat(text: string): ChosenFormat | FormatProblem {
  const colon = text.indexOf(':');
  const name = (colon < 0 ? text : text.slice(0, colon)).trim();
  const option = colon < 0 ? '' : text.slice(colon + 1).trim();
  if (!isFormatName(name)) {
    return { kind: 'unknown', nearest: guess(name) };
  }
  const format = logFormats[name];
  switch (format.kind) {
    case 'lines': {
      const framer = format.prepare(option);
      return framer === undefined ? { kind: 'bad-option', name } : { kind: 'lines', name, framer };
    }
    case 'windows':
      return { kind: 'windows', name };
    case 'command':
      return option === '' ? { kind: 'command', name, format } : { kind: 'bad-option', name };
    case 'journal':
      return option === '' ? { kind: 'journal', name } : { kind: 'bad-option', name };
    default:
      return format satisfies never;
  }
}

function isFormatName(name: string): name is keyof typeof logFormats {
  return Object.hasOwn(logFormats, name);
}

function guess(name: string): string | undefined {
  return name.length > 40 ? undefined : nearest(name, Object.keys(logFormats));
}
