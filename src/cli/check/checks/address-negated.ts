import { isNamed } from '../../../xml/index.ts';
import { note } from '../finding.ts';
import type { Check } from '../scope.ts';
import { running } from '../scope.ts';

/** Negated addresses: events without an address do not pass them. */
export const addressNegated: Check = ({ rules }) =>
  running(rules).flatMap(({ id, element }) =>
    element.children
      .filter((child) => isNamed(child, 'srcip') || isNamed(child, 'dstip'))
      .filter((child) => child.content.trim().startsWith('!'))
      .map((child) => {
        const message = `rule ${id}: an event without a numeric address does not pass <${child.name}>${child.content.trim()}`;
        return note('CHECK_ADDRESS_NEGATED', child.contentAt, message);
      }),
  );
