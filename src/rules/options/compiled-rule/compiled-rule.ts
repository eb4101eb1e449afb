import { nearest } from '../../../base/index.ts';
import type { Event } from '../../../event/index.ts';
import { phases } from '../../draft.ts';
import type { RuleOption } from '../../option.ts';
import { checkAttributes, joined } from '../../option.ts';

const idLength = 10;
const crawlerNetworks = ['72.14.', '209.85.', '65.55.', '207.46.', '74.6.', '72.30.', '67.195.'];

/** Text behind the colon of a labelled Windows account, up to a tab or two spaces. */
function accountAfter(log: string, label: string): string | undefined {
  const at = log.indexOf(label);
  const colon = at < 0 ? -1 : log.indexOf(':', at);
  return colon < 0 ? undefined : log.slice(colon + 1);
}

function accountsDiffer(event: Event): boolean {
  const target = accountAfter(event.log, 'Target Account Name');
  const caller = accountAfter(event.log, 'Caller User Name');
  if (target === undefined || caller === undefined) return false;
  const end = target.search(/\t| {2}/);
  const length = end < 0 ? target.length : end;
  return target.slice(0, length) !== caller.slice(0, length);
}

function isSimpleRequest(event: Event): boolean {
  const { url, action } = event;
  if (url === undefined || (action !== undefined && action.toUpperCase() !== 'GET')) return false;
  return url === '/' || !url.includes('?');
}

const functions: Readonly<Record<string, (event: Event) => boolean>> = {
  comp_srcuser_dstuser: ({ srcuser, dstuser }) =>
    srcuser === undefined || dstuser === undefined || srcuser === dstuser,
  check_id_size: ({ id }) => id !== undefined && id.length >= idLength,
  comp_mswin_targetuser_calleruser_diff: accountsDiffer,
  is_simple_http_request: isSimpleRequest,
  // By network alone: a name look-up per event would make rules wait for the network.
  is_valid_crawler: ({ log }) => crawlerNetworks.some((network) => log.startsWith(network)),
};

export const compiledRule: RuleOption = {
  summary: 'One of the built-in tests, by name.',
  elements: ['compiled_rule'],
  read(elements, draft, report) {
    const element = joined(elements, 'compiled_rule');
    if (element === undefined) return;
    checkAttributes(element, [], report);
    const test = Object.hasOwn(functions, element.content) ? functions[element.content] : undefined;
    if (test === undefined) {
      const close = nearest(element.content, Object.keys(functions));
      const hint = close === undefined ? '' : `, did you mean ${close}?`;
      const message = `no built-in test is named ${element.content}${hint}`;
      report('RULE_COMPILED_UNKNOWN', element.contentAt, message);
      return;
    }
    draft.conditions.set('compiled_rule', {
      key: 'compiled_rule',
      phase: phases.compiledRule,
      fixed: false,
      family: 'extra',
      replaceable: true,
      test,
    });
  },
};
