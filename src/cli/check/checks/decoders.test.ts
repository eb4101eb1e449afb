import { describe, expect, it } from 'vitest';
import { decoder, found } from '../testing/found.ts';
import { decoderOwnRegex } from './decoder-own-regex.ts';
import { decoderReach } from './decoder-reach.ts';

const pre = '<prematch>x</prematch>';
const regex = '<regex>(x)</regex><order>id</order>';
const top = decoder('top', '', pre);

function names(text: string): readonly string[] {
  return found(decoderReach, { decoders: text }).map(
    (one) => /UNREACHED (\S+) is/.exec(one)?.[1] ?? one,
  );
}

describe('decoderReach', () => {
  it.each([
    ['nothing at all', '', []],
    ['the only child', top + decoder('a', 'top', regex), []],
    ['prematches', top + decoder('a', 'top', pre) + decoder('b', 'top', pre), []],
    ['a last one without', top + decoder('a', 'top', pre) + decoder('b', 'top', regex), []],
    ['one behind', top + decoder('a', 'top', regex) + decoder('b', 'top', pre), ['b']],
    [
      'all behind',
      top + decoder('a', 'top', regex) + decoder('b', 'top', pre) + decoder('c', 'top', regex),
      ['b', 'c'],
    ],
    [
      'a chain of one name goes on',
      top + decoder('a', 'top', regex) + decoder('a', 'top', regex) + decoder('b', 'top', pre),
      ['b'],
    ],
    [
      'the chain of a prematch',
      top + decoder('a', 'top', pre) + decoder('a', 'top', regex) + decoder('b', 'top', pre),
      [],
    ],
    [
      'the PCRE2 twin is a prematch',
      top + decoder('a', 'top', '<prematch_pcre2>x</prematch_pcre2>') + decoder('b', 'top', pre),
      [],
    ],
    [
      'other parents',
      top + decoder('two', '', pre) + decoder('a', 'top', regex) + decoder('b', 'two', pre),
      [],
    ],
    [
      'reached below a second parent of the name',
      top + decoder('a', 'top', regex) + top + decoder('b', 'top', pre),
      [],
    ],
  ])('%s', (_, text, expected) => {
    expect(names(text)).toEqual(expected);
  });

  it('says why and where', () => {
    const decoders = top + decoder('a', 'top', regex) + decoder('b', 'top', pre);
    expect(found(decoderReach, { decoders })).toEqual([
      'differs CHECK_DECODER_UNREACHED b is never tried: a (decoder.xml:2) has no prematch, ' +
        'so it takes every event that comes to it, whether its regex matches or not',
    ]);
  });
});

describe('decoderOwnRegex', () => {
  const busy = decoder('top', '', pre + regex);
  it.each([
    ['no children', busy, 0],
    ['a child', busy + decoder('a', 'top', regex), 1],
    ['children before it are of another', top + decoder('a', 'top', regex) + busy, 0],
    ['no regex', top + decoder('a', 'top', regex), 0],
    [
      'a plugin',
      decoder('top', '', `${pre}<plugin_decoder>x</plugin_decoder>`) + decoder('a', 'top', regex),
      1,
    ],
  ])('%s', (_, decoders, count) => {
    const expected = `differs CHECK_DECODER_REGEX_UNUSED top has children, so its own regex or plugin never runs`;
    const all = found(decoderOwnRegex, { decoders });
    expect(all).toEqual(Array.from({ length: count }, () => expected));
  });
});
