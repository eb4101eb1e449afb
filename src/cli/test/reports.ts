import { toUtf8 } from '../../base/index.ts';
import type { Coverage, PlayedCase, PlayedFile, Results } from './results.ts';
import { countFailed, percentOf } from './results.ts';
import { describeDifference, printable } from './run-case.ts';

/** For people: a line for each file, and below it what went wrong. */
export function textReport(results: Results, withCoverage: boolean): string {
  const { files, passed, failed, coverage } = results;
  const lines = files.flatMap(fileLines);
  lines.push(`${passed} passed, ${failed} failed`);
  if (withCoverage) lines.push(...coverageLines(coverage));
  return `${lines.join('\n')}\n`;
}

function fileLines({ path, cases }: PlayedFile): readonly string[] {
  const failed = countFailed(cases);
  const head = `${printable(path)}: ${cases.length - failed} passed, ${failed} failed`;
  return [head, ...cases.flatMap((one) => differenceLines(path, one))];
}

function differenceLines(path: string, { name, failures }: PlayedCase): readonly string[] {
  const places = [...new Set(failures.map(({ line }) => line))];
  return places.flatMap((place) => {
    const here = failures.filter(({ line }) => line === place);
    const differences = here.map((one) => `    ${describeDifference(one)}`);
    const head = `  ${printable(path)}:${place} ${printable(name)}`;
    return [head, `    log: ${printable(here[0]?.log ?? '')}`].concat(differences);
  });
}

function coverageLines(coverage: Coverage): readonly string[] {
  const { reached, total, missed } = coverage;
  // Rounded down: 100 % is said only where no rule is left.
  const percent = Math.floor(percentOf(coverage) * 10) / 10;
  return [
    `${reached} of ${total} rules reached (${percent} %)`,
    ...missed.map(
      ({ id, description }) => `  never reached: ${id} ${printable(toUtf8(description))}`,
    ),
  ];
}

/** One JSON object, for programs. */
export function jsonReport({ files, passed, failed, coverage }: Results): string {
  const { reached, total, missed } = coverage;
  const rules = missed.map(({ id }) => id);
  const percent = percentOf(coverage);
  const shown = { reached, total, percent, missed: rules };
  return `${JSON.stringify({ passed, failed, coverage: shown, files })}\n`;
}

/** The XML that build servers read. */
export function junitReport({ files, passed, failed }: Results): string {
  const suites = files.map(({ path, cases }) => {
    const counts = `tests="${cases.length}" failures="${countFailed(cases)}"`;
    const body = cases.map((one) => testCase(path, one)).join('');
    return `<testsuite name="${escaped(path)}" ${counts}>\n${body}</testsuite>\n`;
  });
  const counts = `tests="${passed + failed}" failures="${failed}"`;
  const head = '<?xml version="1.0" encoding="UTF-8"?>';
  return `${head}\n<testsuites ${counts}>\n${suites.join('')}</testsuites>\n`;
}

function testCase(path: string, one: PlayedCase): string {
  const place = `file="${escaped(path)}" line="${one.line}"`;
  const head = `<testcase classname="${escaped(path)}" name="${escaped(one.name)}" ${place}`;
  const [first] = one.failures;
  if (first === undefined) return `${head}/>\n`;
  const message = escaped(describeDifference(first));
  const text = escaped(differenceLines(path, one).join('\n'));
  return `${head}>\n<failure message="${message}">${text}</failure>\n</testcase>\n`;
}

const entities: ReadonlyMap<string, string> = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
]);

/** Text for XML; characters that XML cannot hold become U+FFFD. */
function escaped(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/[^\t\n\r\u0020-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd')
    .replaceAll(/[&<>"]/g, (one) => entities.get(one) ?? one);
}
