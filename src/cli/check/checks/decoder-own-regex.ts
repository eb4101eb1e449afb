import { attribute } from '../../../xml/index.ts';
import { differs } from '../finding.ts';
import type { Check } from '../scope.ts';
import { has, textOf } from '../scope.ts';

/** Parents with a regex or a plugin: once a decoder has children, only they are run. */
export const decoderOwnRegex: Check = ({ decoders }) => {
  const parents = new Set(decoders.map((one) => textOf(one, 'parent')));
  return decoders
    .filter((one) => !has(one, 'parent') && parents.has(attribute(one, 'name')))
    .filter((one) => has(one, 'regex', 'pcre2', 'plugin_decoder'))
    .map((one) =>
      differs(
        'CHECK_DECODER_REGEX_UNUSED',
        one.at,
        `${attribute(one, 'name') ?? ''} has children, so its own regex or plugin never runs`,
      ),
    );
};
