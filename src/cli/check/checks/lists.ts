import { attribute, childrenNamed } from '../../../xml/index.ts';
import type { Finding } from '../finding.ts';
import { differs } from '../finding.ts';
import type { Check } from '../scope.ts';

/** Lists that are not configured, and the look-up that answers the opposite. */
export const lists: Check = (scope) =>
  // Lists of an overwriting rule are passed over; those of the first definition stay.
  scope.rules
    .filter((rule) => !rule.overwrite)
    .flatMap(({ id, element }) =>
      childrenNamed(element, 'list').flatMap((list) => {
        const found: Finding[] = [];
        const name = list.content;
        if (!scope.lists.has(name) && !scope.lists.has(name.replace(/\.cdb$/, ''))) {
          const message = `rule ${id} never matches: the list ${name} is not configured in <rules>`;
          found.push(differs('CHECK_LIST_MISSING', list.contentAt, message));
        }
        if (attribute(list, 'lookup') === 'address_match_key_value') {
          const message = `rule ${id}: address_match_key_value holds where the value does NOT match, as in OSSEC`;
          found.push(differs('CHECK_LIST_INVERTED', list.at, message));
        }
        return found;
      }),
    );
