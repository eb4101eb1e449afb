import type { Diagnostic, Place } from '../base/index.ts';
import { nearest } from '../base/index.ts';
import type { DecoderType } from '../event/index.ts';
import type { Dialect, Pattern } from '../pattern/index.ts';
import { compilePattern } from '../pattern/index.ts';
import type { XmlElement } from '../xml/index.ts';
import { sameName } from '../xml/index.ts';
import type { Decoder, Offset } from './decoder.ts';
import { parseFts } from './fts.ts';
import { orderWords, parseOrder } from './order.ts';
import { plugins } from './plugins/registry.ts';

const decoderTypes: readonly DecoderType[] = [
  'firewall',
  'ids',
  'web-log',
  'syslog',
  'squid',
  'windows',
  'host-information',
  'ossec',
];

const patternElements: Readonly<Record<string, Dialect>> = {
  program_name: 'osmatch',
  program_name_pcre2: 'pcre2',
  prematch: 'osregex',
  prematch_pcre2: 'pcre2',
  regex: 'osregex',
  pcre2: 'pcre2',
};
const textElements = [
  'parent',
  'order',
  'fts',
  'ftscomment',
  'type',
  'use_own_name',
  'plugin_decoder',
  'accumulate',
];
const offsets: Readonly<Record<string, readonly Offset[]>> = {
  prematch: ['after_parent'],
  regex: ['after_parent', 'after_prematch', 'after_regex'],
};

interface Piece {
  text: string;
  readonly at: Place;
  readonly offset: Offset;
}

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
  const report = (code: string, at: Place, message: string): void => {
    problems.push({ severity: 'error', code, at, message });
  };
  const [first, second] = element.attributes;
  if (first === undefined || !sameName(first.name, 'name') || first.value === '') {
    report('DECODER_NAME_MISSING', element.at, 'a decoder needs the attribute name');
  }
  if (second !== undefined) {
    report('DECODER_ATTRIBUTE_UNKNOWN', second.at, `a decoder has no attribute ${second.name}`);
  }
  const pieces = collect(element, report);
  const compiled = compileAll(pieces, report);
  const order = pieces.get('order');
  const targets = order === undefined ? undefined : parseOrder(order.text, options.orderSize);
  if (order !== undefined && targets?.ok === false) {
    report('DECODER_ORDER_BAD', order.at, targets.reason);
  }
  const fts = pieces.get('fts');
  const ftsParts = fts === undefined ? undefined : parseFts(fts.text);
  if (fts !== undefined && ftsParts?.ok === false) {
    report('DECODER_FTS_UNKNOWN', fts.at, `fts knows no field ${ftsParts.word}`);
  }
  const plugin = pieces.get('plugin_decoder');
  const pluginFunction = plugin === undefined ? undefined : plugins.get(plugin.text);
  if (plugin !== undefined && pluginFunction === undefined) {
    const known = [...plugins.keys()];
    report('DECODER_PLUGIN_UNKNOWN', plugin.at, unknown('plugin', plugin.text, known));
  }
  checkShape(element, pieces, compiled, report);
  if (problems.length > before) return undefined;
  const name = first?.value ?? '';
  const regex = pieces.get('regex') ?? pieces.get('pcre2');
  const prematch = pieces.get('prematch') ?? pieces.get('prematch_pcre2');
  const parent = pieces.get('parent')?.text;
  const type = decoderTypes.find((one) => one === pieces.get('type')?.text) ?? 'syslog';
  const parts = ftsParts?.ok === true ? ftsParts.parts : [];
  const ftsComment = pieces.get('ftscomment')?.text;
  const accumulate = pieces.has('accumulate');
  return {
    name,
    at: element.at,
    parent,
    useOwnName: pieces.get('use_own_name')?.text === 'true',
    program: programOf(pieces, compiled),
    prematch: compiled.get('prematch') ?? compiled.get('prematch_pcre2'),
    prematchAfterParent: prematch?.offset === 'after_parent',
    regex: compiled.get('regex') ?? compiled.get('pcre2'),
    regexOffset: regexOffset(regex?.offset ?? 'log', parent),
    order: targets?.ok === true ? targets.targets : [],
    plugin: pluginFunction,
    type,
    fts: parts,
    ftsComment,
    accumulate,
    children: [],
    next: false,
    facts: { name, parent, type, fts: parts, ftsComment, accumulate },
  };
}

function programOf(
  pieces: ReadonlyMap<string, Piece>,
  compiled: ReadonlyMap<string, Pattern>,
): Pattern | 'any' | undefined {
  if (pieces.get('program_name')?.text === '') return 'any';
  return compiled.get('program_name') ?? compiled.get('program_name_pcre2');
}

