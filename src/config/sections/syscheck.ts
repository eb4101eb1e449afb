import type { Place } from '../../base/index.ts';
import { compilePattern } from '../../pattern/index.ts';
import type { Field, Parser } from '../parsers.ts';
import { integer, yesNo } from '../parsers.ts';
import { defineSection, type OptionTable } from '../section.ts';
import { scanDays, scanTime } from './scan-times.ts';

/** What is looked at of a file. */
export const fileChecks = ['size', 'perm', 'owner', 'group', 'md5', 'sha1', 'sha256'] as const;
export type FileCheck = (typeof fileChecks)[number];

/** One folder or file of `<directories>`; paths hold one character per byte. */
export interface CheckedFolder {
  readonly path: string;
  readonly checks: readonly FileCheck[];
  readonly realtime: boolean;
  readonly reportChanges: boolean;
  readonly recurse: boolean;
  /** Files whose path this pattern does not match are left out. */
  readonly restrict: string | undefined;
}

/** A path of `<ignore>` or `<nodiff>`: its beginning, or a pattern that is searched in it. */
export interface PathRule {
  readonly text: string;
  readonly isPattern: boolean;
}

const attributeChecks: Readonly<Record<string, readonly FileCheck[]>> = {
  check_all: fileChecks,
  check_sum: ['md5', 'sha1', 'sha256'],
  check_md5sum: ['md5'],
  check_sha1sum: ['sha1'],
  check_sha256sum: ['sha256'],
  check_size: ['size'],
  check_owner: ['owner'],
  check_group: ['group'],
  check_perm: ['perm'],
};

interface Growing {
  readonly checks: Set<FileCheck>;
  realtime: boolean;
  reportChanges: boolean;
  recurse: boolean;
  restrict: string | undefined;
}

/** Applies one attribute; the order counts, for a later one takes back what an earlier one gave. */
function apply(to: Growing, name: string, value: string): boolean {
  if (name === 'restrict') {
    to.restrict = value;
    return compilePattern('osmatch', value).ok;
  }
  const isYes = value === 'yes';
  if (name === 'no_recurse') {
    to.recurse = false;
    return isYes;
  }
  if (!isYes && value !== 'no') return false;
  if (name === 'realtime') to.realtime = isYes;
  if (name === 'report_changes') to.reportChanges = isYes;
  for (const check of attributeChecks[name] ?? []) {
    if (isYes) to.checks.add(check);
    else to.checks.delete(check);
  }
  return true;
}

const folders: Parser<readonly CheckedFolder[]> = {
  accepts:
    'absolute paths with commas between them, and at least one attribute: yes or no, for restrict a pattern',
  parse({ text, attributes }: Field) {
    const to: Growing = {
      checks: new Set(['sha256']),
      realtime: false,
      reportChanges: false,
      recurse: true,
      restrict: undefined,
    };
    if (attributes.length === 0) return undefined;
    if (!attributes.every(({ name, value }) => apply(to, name.toLowerCase(), value))) {
      return undefined;
    }
    const paths = text.split(',').map((one) => one.trim());
    if (paths.some((path) => !path.startsWith('/'))) return undefined;
    const checks = fileChecks.filter((check) => to.checks.has(check));
    const { realtime, reportChanges, recurse, restrict } = to;
    return paths.map((written) => {
      const path = withoutEndSlash(written);
      return { path, checks, realtime, reportChanges, recurse, restrict };
    });
  },
};

function withoutEndSlash(path: string): string {
  return path.replace(/\/+$/, '') || '/';
}

const pathRule: Parser<PathRule> = {
  accepts: 'a path, or with type="sregex" a pattern',
  parse(field) {
    const type = field.attribute('type');
    if (type !== undefined && type !== 'sregex') return undefined;
    const isPattern = type === 'sregex';
    if (isPattern && !compilePattern('osmatch', field.text).ok) return undefined;
    return { text: field.text, isPattern };
  },
};

const checkAttributes = Object.fromEntries(
  Object.keys(attributeChecks).map((name) => [name, 'yes or no: whether this is looked at.']),
);
const typeAttribute = { type: 'sregex for a pattern in place of a path.' };
const windowsOnly = { reason: 'there is no Windows registry here', unless: [] };

