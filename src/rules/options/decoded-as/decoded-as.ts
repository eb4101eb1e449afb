import { nearest } from '../../../base/index.ts';
import { phases } from '../../draft.ts';
import type { RuleOption } from '../../option.ts';
import { checkAttributes } from '../../option.ts';

export const decodedAs: RuleOption = {
  summary: 'The name of the decoder that took the event.',
  elements: ['decoded_as'],
  read(elements, draft, report, context) {
    const element = elements.at(-1);
    if (element === undefined) return;
    for (const one of elements) checkAttributes(one, [], report);
    const name = element.content;
    if (!context.decoderNames.has(name)) {
      const close = nearest(name, context.decoderNames);
      const hint = close === undefined ? '' : `, did you mean ${close}?`;
      report('RULE_DECODER_UNKNOWN', element.contentAt, `no decoder is named ${name}${hint}`);
    }
    draft.conditions.set('decoded_as', {
      key: 'decoded_as',
      phase: phases.decodedAs,
      fixed: true,
      family: 'plain',
      replaceable: true,
      test: (event) => event.decoder === name,
      shows: (event) => event.decoder,
    });
  },
};
