import type { Diagnostic } from '../base/index.ts';
import { hasErrors } from '../base/index.ts';
import type { FtsPart, RuleDialect } from '../event/index.ts';
import type { Pattern } from '../pattern/index.ts';
import type { XmlElement } from '../xml/index.ts';
import { sameName } from '../xml/index.ts';
import type { Decoder, DecoderPlugin, Offset, OrderTarget } from './decoder.ts';
import type { Pieces, Report } from './decoder-pieces.ts';
import { decoderTypes, readPieces, reporter, unknown } from './decoder-pieces.ts';
import { checkShape } from './decoder-shape.ts';
import { parseFts } from './fts.ts';
import { parseOrder } from './order.ts';
import type { JsonDecoderSettings } from './plugins/json.ts';
import { jsonDecoder } from './plugins/json.ts';
import { jsonDecoderName, plugins } from './plugins/registry.ts';

export interface DecoderOptions {
  readonly orderSize: number;
  /** The dialect of a root element; without it all are OSSEC's. */
  readonly dialectOf?: (root: XmlElement) => RuleDialect;
}

/** Reads one `<decoder>`; pushes every problem and answers undefined when there was one. */
export function readDecoder(
  element: XmlElement,
  options: DecoderOptions,
  problems: Diagnostic[],
): Decoder | undefined {
  const before = problems.length;
  const report = reporter(problems);
  const dialect = options.dialectOf?.(element) ?? 'ossec';
  const name = readName(element, report);
  const pieces = readPieces(element, dialect, report);
  const lists = readLists(pieces, options, dialect, report);
  checkShape(element, pieces, dialect, report);
  if (hasErrors(problems.slice(before))) return undefined;
  return assemble(element, name, dialect, pieces, lists);
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

function readLists(
  { texts }: Pieces,
  options: DecoderOptions,
  dialect: RuleDialect,
  report: Report,
): Lists {
  const order = texts.get('order');
  const targets =
    order === undefined ? undefined : parseOrder(order.text, options.orderSize, dialect);
  if (order !== undefined && targets?.ok === false) {
    report('DECODER_ORDER_BAD', order.at, targets.reason);
  }
  const fts = texts.get('fts');
  const parts = fts === undefined ? undefined : parseFts(fts.text, dialect);
  if (fts !== undefined && parts?.ok === false) {
    report('DECODER_FTS_UNKNOWN', fts.at, `fts knows no field ${parts.word}`);
  }
  const named = texts.get('plugin_decoder');
  const settings = jsonSettings(texts, options);
  const plugin = named === undefined ? undefined : pluginNamed(named.text, dialect, settings);
  if (named !== undefined && plugin === undefined) {
    const known = [...plugins.keys(), ...(dialect === 'wazuh' ? [jsonDecoderName] : [])];
    report('DECODER_PLUGIN_UNKNOWN', named.at, unknown('plugin', named.text, known));
  }
  return {
    order: targets?.ok === true ? targets.targets : [],
    fts: parts?.ok === true ? parts.parts : [],
    plugin,
  };
}

function jsonSettings(texts: Pieces['texts'], options: DecoderOptions): JsonDecoderSettings {
  return {
    nulls: texts.get('json_null_field')?.text === 'discard' ? 'discard' : 'string',
    lists: texts.get('json_array_structure')?.text === 'csv' ? 'csv' : 'array',
    fieldsMax: options.orderSize,
  };
}

function pluginNamed(
  name: string,
  dialect: RuleDialect,
  settings: JsonDecoderSettings,
): DecoderPlugin | undefined {
  const isJson = dialect === 'wazuh' && name === jsonDecoderName;
  return isJson ? jsonDecoder(settings) : plugins.get(name);
}

function assemble(
  element: XmlElement,
  name: string,
  dialect: RuleDialect,
  pieces: Pieces,
  lists: Lists,
): Decoder {
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
    dialect,
    at: element.at,
    parent,
    useOwnName: texts.get('use_own_name')?.text === 'true',
    program: programOf(pieces),
    prematch: patterns.get('prematch') ?? patterns.get('prematch_pcre2'),
    prematchAfterParent: prematch?.offset === 'after_parent',
    regex: patterns.get('regex') ?? patterns.get('pcre2'),
    regexOffset: regexOffset(regex?.offset ?? 'log', parent),
    alternatives: pieces.alternatives,
    ...lists,
    pluginOffset: regexOffset(texts.get('plugin_decoder')?.offset ?? 'log', parent),
    type,
    ftsComment,
    accumulate,
    children: [],
    next: false,
    facts: {
      name,
      parent,
      type,
      fts,
      ftsComment,
      accumulate,
      ...(dialect === 'wazuh' ? { exactNames: true } : {}),
    },
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
