import { attribute } from '../../../xml/index.ts';
import { differs } from '../finding.ts';
import type { Check } from '../scope.ts';
import { has, textOf } from '../scope.ts';

/** Parents with a regex or a plugin: once a decoder has children, only they are run. */
export const decoderOwnRegex: Check = ({ decoders }) => {
  // The last place at which a child names each parent: a decoder after that has no children.
  const lastChild = new Map(decoders.map((one, i) => [textOf(one, 'parent'), i]));
  return decoders
    .filter((one, i) => (lastChild.get(attribute(one, 'name')) ?? -1) > i && !has(one, 'parent'))
    .filter((one) => has(one, 'regex', 'pcre2', 'plugin_decoder'))
    .map((one) =>
      differs(
        'CHECK_DECODER_REGEX_UNUSED',
        one.at,
        `${attribute(one, 'name') ?? ''} has children, so its own regex or plugin never runs`,
      ),
    );
};
