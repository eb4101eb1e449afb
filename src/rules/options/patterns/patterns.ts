import type { Event } from '../../../event/index.ts';
import type { Dialect } from '../../../pattern/index.ts';
import type { XmlElement } from '../../../xml/index.ts';
import { sameName } from '../../../xml/index.ts';
import type { Condition, ConditionTest, Report, RuleDraft } from '../../draft.ts';
import { phases } from '../../draft.ts';
import type { LiteralIndex } from '../../literal-index.ts';
import type { RuleOption } from '../../option.ts';
import { joined } from '../../option.ts';
import type { TypedPattern } from '../../typed-pattern.ts';
import { patternAttributes, typedPattern } from '../../typed-pattern.ts';

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
  /** What rules of the Wazuh dialect test, where it is something else. */
  readonly wazuhSubject?: Subject;
  /** Only rules of the Wazuh dialect have it. */
  readonly wazuhOnly?: boolean;
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
  {
    name: 'extra_data',
    subject: (event) => event.data ?? event.extraData,
    wazuhSubject: (event) => event.extraData,
    phase: phases.extraData,
    ...extra,
  },
  { name: 'hostname', subject: (event) => event.hostname, phase: phases.hostname, ...extra },
  { name: 'status', subject: (event) => event.status, phase: phases.status, ...extra },
  ...wazuhRows([
    ['protocol', phases.protocol, (event) => event.protocol],
    ['system_name', phases.systemName, (event) => event.systemname],
    ['data', phases.data, (event) => event.data],
    ['location', phases.location, (event) => event.location],
  ]),
];

function wazuhRows(all: readonly (readonly [string, number, Subject])[]): readonly Row[] {
  return all.map(([name, phase, subject]) => ({ name, phase, subject, ...extra, wazuhOnly: true }));
}

const textMax = 4096;
const pieceMax = 2047;

function twinOf(row: Row): string {
  return row.twin ?? `${row.name}_pcre2`;
}

/** Compiles the text of an element; a text over the limits leaves the element unset. */
function compile(
  elements: readonly XmlElement[],
  name: string,
  usual: Dialect,
  draft: RuleDraft,
  report: Report,
): TypedPattern | undefined {
  const element = joined(elements, name);
  if (element === undefined) return undefined;
  const pieces = elements.filter((one) => sameName(one.name, name));
  const attributes = pieces.map((one) => patternAttributes(one, draft, report)).at(-1);
  if (pieces.some((one) => one.content.length > pieceMax) || element.content.length > textMax) {
    report('RULE_TEXT_TOO_LONG', element.contentAt, `<${name}> is longer than ${pieceMax} bytes`);
    return undefined;
  }
  return attributes && typedPattern(element, usual, attributes, draft, report);
}

function subjectOf(row: Row, draft: RuleDraft): Subject {
  return (draft.dialect === 'wazuh' ? row.wazuhSubject : undefined) ?? row.subject;
}

/** The text that the pattern took, else all that it looked at. */
function showsOf(row: Row, { pattern, negated }: TypedPattern, draft: RuleDraft): Subject {
  const subject = subjectOf(row, draft);
  return (event) => {
    const text = subject(event);
    if (text === undefined || negated) return text;
    return pattern.matched(text, false) ?? text;
  };
}

function testOf(row: Row, { pattern, negated }: TypedPattern, draft: RuleDraft): ConditionTest {
  const subject = subjectOf(row, draft);
  if (row.fixed === true) {
    return (event) => {
      const text = subject(event);
      return text !== undefined && pattern.test(text, false) !== negated;
    };
  }
  const index = indexOf(row, draft);
  const ids = index?.addAll(pattern.indexLiterals ?? ['']);
  if (index !== undefined && ids !== undefined) {
    return indexedTest(subject, { pattern, negated }, index, ids);
  }
  return (event) => {
    const text = subject(event);
    return text !== undefined && pattern.test(text, event.ascii) !== negated;
  };
}

function indexOf({ name }: Row, { literals }: RuleDraft): LiteralIndex | undefined {
  if (name === 'match' || name === 'regex') return literals.log;
  return name === 'url' ? literals.url : undefined;
}

/** One pass over a text finds what all conditions look for; few patterns need to start then. */
function indexedTest(
  subject: Subject,
  { pattern, negated }: TypedPattern,
  index: LiteralIndex,
  ids: readonly number[],
): ConditionTest {
  if (pattern.isLiterals) {
    return (event) => {
      const text = subject(event);
      if (text === undefined) return false;
      return (event.ascii ? index.holdsAny(event, ids) : pattern.test(text, false)) !== negated;
    };
  }
  return (event) => {
    const text = subject(event);
    if (text === undefined) return false;
    const may = !event.ascii || index.holdsAny(event, ids);
    return (may && pattern.test(text, event.ascii)) !== negated;
  };
}

function needsOf(
  row: Row,
  { pattern, negated }: TypedPattern,
  draft: RuleDraft,
): Pick<Condition, 'needs' | 'urlNeeds'> {
  const index = indexOf(row, draft);
  const ids = negated ? undefined : index?.addAll(pattern.indexLiterals ?? ['']);
  if (ids === undefined) return {};
  return index === draft.literals.log ? { needs: ids } : { urlNeeds: ids };
}

function optionOf(row: Row): RuleOption {
  const twin = twinOf(row);
  const elements = row.wazuhOnly === true ? [row.name] : [row.name, twin];
  const twinSentence = row.wazuhOnly === true ? '' : ` (\`${twin}\` takes a PCRE2 pattern)`;
  const only = row.wazuhOnly === true ? 'Wazuh dialect: tests' : 'Tests';
  return {
    summary: `${only} ${row.name}${twinSentence}; an unset field never passes.`,
    elements,
    read(elements, draft, report) {
      const [first] = elements;
      if (row.wazuhOnly === true && draft.dialect === 'ossec' && first !== undefined) {
        const message = `<${row.name}> belongs to the Wazuh dialect, and this file is of OSSEC's`;
        report('RULE_ELEMENT_DIALECT', first.at, message);
        return;
      }
      const own = compile(elements, row.name, row.plain ?? 'osmatch', draft, report);
      const other = compile(elements, twin, 'pcre2', draft, report);
      const base = { fixed: row.fixed === true, family: row.family };
      if (own !== undefined) {
        const { phase, replaceable } = row;
        const test = testOf(row, own, draft);
        const shows = showsOf(row, own, draft);
        const more = needsOf(row, own, draft);
        const key = row.name;
        draft.conditions.set(key, { key, phase, replaceable, test, shows, ...more, ...base });
      }
      if (other !== undefined) {
        const phase = row.both === true ? phases.urlPcre2 : row.phase;
        const test = testOf(row, other, draft);
        const shows = showsOf(row, other, draft);
        const more = { replaceable: false, ...needsOf(row, other, draft), ...base };
        draft.conditions.set(twin, { key: twin, phase, test, shows, ...more });
      }
    },
  };
}

export const patternOptions: readonly RuleOption[] = rows.map(optionOf);

/** Twins that are not looked at while the rule has the plain element: twin → plain. */
export const shadowedTwins: ReadonlyMap<string, string> = new Map(
  rows.filter((row) => row.both !== true).map((row) => [twinOf(row), row.name]),
);
