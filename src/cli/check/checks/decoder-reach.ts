import type { XmlElement } from '../../../xml/index.ts';
import { attribute } from '../../../xml/index.ts';
import type { Finding } from '../finding.ts';
import { differs } from '../finding.ts';
import type { Check } from '../scope.ts';
import { has, textOf } from '../scope.ts';

/** Children that no event gets to, because a sibling before them takes every event. */
export const decoderReach: Check = ({ decoders }) => {
  const parents = decoders.map((one) => textOf(one, 'parent'));
  // Several decoders may be the parent of one name, each of the children that stand after it.
  const families = decoders
    .map((top, t) => {
      if (parents[t] !== undefined) return [];
      return decoders.filter((_, i) => i > t && parents[i] === nameOf(top));
    })
    .filter((family) => family.length > 0);
  const blocked = families.map((family) => new Map(unreached(family)));
  return decoders.flatMap((decoder) => {
    const mine = blocked.filter((_, i) => families[i]?.includes(decoder) === true);
    const takers = mine.map((one) => one.get(decoder));
    const [first] = takers;
    return first === undefined || takers.includes(undefined) ? [] : [finding(decoder, first)];
  });
};

function nameOf(decoder: XmlElement): string {
  return attribute(decoder, 'name') ?? '';
}

/** Pairs of a child that is never tried and the sibling that takes its events. */
function unreached(
  siblings: readonly XmlElement[],
): readonly (readonly [XmlElement, XmlElement])[] {
  const lastOfName = new Map(siblings.map((one, i) => [nameOf(one), i]));
  const goesOn = (i: number): boolean => {
    const one = siblings[i];
    return one !== undefined && (lastOfName.get(nameOf(one)) ?? i) > i;
  };
  for (let i = 0; i < siblings.length; i++) {
    const sibling = siblings[i];
    if (sibling === undefined) break;
    const takesAll = !has(sibling, 'prematch', 'prematch_pcre2');
    while (goesOn(i)) i++;
    if (takesAll) return siblings.slice(i + 1).map((one) => [one, sibling]);
  }
  return [];
}

function finding(decoder: XmlElement, sibling: XmlElement): Finding {
  const place = `${sibling.at.file}:${sibling.at.line}`;
  return differs(
    'CHECK_DECODER_UNREACHED',
    decoder.at,
    `${nameOf(decoder)} is never tried: ${nameOf(sibling)} (${place}) has no prematch, ` +
      'so it takes every event that comes to it, whether its regex matches or not',
  );
}
