import { sameName } from '../../../xml/index.ts';
import type { StaticCompared } from '../../draft.ts';

/** What follows `same_`, `different_` and `not_same_` in the names of elements. */
const fields: Readonly<Record<string, StaticCompared | 'agent' | 'dynamic'>> = {
  source_ip: 'srcip',
  srcip: 'srcip',
  dstip: 'dstip',
  src_port: 'srcport',
  srcport: 'srcport',
  dst_port: 'dstport',
  dstport: 'dstport',
  srcuser: 'srcuser',
  user: 'dstuser',
  protocol: 'protocol',
  location: 'location',
  url: 'url',
  data: 'data',
  extra_data: 'extraData',
  status: 'status',
  system_name: 'systemname',
  action: 'action',
  id: 'id',
  srcgeoip: 'srcgeoip',
  dstgeoip: 'dstgeoip',
  agent: 'agent',
  field: 'dynamic',
};

export interface Comparison {
  readonly how: 'same' | 'different';
  readonly field: StaticCompared | 'agent' | 'dynamic';
}

const comparisons = new Map<string, Comparison>();
for (const [name, field] of Object.entries(fields)) {
  comparisons.set(`same_${name}`, { how: 'same', field });
  comparisons.set(`different_${name}`, { how: 'different', field });
  comparisons.set(`not_same_${name}`, { how: 'different', field });
}

/** Names of all elements that compare events in the Wazuh dialect. */
export const wazuhComparisons: readonly string[] = [...comparisons.keys()];

export function wazuhComparison(name: string): Comparison | undefined {
  const key = wazuhComparisons.find((one) => sameName(one, name));
  return key === undefined ? undefined : comparisons.get(key);
}
