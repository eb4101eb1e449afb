import type { Place } from '../base/index.ts';
import { hasErrors, nearest } from '../base/index.ts';
import type { XmlElement } from '../xml/index.ts';
import { sameName } from '../xml/index.ts';
import type { RuleDialect } from '../event/index.ts';
import type { LoadContext, Report, RuleDraft } from './draft.ts';
import { phases } from './draft.ts';
import type { RuleOption } from './option.ts';
import { ruleOptions } from './options/registry.ts';

const attributeNames = [
  'id',
  'level',
  'maxsize',
  'timeframe',
  'frequency',
  'accuracy',
  'ignore',
  'noalert',
  'overwrite',
];
const elementNames = ruleOptions.flatMap((option) => option.elements);

/** Options by the names of their elements; most of these compare without regard to case. */
const exactNames = new Map<string, RuleOption>();
const foldedNames = new Map<string, RuleOption>();
for (const option of ruleOptions) {
  for (const name of option.elements) {
    if (option.exact?.includes(name) === true) exactNames.set(name, option);
    else foldedNames.set(name, option);
  }
}

function optionFor(name: string): RuleOption | undefined {
  return exactNames.get(name) ?? foldedNames.get(name.toLowerCase());
}

/** Attribute values are digits; only so many of them are looked at. An empty one says nothing. */
function parseDigits(text: string, digits: number): number | undefined {
  return /^\d*$/.test(text) ? Number(text.slice(0, digits)) : undefined;
}

/** Stands for an id that could not be read. */
const noId = -1;

function emptyDraft(
  id: number,
  dialect: RuleDialect,
  at: Place,
  group: string,
  { defaultTimeframe, literals }: LoadContext,
): RuleDraft {
  return {
    id,
    dialect,
    at,
    level: 0,
    literals,
    maxsize: 0,
    timeframe: defaultTimeframe,
    frequency: 0,
    accuracy: 1,
    ignoreSeconds: 0,
    noalert: false,
    overwrite: false,
    group,
    description: '',
    info: '',
    cve: '',
    details: [],
    flags: new Set(),
    category: 'syslog',
    conditions: new Map(),
    ifSid: undefined,
    ifLevel: undefined,
    ifGroup: undefined,
    matchedSid: undefined,
    matchedGroup: undefined,
    matchedRegex: undefined,
    same: new Set(),
    different: new Set(),
    globalFrequency: false,
    mitre: [],
    comparesEvents: false,
    checkDiff: false,
    ignoreFields: [],
    checkIgnoredFields: [],
  };
}

/** A rule as far as it could be read. */
export interface ReadRule {
  readonly draft: RuleDraft;
  readonly broken: boolean;
  /** It is left out, and warnings told why: Wazuh loads a set without its faulty rules. */
  readonly skipped: boolean;
}

/** Problems of a single rule that do not stop a rule set of the Wazuh dialect. */
const tolerated = new Set([
  'RULE_ID_BAD',
  'RULE_LEVEL_BAD',
  'RULE_LIST_UNKNOWN',
  'RULE_DECODER_UNKNOWN',
  'RULE_ADDRESS_BAD',
  'RULE_COMPOSITE_INCOMPLETE',
]);

/**
 * Reads one `<rule>` and reports every problem. A broken rule is answered as well, so that its
 * place is checked and what hangs below it is not told to lack a parent; without an id there is
 * nothing to answer.
 */
export function readRule(
  element: XmlElement,
  fileGroup: string,
  dialect: RuleDialect,
  context: LoadContext,
): ReadRule | undefined {
  const before = context.diagnostics.length;
  let skipped = false;
  const report: Report = (code, at, message, given = 'error') => {
    const isTolerated = dialect === 'wazuh' && given === 'error' && tolerated.has(code);
    skipped ||= isTolerated;
    const severity = isTolerated ? 'warning' : given;
    const text = isTolerated ? `${message}; the rule is left out` : message;
    context.diagnostics.push({ severity, code, at, message: text });
  };
  const draft = readAttributes(element, fileGroup, dialect, context, report);
  readElements(element, draft, report, context);
  if (draft.maxsize > 0) {
    const { maxsize } = draft;
    draft.conditions.set('maxsize', {
      key: 'maxsize',
      phase: phases.maxsize,
      fixed: false,
      family: 'extra',
      replaceable: true,
      // The name misleads, here as in the reference: it is the least size of the log.
      test: (event) => event.size >= maxsize,
    });
  }
  checkComposite(draft, report);
  const broken = hasErrors(context.diagnostics.slice(before));
  return draft.id === noId ? undefined : { draft, broken, skipped };
}

