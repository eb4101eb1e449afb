import type { Event, RuleDialect } from '../../../event/index.ts';
import type { Pattern } from '../../../pattern/index.ts';
import { compilePattern } from '../../../pattern/index.ts';
import type { XmlElement } from '../../../xml/index.ts';
import { attribute } from '../../../xml/index.ts';
import type { CdbList } from '../../cdb-list.ts';
import type { LoadContext, Report } from '../../draft.ts';
import { phases } from '../../draft.ts';
import type { RuleOption } from '../../option.ts';
import { checkAttributes } from '../../option.ts';

type Lookup = (list: CdbList, value: string, check: Pattern | undefined) => boolean;

/** Fields a list can be asked with; a user is the source user first, unlike in `<user>`. */
const subjects: Readonly<Record<string, (event: Event) => string | undefined>> = {
  srcip: (event) => event.srcip,
  srcport: (event) => event.srcport,
  dstip: (event) => event.dstip,
  dstport: (event) => event.dstport,
  user: (event) => event.srcuser ?? event.dstuser,
  url: (event) => event.url,
  id: (event) => event.id,
  hostname: (event) => event.hostname,
  program_name: (event) => event.programName,
  status: (event) => event.status,
  action: (event) => event.action,
};

function addressValue(list: CdbList, address: string): string | undefined {
  const whole = list.get(address);
  if (whole !== undefined) return whole;
  for (let dot = address.lastIndexOf('.'); dot >= 0; dot = address.lastIndexOf('.', dot - 1)) {
    const value = list.get(address.slice(0, dot + 1));
    if (value !== undefined) return value;
    if (dot === 0) return undefined;
  }
  return undefined;
}

function passes(value: string | undefined, check: Pattern | undefined): boolean {
  return value !== undefined && check !== undefined && check.test(value, false);
}

const lookups: Readonly<Record<string, Lookup>> = {
  match_key: (list, value) => list.get(value) !== undefined,
  not_match_key: (list, value) => list.get(value) === undefined,
  match_key_value: (list, value, check) => passes(list.get(value), check),
  address_match_key: (list, value) => addressValue(list, value) !== undefined,
  not_address_match_key: (list, value) => addressValue(list, value) === undefined,
  // The reference answers the opposite here, and rule files are written for that.
  address_match_key_value: (list, value, check) => !passes(addressValue(list, value), check),
};

/** Rules of Wazuh name lists below `etc/`, wherever the configuration has them. */
function listNamed(
  name: string,
  dialect: RuleDialect,
  { lists }: LoadContext,
): CdbList | undefined {
  const known = lists.get(name) ?? lists.get(name.replace(/\.cdb$/, ''));
  if (known !== undefined || dialect === 'ossec') return known;
  return lists.get(name.replace(/^etc\//, '')) ?? lists.get(`etc/${name}`);
}

type Asked = (event: Event) => boolean;

/** Fields that rules of the Wazuh dialect can ask with besides; any other name is a dynamic one. */
const wazuhSubjects: typeof subjects = {
  ...subjects,
  protocol: (event) => event.protocol,
  system_name: (event) => event.systemname,
  data: (event) => event.data,
  extra_data: (event) => event.extraData,
};

function subjectOf(
  name: string,
  dialect: RuleDialect,
): ((event: Event) => string | undefined) | undefined {
  const known = dialect === 'wazuh' ? wazuhSubjects : subjects;
  if (Object.hasOwn(known, name)) return known[name];
  if (dialect === 'ossec' || name === '') return undefined;
  return (event) => event.dynamic?.get(name);
}

function readOne(
  element: XmlElement,
  dialect: RuleDialect,
  report: Report,
  context: LoadContext,
): Asked | undefined {
  checkAttributes(element, ['field', 'lookup', 'check_value'], report);
  const fieldName = attribute(element, 'field') ?? '';
  const lookupName = attribute(element, 'lookup') ?? 'match_key';
  const checkText = attribute(element, 'check_value');
  const subject = subjectOf(fieldName, dialect);
  const lookup = Object.hasOwn(lookups, lookupName) ? lookups[lookupName] : undefined;
  const name = dialect === 'wazuh' ? element.content.trim() : element.content;
  const fail = (message: string): undefined => {
    report('RULE_LIST_BAD', element.at, message);
    return undefined;
  };
  if (subject === undefined) {
    return fail(`<list> needs a field, one of ${Object.keys(subjects).join(', ')}`);
  }
  if (lookup === undefined) {
    return fail(`unknown lookup ${lookupName}, one of ${Object.keys(lookups).join(', ')}`);
  }
  if (lookupName.endsWith('_value') && checkText === undefined) {
    return fail(`the lookup ${lookupName} needs check_value`);
  }
  const check = checkText === undefined ? undefined : compilePattern('osmatch', checkText);
  if (check?.ok === false) return fail(`check_value: ${check.problem.reason}`);
  const pattern = check?.pattern;
  const list = listNamed(name, dialect, context);
  // A list that the configuration does not name is never true, not even when negated.
  if (list === undefined && dialect === 'wazuh') {
    report('RULE_LIST_UNKNOWN', element.contentAt, `no list ${name} is configured`);
  }
  if (list === undefined) return () => false;
  return (event) => {
    const value = subject(event);
    return value !== undefined && lookup(list, value, pattern);
  };
}

export const list: RuleOption = {
  summary: 'Looks a field up in a list: attributes field, lookup and check_value.',
  elements: ['list'],
  read(elements, draft, report, context) {
    const asked = elements.map((element) => readOne(element, draft.dialect, report, context));
    const tests = asked.filter((one) => one !== undefined);
    draft.conditions.set('list', {
      key: 'list',
      phase: phases.list,
      fixed: false,
      family: 'plain',
      replaceable: false,
      test: (event) => tests.every((test) => test(event)),
    });
  },
};
