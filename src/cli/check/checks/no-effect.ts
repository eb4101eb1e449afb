import { isNamed } from '../../../xml/index.ts';
import { differs } from '../finding.ts';
import type { Check } from '../scope.ts';
import { running } from '../scope.ts';

const effects: Readonly<Record<string, string>> = {
  different_srcip: 'is read and has no effect: events of one address count as well',
  not_same_source_ip: 'only takes back a same_source_ip before it; it asks for no difference',
  not_same_user: 'only takes back a same_user before it; it asks for no difference',
  not_same_id: 'only takes back a same_id before it; it asks for no difference',
  not_same_agent: 'only takes back a same_location before it; it asks for no difference',
};

/** Comparisons that do not compare; in the Wazuh dialect they do. */
export const noEffect: Check = ({ rules }) =>
  running(rules).flatMap(({ id, dialect, element }) =>
    element.children.flatMap((child) => {
      const name = Object.keys(effects).find((one) => isNamed(child, one));
      if (name === undefined || dialect === 'wazuh') return [];
      const message = `rule ${id}: ${name} ${effects[name] ?? ''}`;
      return [differs('CHECK_COMPARISON_NO_EFFECT', child.at, message)];
    }),
  );