function readAttributes(
  element: XmlElement,
  fileGroup: string,
  dialect: RuleDialect,
  context: LoadContext,
  report: Report,
): RuleDraft {
  const values = new Map<string, string>();
  const places = new Map<string, Place>();
  for (const { name, value, at } of element.attributes) {
    const known = attributeNames.find((one) => sameName(one, name));
    if (known === undefined) {
      const close = nearest(name, attributeNames);
      const hint = close === undefined ? '' : `, did you mean ${close}?`;
      report('RULE_ATTRIBUTE_UNKNOWN', at, `a rule has no attribute ${name}${hint}`);
    } else {
      values.set(known, value);
      places.set(known, at);
    }
  }
  const number = (name: string, digits: number): number | undefined => {
    const text = values.get(name);
    const value = text === undefined ? undefined : parseDigits(text, digits);
    if (text !== undefined && value === undefined) {
      const at = places.get(name) ?? element.at;
      report('RULE_ATTRIBUTE_BAD', at, `${name}="${text}" is not a whole number`);
    }
    return text === '' ? undefined : value;
  };
  const id = number('id', 6);
  const level = number('level', 4);
  if (['id', 'level'].some((name) => (values.get(name) ?? '') === '')) {
    report('RULE_ATTRIBUTE_MISSING', element.at, 'a rule needs the attributes id and level');
  }
  const draft = emptyDraft(id ?? noId, dialect, element.at, fileGroup, context);
  draft.level = level ?? 0;
  draft.maxsize = number('maxsize', 4) ?? 0;
  draft.timeframe = number('timeframe', 5) ?? draft.timeframe;
  draft.frequency = number('frequency', 4) ?? 0;
  draft.accuracy = number('accuracy', 4) ?? 1;
  draft.ignoreSeconds = number('ignore', 6) ?? 0;
  draft.noalert = values.has('noalert');
  const overwrite = values.get('overwrite') ?? 'no';
  if (overwrite !== 'yes' && overwrite !== 'no') {
    const at = places.get('overwrite') ?? element.at;
    report('RULE_ATTRIBUTE_BAD', at, `overwrite is yes or no, not "${overwrite}"`);
  }
  draft.overwrite = overwrite === 'yes';
  return draft;
}

function readElements(
  element: XmlElement,
  draft: RuleDraft,
  report: Report,
  context: LoadContext,
): void {
  if (element.children.length === 0) {
    report('RULE_EMPTY', element.at, `rule ${draft.id} has no elements`);
  }
  const byOption = new Map<RuleOption, XmlElement[]>();
  for (const child of element.children) {
    const option = optionFor(child.name);
    if (option === undefined) {
      const close = nearest(child.name, elementNames);
      const hint = close === undefined ? '' : `, did you mean ${close}?`;
      const message = `rule ${draft.id}: unknown element ${child.name}${hint}`;
      report('RULE_ELEMENT_UNKNOWN', child.at, message);
      continue;
    }
    const elements = byOption.get(option);
    if (elements === undefined) byOption.set(option, [child]);
    else elements.push(child);
  }
  for (const [option, elements] of byOption) option.read(elements, draft, report, context);
}

/** What composites need, and where a bare composite hangs. */
function checkComposite(draft: RuleDraft, report: Report): void {
  const { matchedSid, matchedGroup, matchedRegex } = draft;
  const searches = matchedSid ?? matchedGroup ?? matchedRegex;
  const compares = draft.frequency > 0 || draft.comparesEvents;
  if (compares && searches === undefined && !draft.checkDiff) {
    const message = `rule ${draft.id}: frequency, same_* and different_* need an if_matched_* element`;
    report('RULE_COMPOSITE_INCOMPLETE', draft.at, message);
  }
  if (draft.ifSid !== undefined || draft.ifGroup !== undefined) return;
  if (matchedGroup !== undefined) {
    draft.ifGroup = { value: matchedGroup.value.text, at: matchedGroup.at };
  } else if (matchedSid !== undefined) {
    draft.ifSid = { value: `${matchedSid.value}`, at: matchedSid.at };
  }
}
