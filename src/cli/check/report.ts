import type { Diagnostic, Place } from '../../base/index.ts';
import { toUtf8 } from '../../base/index.ts';
import type { XmlElement } from '../../xml/index.ts';
import type { Finding, Weight } from './finding.ts';

/** One file of the installation, or the configuration where only findings are of interest. */
export interface FileReport {
  readonly file: string;
  readonly decoders: number;
  readonly rules: number;
  readonly findings: readonly Finding[];
}

export interface Report {
  readonly files: readonly FileReport[];
  readonly totals: Readonly<Record<'decoders' | 'rules' | Weight, number>>;
}

/** Everything found, and the elements of each file that was read. */
export interface Material {
  /** Files in the order of loading. */
  readonly files: readonly string[];
  readonly decoders: readonly XmlElement[];
  readonly rules: readonly XmlElement[];
  readonly findings: readonly Finding[];
}

/** A problem that the loader told, as a finding. */
export function findingOf({ severity, code, at, message }: Diagnostic): Finding {
  return { weight: severity === 'error' ? 'error' : 'differs', code, at, message };
}

function isBefore(a: Place, b: Place): boolean {
  return a.line < b.line || (a.line === b.line && a.column <= b.column);
}

/** How many elements load: those within which nothing is refused. */
function loaded(elements: readonly XmlElement[], errors: readonly Finding[]): number {
  const broken = new Set(errors.map(({ at }) => elements.findLast((one) => isBefore(one.at, at))));
  return elements.filter((one) => !broken.has(one)).length;
}

/** Groups by file: those that were loaded in their order, then any other place. */
export function reportOf({ files, decoders, rules, findings }: Material): Report {
  const names = new Set([...files, ...findings.map(({ at }) => at.file)]);
  const reports = [...names].map((file): FileReport => {
    const inFile = ({ at }: { readonly at: Place }): boolean => at.file === file;
    const own = findings
      .filter(inFile)
      .toSorted(({ at: a }, { at: b }) => a.line - b.line || a.column - b.column);
    const errors = own.filter(({ weight }) => weight === 'error');
    return {
      file,
      decoders: loaded(decoders.filter(inFile), errors),
      rules: loaded(rules.filter(inFile), errors),
      findings: own,
    };
  });
  const count = (weight: Weight): number =>
    findings.filter((finding) => finding.weight === weight).length;
  return {
    files: reports,
    totals: {
      decoders: reports.reduce((sum, one) => sum + one.decoders, 0),
      rules: reports.reduce((sum, one) => sum + one.rules, 0),
      error: count('error'),
      differs: count('differs'),
      note: count('note'),
    },
  };
}

/** 1 when something is refused, 3 when something differs, else 0. */
export function statusOf({ totals }: Report): number {
  if (totals.error > 0) return 1;
  return totals.differs > 0 ? 3 : 0;
}

/** Messages quote bytes of the files; paths in them may be text already. */
function text(message: string): string {
  return /^[^\u0100-\uffff]*$/.test(message) ? toUtf8(message) : message;
}

/** Nothing that a file holds may steer the terminal. */
function printable(message: string): string {
  return text(message).replace(/\p{Cc}/gu, '?');
}

/** For people: files with their findings, and one line at the end. */
export function humanText({ files, totals }: Report): string {
  const lines: string[] = [];
  for (const { file, decoders, rules, findings } of files) {
    lines.push(`${file}: ${decoders} decoders, ${rules} rules`);
    for (const { weight, code, at, message } of findings) {
      lines.push(`  ${at.file}:${at.line}:${at.column} ${code} ${weight}: ${printable(message)}`);
    }
  }
  const { decoders, rules, error, differs, note } = totals;
  const load = `${decoders} decoders and ${rules} rules load`;
  lines.push(`${load}; ${error} refused, ${differs} differ, ${note} notes`, '');
  return lines.join('\n');
}

/** One object, as a line. */
export function jsonText({ files, totals }: Report): string {
  const plain = files.map((one) => ({
    ...one,
    findings: one.findings.map(({ weight, code, at, message }) => {
      return { severity: weight, code, line: at.line, column: at.column, message: text(message) };
    }),
  }));
  return `${JSON.stringify({ totals, files: plain })}\n`;
}
