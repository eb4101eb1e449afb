import { phases } from '../../draft.ts';
import type { RuleOption } from '../../option.ts';
import { checkAttributes } from '../../option.ts';

/** Longer logs can't be compared. */
const logMax = 8192;

export const checkDiff: RuleOption = {
  summary: 'Passes when the log differs from the last one of the same host; the first is stored.',
  elements: ['check_diff'],
  read(elements, draft, report) {
    for (const element of elements) checkAttributes(element, [], report);
    draft.checkDiff = true;
    const { id } = draft;
    draft.conditions.set('check_diff', {
      key: 'check_diff',
      phase: phases.checkDiff,
      fixed: false,
      family: 'extra',
      replaceable: true,
      test(event, memory) {
        if (event.log.length >= logMax) return false;
        const agent = /\(([^)]*)\)/.exec(event.hostname)?.[1] ?? event.hostname;
        const previous = memory.swapDiff(`${agent}/${id}`, event.log);
        if (previous === undefined || previous === event.log) return false;
        memory.context = ['Previous output:', previous];
        return true;
      },
    });
  },
};
