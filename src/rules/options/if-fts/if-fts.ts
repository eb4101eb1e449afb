import { ftsKey } from '../../fts-key.ts';
import { phases } from '../../draft.ts';
import type { RuleOption } from '../../option.ts';
import { checkAttributes } from '../../option.ts';

export const ifFts: RuleOption = {
  summary: 'Passes the first time that the fields of the fts list are seen together.',
  elements: ['if_fts'],
  read(elements, draft, report) {
    for (const element of elements) checkAttributes(element, [], report);
    draft.conditions.set('if_fts', {
      key: 'if_fts',
      phase: phases.ifFts,
      fixed: false,
      family: 'plain',
      replaceable: true,
      test(event, memory) {
        if (event.ftsDone) return true;
        const parts = event.decoderFacts?.fts ?? [];
        if (parts.length === 0) return false;
        return memory.firstSeen(ftsKey(event, parts), event.decoderType === 'ids');
      },
    });
  },
};
