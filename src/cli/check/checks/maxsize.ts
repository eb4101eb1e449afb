import { attribute } from '../../../xml/index.ts';
import { note } from '../finding.ts';
import type { Check } from '../scope.ts';
import { running } from '../scope.ts';

/** The attribute `maxsize`, which sets the least size. */
export const maxsize: Check = ({ rules }) =>
  running(rules)
    .filter(({ element }) => Number(attribute(element, 'maxsize') ?? 0) > 0)
    .map(({ id, element }) => {
      const bytes = attribute(element, 'maxsize') ?? '';
      const message = `rule ${id}: maxsize is a least size, as in OSSEC: only logs of ${bytes} bytes or more match`;
      return note('CHECK_MAXSIZE_MINIMUM', element.at, message);
    });