/** Without a parent the end of the own prematch takes the parent's place. */
function regexOffset(offset: Offset, parent: string | undefined): Offset {
  return offset === 'after_prematch' && parent === undefined ? 'after_parent' : offset;
}

function unknown(what: string, name: string, known: readonly string[]): string {
  const close = nearest(name, known);
  return `unknown ${what} ${name}${close === undefined ? '' : `, did you mean ${close}?`}`;
}

type Report = (code: string, at: Place, message: string) => void;

/** Repeated elements of a name are joined without a separator. */
function collect(element: XmlElement, report: Report): Map<string, Piece> {
  const pieces = new Map<string, Piece>();
  const known = [...Object.keys(patternElements), ...textElements];
  for (const child of element.children) {
    const name = known.find((one) =>
      one === 'type' ? child.name === 'type' : sameName(child.name, one),
    );
    if (name === undefined) {
      report('DECODER_ELEMENT_UNKNOWN', child.at, unknown('decoder element', child.name, known));
      continue;
    }
    const offset = readOffset(name, child, pieces.has(name), report);
    const earlier = pieces.get(name);
    if (earlier === undefined) {
      pieces.set(name, { text: child.content, at: child.contentAt, offset });
    } else {
      earlier.text += child.content;
    }
  }
  const type = pieces.get('type');
  if (type !== undefined && !decoderTypes.some((one) => one === type.text)) {
    report('DECODER_TYPE_UNKNOWN', type.at, unknown('decoder type', type.text, decoderTypes));
  }
  return pieces;
}

function readOffset(name: string, child: XmlElement, repeated: boolean, report: Report): Offset {
  const kind = name.startsWith('prematch') ? 'prematch' : 'regex';
  const takes = name.startsWith('prematch') || name === 'regex' || name === 'pcre2';
  let offset: Offset = 'log';
  for (const attribute of child.attributes) {
    const found = (offsets[kind] ?? []).find((one) => one === attribute.value);
    if (!takes || !sameName(attribute.name, 'offset')) {
      const message = `the element ${child.name} has no attribute ${attribute.name}`;
      report('DECODER_ATTRIBUTE_UNKNOWN', attribute.at, message);
    } else if (repeated) {
      const message = 'only the first piece of a pattern can have an offset';
      report('DECODER_OFFSET_REPEATED', attribute.at, message);
    } else if (found === undefined) {
      const message = `${child.name} can't start ${attribute.value}`;
      report('DECODER_OFFSET_UNKNOWN', attribute.at, message);
    } else {
      offset = found;
    }
  }
  return offset;
}

function compileAll(pieces: ReadonlyMap<string, Piece>, report: Report): Map<string, Pattern> {
  const compiled = new Map<string, Pattern>();
  for (const [name, piece] of pieces) {
    const dialect = patternElements[name];
    if (dialect === undefined) continue;
    const result = compilePattern(dialect, piece.text);
    if (result.ok) {
      compiled.set(name, result.pattern);
    } else {
      const at = { ...piece.at, column: piece.at.column + result.problem.offset };
      report('DECODER_PATTERN_BAD', at, `<${name}>: ${result.problem.reason}`);
    }
  }
  return compiled;
}

/** What must and must not stand together. */
function checkShape(
  element: XmlElement,
  pieces: ReadonlyMap<string, Piece>,
  compiled: ReadonlyMap<string, Pattern>,
  report: Report,
): void {
  const has = (...names: readonly string[]): boolean => names.some((name) => pieces.has(name));
  const fail = (message: string): void => report('DECODER_INCOMPLETE', element.at, message);
  const hasRegex = has('regex', 'pcre2');
  const offset = (pieces.get('regex') ?? pieces.get('pcre2'))?.offset;
  const prematch = pieces.get('prematch') ?? pieces.get('prematch_pcre2');
  const parent = has('parent');
  if (!parent && !has('prematch', 'prematch_pcre2', 'program_name', 'program_name_pcre2')) {
    fail('a decoder without parent needs a prematch or a program_name');
  }
  if (has('plugin_decoder')) {
    if (hasRegex || has('order')) fail('a plugin goes with neither regex nor order');
  } else if (hasRegex !== has('order') || (has('fts') && !hasRegex)) {
    const words = orderWords.slice(0, 4).join(', ');
    fail(`regex and order go together (order names the captures: ${words}…), fts needs both`);
  }
  if (!parent && (offset === 'after_parent' || prematch?.offset === 'after_parent')) {
    fail('after_parent needs a parent');
  }
  if (!parent && offset === 'after_regex') fail('after_regex needs a parent');
  if (parent && offset === 'after_prematch' && prematch === undefined) {
    fail('after_prematch needs a prematch');
  }
  if (compiled.get('regex')?.anchoredLiteral === true && !pieces.has('pcre2')) {
    fail('a regex that is a plain text with ^ or $ captures nothing');
  }
}
