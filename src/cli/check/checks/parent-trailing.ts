import { childrenNamed } from '../../../xml/index.ts';
import { differs } from '../finding.ts';
import type { Check } from '../scope.ts';
import { textOf } from '../scope.ts';

/** Lists of parents that end with a separator. */
export const parentTrailing: Check = ({ rules }) =>
  rules
    .filter(({ overwrite, element }) => {
      return !overwrite && /(?:^|[, ])$/.test(textOf(element, 'if_sid') ?? '-');
    })
    .map(({ id, element }) =>
      differs(
        'CHECK_PARENT_TRAILING',
        childrenNamed(element, 'if_sid').at(-1)?.contentAt ?? element.at,
        `rule ${id}: if_sid ends with a separator, so the rule also stands directly below its ` +
          'category and sees events that none of these parents matched',
      ),
    );
