import type { Event } from '../../../event/index.ts';
import type { Dialect, Pattern } from '../../../pattern/index.ts';
import { compilePattern, notLinear } from '../../../pattern/index.ts';
import type { XmlElement } from '../../../xml/index.ts';
import { sameName } from '../../../xml/index.ts';
import type { Condition, ConditionTest, Report } from '../../draft.ts';
import { phases } from '../../draft.ts';
import type { RuleOption } from '../../option.ts';
import { checkAttributes, joined, placeIn } from '../../option.ts';

type Subject = (event: Event) => string | undefined;

interface Row {
  readonly name: string;
  readonly subject: Subject;
  readonly phase: number;
  readonly family: Condition['family'];
  readonly replaceable: boolean;
  readonly fixed?: boolean;
  readonly plain?: Dialect;
  /** The element's PCRE2 twin where it is not `<name>_pcre2`. */
  readonly twin?: string;
  /** Both the element and its twin are tested, instead of the first one only. */
  readonly both?: boolean;
}

function user(event: Event): string | undefined {
  return event.dstuser ?? event.srcuser;
}

const plain = { family: 'plain', replaceable: true } as const;
const extra = { family: 'extra', replaceable: true } as const;
const packet = { family: 'packet', replaceable: true } as const;

const rows: readonly Row[] = [
  {
    name: 'program_name',
    subject: (event) => event.programName,
    phase: phases.programName,
    ...plain,
    fixed: true,
  },
  { name: 'id', subject: (event) => event.id, phase: phases.id, ...plain },
  { name: 'match', subject: (event) => event.log, phase: phases.match, ...plain },
  {
    name: 'regex',
    subject: (event) => event.log,
    phase: phases.regex,
    ...plain,
    plain: 'osregex',
    twin: 'pcre2',
  },
  { name: 'url', subject: (event) => event.url, phase: phases.url, ...plain, both: true },
  { name: 'srcport', subject: (event) => event.srcport, phase: phases.srcport, ...packet },
  { name: 'dstport', subject: (event) => event.dstport, phase: phases.dstport, ...packet },
  { name: 'user', subject: user, phase: phases.user, ...extra },
  {
    name: 'srcgeoip',
    subject: (event) => event.srcgeoip,
    phase: phases.srcgeoip,
    family: 'extra',
    replaceable: false,
  },
  {
    name: 'dstgeoip',
    subject: (event) => event.dstgeoip,
    phase: phases.dstgeoip,
    family: 'extra',
    replaceable: false,
  },
  { name: 'extra_data', subject: (event) => event.data, phase: phases.extraData, ...extra },
  { name: 'hostname', subject: (event) => event.hostname, phase: phases.hostname, ...extra },
  { name: 'status', subject: (event) => event.status, phase: phases.status, ...extra },
];

const textMax = 4096;
const pieceMax = 2047;

function twinOf(row: Row): string {
  return row.twin ?? `${row.name}_pcre2`;
}

/** Compiles the text of an element; a text over the limits leaves the element unset. */
function compile(
  elements: readonly XmlElement[],
  name: string,
  dialect: Dialect,
  report: Report,
): Pattern | undefined {
  const element = joined(elements, name);
  if (element === undefined) return undefined;
  checkAttributes(element, [], report);
  const pieces = elements.filter((one) => sameName(one.name, name));
  if (pieces.some((one) => one.content.length > pieceMax) || element.content.length > textMax) {
    report('RULE_TEXT_TOO_LONG', element.contentAt, `<${name}> is longer than ${pieceMax} bytes`);
    return undefined;
  }
  const result = compilePattern(dialect, element.content);
  if (result.ok) {
    if (!result.pattern.linear) {
      report('RULE_PATTERN_NOT_LINEAR', element.contentAt, `<${name}>: ${notLinear}`, 'warning');
    }
    return result.pattern;
  }
  report(
    'RULE_PATTERN_BAD',
    placeIn(element, result.problem.offset),
    `<${name}>: ${result.problem.reason}`,
  );
  return undefined;
}

function testOf(row: Row, pattern: Pattern): ConditionTest {
  const { subject } = row;
  if (row.fixed === true) {
    return (event) => {
      const text = subject(event);
      return text !== undefined && pattern.test(text, false);
    };
  }
  const literal = pattern.literals?.length === 1 ? pattern.literals[0] : undefined;
  if ((row.name === 'match' || row.name === 'regex') && literal !== undefined) {
    // Looking for one literal in the folded log is far cheaper than starting the pattern.
    return (event, memory) =>
      event.ascii
        ? memory.foldedLog(event).includes(literal) && pattern.test(event.log, true)
        : pattern.test(event.log, false);
  }
  return (event) => {
    const text = subject(event);
    return text !== undefined && pattern.test(text, event.ascii);
  };
}

function optionOf(row: Row): RuleOption {
  const twin = twinOf(row);
  return {
    summary: `Tests ${row.name} (\`${twin}\` takes a PCRE2 pattern); an unset field never passes.`,
    elements: [row.name, twin],
    read(elements, draft, report) {
      const own = compile(elements, row.name, row.plain ?? 'osmatch', report);
      const other = compile(elements, twin, 'pcre2', report);
      const base = { fixed: row.fixed === true, family: row.family };
      if (own !== undefined) {
        const { phase, replaceable } = row;
        const test = testOf(row, own);
        draft.conditions.set(row.name, { key: row.name, phase, replaceable, test, ...base });
      }
      if (other !== undefined) {
        const phase = row.both === true ? phases.urlPcre2 : row.phase;
        const test = testOf(row, other);
        draft.conditions.set(twin, { key: twin, phase, replaceable: false, test, ...base });
      }
    },
  };
}

export const patternOptions: readonly RuleOption[] = rows.map(optionOf);

/** Twins that are not looked at while the rule has the plain element: twin → plain. */
export const shadowedTwins: ReadonlyMap<string, string> = new Map(
  rows.filter((row) => row.both !== true).map((row) => [twinOf(row), row.name]),
);
