import type { Diagnostic } from '../base/index.ts';
import { hasErrors } from '../base/index.ts';
import type { FtsPart } from '../event/index.ts';
import type { Pattern } from '../pattern/index.ts';
import type { XmlElement } from '../xml/index.ts';
import { sameName } from '../xml/index.ts';
import type { Decoder, DecoderPlugin, Offset, OrderTarget } from './decoder.ts';
import type { Pieces, Report } from './decoder-pieces.ts';
import { decoderTypes, readPieces, reporter, unknown } from './decoder-pieces.ts';
import { checkShape } from './decoder-shape.ts';
import { parseFts } from './fts.ts';
import { parseOrder } from './order.ts';
import { plugins } from './plugins/registry.ts';

export interface DecoderOptions {
  readonly orderSize: number;
}

/** Reads one `<decoder>`; pushes every problem and answers undefined when there was one. */
export function readDecoder(
  element: XmlElement,
  options: DecoderOptions,
  problems: Diagnostic[],
): Decoder | undefined {
  const before = problems.length;
  const report = reporter(problems);
  const name = readName(element, report);
  const pieces = readPieces(element, report);
  const lists = readLists(pieces, options, report);
  checkShape(element, pieces, report);
  return hasErrors(problems.slice(before)) ? undefined : assemble(element, name, pieces, lists);
}

function readName(element: XmlElement, report: Report): string {
  const [first, second] = element.attributes;
  const name = first !== undefined && sameName(first.name, 'name') ? first.value : '';
  if (name === '') {
    report('DECODER_NAME_MISSING', element.at, 'a decoder needs the attribute name');
  }
  if (second !== undefined) {
    report('DECODER_ATTRIBUTE_UNKNOWN', second.at, `a decoder has no attribute ${second.name}`);
  }
  return name;
}

/** What the lists and names among a decoder's texts stand for. */
interface Lists {
  readonly order: readonly OrderTarget[];
  readonly fts: readonly FtsPart[];
  readonly plugin: DecoderPlugin | undefined;
}

function readLists({ texts }: Pieces, options: DecoderOptions, report: Report): Lists {
  const order = texts.get('order');
  const targets = order === undefined ? undefined : parseOrder(order.text, options.orderSize);
  if (order !== undefined && targets?.ok === false) {
    report('DECODER_ORDER_BAD', order.at, targets.reason);
  }
  const fts = texts.get('fts');
  const parts = fts === undefined ? undefined : parseFts(fts.text);
  if (fts !== undefined && parts?.ok === false) {
    report('DECODER_FTS_UNKNOWN', fts.at, `fts knows no field ${parts.word}`);
  }
  const named = texts.get('plugin_decoder');
  const plugin = named === undefined ? undefined : plugins.get(named.text);
  if (named !== undefined && plugin === undefined) {
    const known = [...plugins.keys()];
    report('DECODER_PLUGIN_UNKNOWN', named.at, unknown('plugin', named.text, known));
  }
  return {
    order: targets?.ok === true ? targets.targets : [],
    fts: parts?.ok === true ? parts.parts : [],
    plugin,
  };
}

function assemble(element: XmlElement, name: string, pieces: Pieces, lists: Lists): Decoder {
  const { texts, patterns } = pieces;
  const regex = texts.get('regex') ?? texts.get('pcre2');
  const prematch = texts.get('prematch') ?? texts.get('prematch_pcre2');
  const parent = texts.get('parent')?.text;
  const type = decoderTypes.find((one) => one === texts.get('type')?.text) ?? 'syslog';
  const { fts } = lists;
  const ftsComment = texts.get('ftscomment')?.text;
  const accumulate = texts.has('accumulate');
  return {
    name,
    at: element.at,
    parent,
    useOwnName: texts.get('use_own_name')?.text === 'true',
    program: programOf(pieces),
    prematch: patterns.get('prematch') ?? patterns.get('prematch_pcre2'),
    prematchAfterParent: prematch?.offset === 'after_parent',
    regex: patterns.get('regex') ?? patterns.get('pcre2'),
    regexOffset: regexOffset(regex?.offset ?? 'log', parent),
    ...lists,
    type,
    ftsComment,
    accumulate,
    children: [],
    next: false,
    facts: { name, parent, type, fts, ftsComment, accumulate },
  };
}

function programOf({ texts, patterns }: Pieces): Pattern | 'any' | undefined {
  if (texts.get('program_name')?.text === '') return 'any';
  return patterns.get('program_name') ?? patterns.get('program_name_pcre2');
}

/** Without a parent the end of the own prematch takes the parent's place. */
function regexOffset(offset: Offset, parent: string | undefined): Offset {
  return offset === 'after_prematch' && parent === undefined ? 'after_parent' : offset;
}
