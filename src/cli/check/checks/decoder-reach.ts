import type { XmlElement } from '../../../xml/index.ts';
import { attribute } from '../../../xml/index.ts';
import type { Finding } from '../finding.ts';
import { differs } from '../finding.ts';
import type { Check } from '../scope.ts';
import { has, textOf } from '../scope.ts';

/** Children that no event gets to, because a sibling before them takes every event. */
export const decoderReach: Check = ({ decoders }) => {
  const families = new Map<string, XmlElement[]>();
  for (const decoder of decoders) {
    const parent = textOf(decoder, 'parent');
    if (parent === undefined) continue;
    const family = families.get(parent);
    if (family === undefined) families.set(parent, [decoder]);
    else family.push(decoder);
  }
  return [...families.values()].flatMap(unreached);
};

function nameOf(decoder: XmlElement): string {
  return attribute(decoder, 'name') ?? '';
}

function unreached(siblings: readonly XmlElement[]): readonly Finding[] {
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
    if (takesAll) return siblings.slice(i + 1).map((one) => finding(one, sibling));
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