const options = {
  directories: {
    summary: 'Folders and files to check, with what is looked at; * and ? stand for names.',
    parser: folders,
    repeatable: true,
    attributes: {
      ...checkAttributes,
      realtime: 'yes: changes are told at once.',
      report_changes: 'yes: keeps copies and tells what changed in a text.',
      no_recurse: 'yes: leaves out the folders in it.',
      restrict: 'A pattern: only files whose path it matches are checked.',
    },
  },
  ignore: {
    summary: 'Paths that begin like this are not checked.',
    parser: pathRule,
    repeatable: true,
    attributes: typeAttribute,
  },
  nodiff: {
    summary: 'Files whose changes are told without their text.',
    parser: pathRule,
    repeatable: true,
    attributes: typeAttribute,
  },
  frequency: {
    summary: 'Seconds from the end of a scan to the next one.',
    parser: integer(1, 31_536_000),
    default: 72_000,
  },
  scan_time: {
    summary: 'Time of day of the scan: 21:30, 9pm or 8:30 am. There is one a day then.',
    parser: scanTime,
  },
  scan_day: {
    summary: 'Days of the scan: names of days, weekdays or weekends; ! in front for the others.',
    parser: scanDays,
  },
  scan_on_start: { summary: 'Whether to scan at start.', parser: yesNo, default: true },
  scan_rate: {
    summary:
      'Files a second that a scan looks at, 0 for no limit; syscheck.sleep in internal options counts before it.',
    parser: integer(0, 1_000_000),
    default: 2000,
  },
  auto_ignore: {
    summary: 'Whether the server says no more of a file after its third change.',
    parser: yesNo,
    default: true,
  },
  alert_new_files: {
    summary: 'Whether the server tells new files.',
    parser: yesNo,
    default: false,
  },
  disabled: { summary: 'Whether nothing is checked.', parser: yesNo, default: false },
  skip_nfs: {
    summary: 'Whether folders on network file systems are left out.',
    parser: yesNo,
    default: false,
  },
  prefilter_cmd: {
    summary: 'Program that undoes prelinking.',
    parser: { accepts: 'a command', parse: ({ text }: Field) => text },
    refused: { reason: 'nobody prelinks programs any more', unless: [] },
  },
  windows_registry: {
    summary: 'Keys of the Windows registry to check.',
    parser: { accepts: 'keys', parse: ({ text }: Field) => text },
    repeatable: true,
    refused: windowsOnly,
  },
  registry_ignore: {
    summary: 'Keys that are not checked.',
    parser: { accepts: 'a key', parse: ({ text }: Field) => text },
    repeatable: true,
    attributes: typeAttribute,
    refused: windowsOnly,
  },
} as const satisfies OptionTable;

export interface SyscheckValues {
  readonly folders: readonly CheckedFolder[];
  readonly ignore: readonly PathRule[];
  readonly nodiff: readonly PathRule[];
  readonly frequencySeconds: number;
  /** Minutes since midnight. */
  readonly scanTime: number | undefined;
  /** By the day of the week, Sunday first. */
  readonly scanDays: readonly boolean[] | undefined;
  readonly scanOnStart: boolean;
  readonly scanRate: number;
  readonly autoIgnore: boolean;
  readonly alertNewFiles: boolean;
  readonly disabled: boolean;
  readonly skipNfs: boolean;
  /** Where options stand that only a server obeys. */
  readonly ofServer: readonly Place[];
  readonly at: Place | undefined;
}

export const syscheckSection = defineSection<SyscheckValues>({
  name: 'syscheck',
  summary: 'Integrity checking of files.',
  repeatable: false,
  options,
  build(read) {
    return {
      folders: read.all(options.directories).flat(),
      ignore: read.all(options.ignore),
      nodiff: read.all(options.nodiff),
      frequencySeconds: read.one(options.frequency),
      scanTime: read.optional(options.scan_time),
      scanDays: read.optional(options.scan_day),
      scanOnStart: read.one(options.scan_on_start),
      scanRate: read.one(options.scan_rate),
      autoIgnore: read.one(options.auto_ignore),
      alertNewFiles: read.one(options.alert_new_files),
      disabled: read.one(options.disabled),
      skipNfs: read.one(options.skip_nfs),
      ofServer: [options.auto_ignore, options.alert_new_files].flatMap((option) =>
        read.optional(option) === undefined ? [] : (read.placeOf(option) ?? []),
      ),
      at: read.at,
    };
  },
});
