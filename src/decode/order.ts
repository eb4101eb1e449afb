import type { RuleDialect, StaticField } from '../event/index.ts';
import type { OrderTarget } from './decoder.ts';

/** Word of `<order>` → field, and the label that the log tester prints for it. */
const words: Readonly<Record<string, readonly [StaticField, string]>> = {
  srcip: ['srcip', 'srcip'],
  dstip: ['dstip', 'dstip'],
  srcport: ['srcport', 'srcport'],
  dstport: ['dstport', 'dstport'],
  protocol: ['protocol', 'proto'],
  action: ['action', 'action'],
  srcuser: ['srcuser', 'srcuser'],
  dstuser: ['dstuser', 'dstuser'],
  user: ['dstuser', 'dstuser'],
  id: ['id', 'id'],
  url: ['url', 'url'],
  data: ['data', 'extra_data'],
  extra_data: ['data', 'extra_data'],
  status: ['status', 'status'],
  system_name: ['systemname', 'system_name'],
};

export const orderWords: readonly string[] = [...Object.keys(words), 'filename'];

/** Parts of an order list beyond this are refused, whatever the options say. */
const partsMax = 1024;

/** Words that mean something else in the Wazuh dialect. */
const wazuhWords: typeof words = {
  data: ['data', 'data'],
  extra_data: ['extraData', 'extra_data'],
};

export type OrderResult =
  | { readonly ok: true; readonly targets: readonly OrderTarget[] }
  | { readonly ok: false; readonly reason: string };

/**
 * Reads an `<order>` list. Only spaces are trimmed, so that a word with a newline in it is a
 * dynamic field, as in the reference.
 */
export function parseOrder(
  text: string,
  limit: number,
  dialect: RuleDialect = 'ossec',
): OrderResult {
  const parts = text.split(',');
  if (parts.length > Math.min(limit, partsMax)) {
    return { ok: false, reason: `more than ${Math.min(limit, partsMax)} fields` };
  }
  const targets: OrderTarget[] = [];
  for (const part of parts) {
    const word = wordOf(part, dialect);
    if (word === '') return { ok: false, reason: 'a field name is empty' };
    targets.push(dialect === 'wazuh' ? wazuhTarget(word) : target(word, part));
  }
  return { ok: true, targets };
}

/** Wazuh's files break lists over lines. */
function wordOf(part: string, dialect: RuleDialect): string {
  if (dialect === 'wazuh') return part.trim().split(/\s/)[0] ?? '';
  return part.replace(/^ +/, '').split(' ')[0] ?? '';
}

function wazuhTarget(word: string): OrderTarget {
  const known = Object.hasOwn(wazuhWords, word) ? wazuhWords[word] : undefined;
  if (known !== undefined) return { kind: 'static', field: known[0], label: known[1] };
  return target(word, word);
}

function target(word: string, part: string): OrderTarget {
  const known = Object.hasOwn(words, word) ? words[word] : undefined;
  if (known !== undefined) return { kind: 'static', field: known[0], label: known[1] };
  if (word.includes('filename')) return { kind: 'static', field: 'filename', label: 'filename' };
  const name = part.startsWith(' ') ? part.slice(1) : part;
  return { kind: 'dynamic', name, label: name };
}
