import type { Diagnostic, Place } from '../base/index.ts';
import { toUtf8 } from '../base/index.ts';
import { blocksOf, defineSection, text, yesNo } from '../config/index.ts';
import type { Config, OptionTable, Parser, Reader } from '../config/index.ts';
import { logFormats, parseLogFormat } from '../formats/index.ts';
import type { ChosenFormat } from '../formats/index.ts';
import type { LocalfileConfig } from './contract.ts';

const MAX_FREQUENCY_SECONDS = 366 * 86_400;
const periods: Readonly<Record<string, number>> = { hourly: 3600, daily: 86_400 };

const frequency: Parser<number> = {
  accepts: 'a number of seconds, hourly or daily',
  parse({ text }) {
    const seconds = /^\d{1,9}$/.test(text) ? Number(text) : (periods[text] ?? 0);
    return seconds >= 1 && seconds <= MAX_FREQUENCY_SECONDS ? seconds : undefined;
  },
};

const options = {
  location: {
    summary:
      'Path of the file, with * ? [ ] and date parts such as %Y; the identifier for journald.',
    parser: text,
    default: '',
  },
  log_format: { summary: 'How the source is written.', parser: text, required: true },
  command: {
    summary: 'Shell command whose output is read; for command and full_command.',
    parser: text,
    default: '',
  },
  alias: { summary: 'Stands for the command in its records.', parser: text, default: '' },
  frequency: {
    summary: 'Time between two runs of the command.',
    parser: frequency,
    default: 360,
  },
  query: {
    summary: 'Selects events of a Windows event channel.',
    parser: text,
    refused: { reason: 'queries select events of Windows event channels', unless: [] },
  },
  'only-future-events': {
    summary: 'Whether to leave out what was written while the program was not running.',
    parser: yesNo,
    default: false,
  },
} as const satisfies OptionTable;

/** A source of log records, one for each `<localfile>` block. */
export const localfileSection = defineSection<LocalfileConfig>({
  name: 'localfile',
  summary: 'A log file, a command or a journal filter to be read.',
  repeatable: true,
  options,
  check: checkLocalfile,
  build(read) {
    return {
      location: read.one(options.location),
      format: chosenFormat(read) ?? plain,
      command: read.one(options.command),
      alias: read.one(options.alias).replaceAll(':', '\\'),
      frequencySeconds: read.one(options.frequency),
      onlyFutureEvents: read.one(options['only-future-events']),
      at: read.at,
    };
  },
});

/** Stands where the format was refused; such a configuration is never run. */
const plain = parseLogFormat('syslog') as ChosenFormat;

function chosenFormat(read: Reader): ChosenFormat | undefined {
  const found = parseLogFormat(read.optional(options.log_format) ?? '');
  return isChosen(found) ? found : undefined;
}

function isChosen(format: ReturnType<typeof parseLogFormat>): format is ChosenFormat {
  return format.kind === 'lines' || format.kind === 'command' || format.kind === 'journal';
}

function checkLocalfile(read: Reader): readonly Diagnostic[] {
  const given = read.optional(options.log_format);
  const at = read.placeOf(options.log_format);
  if (given === undefined || at === undefined) return [];
  const format = parseLogFormat(given);
  if (isChosen(format)) return checkParts(read, format, at);
  const problem = (code: string, message: string): readonly Diagnostic[] => [
    { severity: 'error', code, at, message },
  ];
  switch (format.kind) {
    case 'unknown': {
      const guess = format.nearest === undefined ? '' : `; did you mean ${format.nearest}?`;
      const shown = given.length > 60 ? `${given.slice(0, 60)}...` : given;
      return problem('CONFIG_BAD_VALUE', `the log_format ${shown} is not known${guess}`);
    }
    case 'bad-option': {
      const takes = format.name === 'multi-line' ? 'a number of lines: "multi-line: 3"' : 'nothing';
      const message = `the log_format ${format.name} takes ${takes} after its name`;
      return problem('CONFIG_BAD_VALUE', message);
    }
    case 'windows': {
      const message = `log_format ${format.name} is not available: it is read on Windows only`;
      return problem('CONFIG_NOT_AVAILABLE', message);
    }
    default:
      return format satisfies never;
  }
}

function checkParts(read: Reader, format: ChosenFormat, at: Place): readonly Diagnostic[] {
  const isCommand = format.kind === 'command';
  const found: Diagnostic[] = [];
  const needed = isCommand ? 'command' : 'location';
  if (read.one(options[needed]) === '') {
    const message = `log_format ${format.name} needs the option ${needed}`;
    found.push({ severity: 'error', code: 'CONFIG_MISSING_OPTION', at, message });
  }
  if (format.name === 'djb-multilog' && !isMultilogPath(read.one(options.location))) {
    const message = 'log_format djb-multilog reads a location that ends in /NAME/current';
    found.push({ severity: 'error', code: 'CONFIG_BAD_VALUE', at, message });
  }
  const idle = isCommand
    ? (['location', 'only-future-events'] as const)
    : (['command', 'alias', 'frequency'] as const);
  for (const name of idle) {
    const place =
      read.optional<unknown>(options[name]) === undefined ? undefined : read.placeOf(options[name]);
    if (place === undefined) continue;
    const message = `${name} has no effect with log_format ${format.name}`;
    found.push({ severity: 'warning', code: 'CONFIG_NO_EFFECT', at: place, message });
  }
  return found;
}

/** The folder gives the program its name. */
function isMultilogPath(location: string): boolean {
  return /\/[^/]+\/current$/.test(location);
}

export interface Localfiles {
  readonly localfiles: readonly LocalfileConfig[];
  readonly diagnostics: readonly Diagnostic[];
}

/** The sources of a configuration; of those that are named twice the first one counts. */
export function readLocalfiles(config: Config): Localfiles {
  const kept = new Map<string, LocalfileConfig>();
  const diagnostics: Diagnostic[] = [];
  for (const one of blocksOf(config, localfileSection)) {
    const key = keyOf(one);
    if (!kept.has(key)) {
      kept.set(key, one);
    } else if (one.at !== undefined) {
      const name = toUtf8(one.format.kind === 'command' ? one.command : one.location);
      const message = `${name} is read already, this block is left out`;
      diagnostics.push({ severity: 'warning', code: 'CONFIG_DUPLICATE', at: one.at, message });
    }
  }
  return { localfiles: [...kept.values()], diagnostics };
}

function keyOf({ format, location, command, alias }: LocalfileConfig): string {
  if (format.kind === 'command') return `command:${format.name}:${alias}:${command}`;
  const all = format.kind === 'journal' && location.startsWith('/');
  return `${format.kind}:${all ? 'all' : location}`;
}

/** Names that `<log_format>` takes, with a sentence each, for the reference manual. */
export function logFormatSummaries(): readonly (readonly [string, string])[] {
  return Object.entries(logFormats).map(([name, { summary }]) => [name, summary]);
}
