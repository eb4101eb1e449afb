import type { AddressBytes, Network } from '../../../base/index.ts';
import { contains, parseAddress, parseNetwork } from '../../../base/index.ts';
import type { Event } from '../../../event/index.ts';
import type { XmlElement } from '../../../xml/index.ts';
import type { Report, RuleDraft } from '../../draft.ts';
import { phases } from '../../draft.ts';
import type { RuleOption } from '../../option.ts';
import { checkAttributes } from '../../option.ts';
import { isNegated } from '../../typed-pattern.ts';

interface Entry {
  readonly negated: boolean;
  /** Undefined stands for `any`. */
  readonly network: Network | undefined;
}

function parseEntry(text: string): Entry | undefined {
  const negated = text.startsWith('!');
  const body = negated ? text.slice(1) : text;
  if (body === 'any') return { negated, network: undefined };
  const network = parseNetwork(body);
  return network === undefined ? undefined : { negated, network };
}

/** First entry that holds the address decides; at the end, the last entry's negation does. */
function holds(entries: readonly Entry[], address: AddressBytes): boolean {
  for (const { network, negated } of entries) {
    if (network === undefined || contains(network, address)) return !negated;
  }
  return entries.at(-1)?.negated === true;
}

function read(
  key: 'srcip' | 'dstip',
  elements: readonly XmlElement[],
  draft: RuleDraft,
  report: Report,
): void {
  const entries: Entry[] = [];
  let negated = false;
  for (const element of elements) {
    const isWazuh = draft.dialect === 'wazuh';
    checkAttributes(element, isWazuh ? ['negate'] : [], report);
    // Of several elements the last one's attribute holds for all.
    if (isWazuh) negated = isNegated(element, report);
    const entry = parseEntry(element.content.trim());
    if (entry === undefined) {
      const message = `${element.content.trim()} is no address, network or "any"`;
      report('RULE_ADDRESS_BAD', element.contentAt, message);
    } else {
      entries.push(entry);
    }
  }
  const subject = (event: Event): string | undefined => event[key];
  draft.conditions.set(key, {
    key,
    phase: phases[key],
    fixed: false,
    family: 'packet',
    replaceable: true,
    shows: subject,
    test(event) {
      const text = subject(event);
      const address = text === undefined ? undefined : parseAddress(text);
      // An event without an address literal never passes, not even a negated list.
      return address !== undefined && holds(entries, address) !== negated;
    },
  });
}

export const srcip: RuleOption = {
  summary: 'Source address: a list of addresses, networks or "any", each negatable with "!".',
  elements: ['srcip'],
  read: (elements, draft, report) => read('srcip', elements, draft, report),
};

export const dstip: RuleOption = {
  summary: 'Destination address, like srcip.',
  elements: ['dstip'],
  read: (elements, draft, report) => read('dstip', elements, draft, report),
};
