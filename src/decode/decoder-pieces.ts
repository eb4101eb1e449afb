import type { Diagnostic, Place, Severity } from '../base/index.ts';
import { nearest } from '../base/index.ts';
import type { DecoderType, RuleDialect } from '../event/index.ts';
import type { Dialect, Pattern } from '../pattern/index.ts';
import { compilePattern, notLinear } from '../pattern/index.ts';
import type { XmlElement } from '../xml/index.ts';
import { sameName } from '../xml/index.ts';
import { alternativesOf } from './alternatives.ts';
import type { Offset } from './decoder.ts';

export const decoderTypes: readonly DecoderType[] = [
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
const wazuhTextElements = ['json_null_field', 'json_array_structure'];
const patternTypes: readonly Dialect[] = ['osmatch', 'osregex', 'pcre2'];
const jsonValues: Readonly<Record<string, readonly string[]>> = {
  json_null_field: ['string', 'discard', 'empty'],
  json_array_structure: ['array', 'csv'],
};
const offsets: Readonly<Record<string, readonly Offset[]>> = {
  prematch: ['after_parent'],
  regex: ['after_parent', 'after_prematch', 'after_regex'],
  plugin: ['after_parent', 'after_prematch'],
};

/** The text of one kind of element, all of its repetitions together. */
export interface Piece {
  text: string;
  readonly at: Place;
  readonly offset: Offset;
  /** The pattern language that the attribute `type` names. */
  type: Dialect | undefined;
}

/** The elements of a decoder by name, and the patterns among them compiled. */
export interface Pieces {
  readonly texts: ReadonlyMap<string, Piece>;
  readonly patterns: ReadonlyMap<string, Pattern>;
  /** What `regex` tries when its first alternative is nowhere, in order (Wazuh dialect). */
  readonly alternatives: readonly Pattern[];
}

export type Report = (code: string, at: Place, message: string, severity?: Severity) => void;

/** Reports errors into a list. */
export function reporter(problems: Diagnostic[]): Report {
  return (code, at, message, severity = 'error') => {
    problems.push({ severity, code, at, message });
  };
}

/** Reads the child elements of a decoder. */
export function readPieces(element: XmlElement, dialect: RuleDialect, report: Report): Pieces {
  const texts = collect(element, dialect, report);
  const regex = texts.get('regex');
  const isClassic = dialect === 'wazuh' && (regex?.type ?? 'osregex') === 'osregex';
  const [first, ...others] = isClassic && regex !== undefined ? alternativesOf(regex.text) : [];
  if (regex !== undefined && first !== undefined) texts.set('regex', { ...regex, text: first });
  const patterns = compileAll(texts, report);
  const alternatives = others.flatMap((text) => {
    const piece = regex === undefined ? [] : ([['regex', { ...regex, text }]] as const);
    return compileAll(new Map(piece), report).get('regex') ?? [];
  });
  return { texts, patterns, alternatives };
}

/** Words for a name that is not known, with the one that may have been meant. */
export function unknown(what: string, name: string, known: readonly string[]): string {
  const close = nearest(name, known);
  return `unknown ${what} ${name}${close === undefined ? '' : `, did you mean ${close}?`}`;
}

/** Repeated elements of a name are joined without a separator. */
function collect(element: XmlElement, dialect: RuleDialect, report: Report): Map<string, Piece> {
  const pieces = new Map<string, Piece>();
  const more = dialect === 'wazuh' ? wazuhTextElements : [];
  const known = [...Object.keys(patternElements), ...textElements, ...more];
  for (const child of element.children) {
    const name = known.find((one) =>
      one === 'type' ? child.name === 'type' : sameName(child.name, one),
    );
    if (name === undefined) {
      report('DECODER_ELEMENT_UNKNOWN', child.at, unknown('decoder element', child.name, known));
      continue;
    }
    const attributes = readAttributes(name, child, pieces.has(name), dialect, report);
    const earlier = pieces.get(name);
    if (earlier === undefined) {
      pieces.set(name, { text: child.content, at: child.contentAt, ...attributes });
    } else {
      earlier.text += child.content;
      // The last piece says in which language all of them are.
      earlier.type = attributes.type ?? earlier.type;
    }
  }
  for (const [name, values] of Object.entries(jsonValues)) {
    const piece = pieces.get(name);
    if (piece !== undefined && !values.includes(piece.text)) {
      report('DECODER_JSON_SETTING', piece.at, unknown(name, piece.text, values));
    }
  }
  const type = pieces.get('type');
  if (type !== undefined && !decoderTypes.some((one) => one === type.text)) {
    report('DECODER_TYPE_UNKNOWN', type.at, unknown('decoder type', type.text, decoderTypes));
  }
  return pieces;
}

type Attributes = Pick<Piece, 'offset' | 'type'>;

/** Which attributes an element takes, by its name. */
function takenBy(name: string, dialect: RuleDialect): { kind: string; typed: boolean } {
  const isWazuh = dialect === 'wazuh';
  if (name.startsWith('prematch')) return { kind: 'prematch', typed: isWazuh };
  if (name === 'regex' || name === 'pcre2') return { kind: 'regex', typed: isWazuh };
  if (name === 'plugin_decoder' && isWazuh) return { kind: 'plugin', typed: false };
  return { kind: '', typed: name === 'program_name' && isWazuh };
}

function readAttributes(
  name: string,
  child: XmlElement,
  repeated: boolean,
  dialect: RuleDialect,
  report: Report,
): Attributes {
  const { kind, typed } = takenBy(name, dialect);
  const known = offsets[kind];
  let offset: Offset = 'log';
  let type: Dialect | undefined;
  for (const attribute of child.attributes) {
    const { at, value } = attribute;
    if (typed && sameName(attribute.name, 'type')) {
      type = patternTypes.find((one) => one === value.toLowerCase());
      if (type === undefined)
        report('DECODER_TYPE_UNKNOWN', at, unknown('pattern type', value, patternTypes));
    } else if (known === undefined || !sameName(attribute.name, 'offset')) {
      const message = `the element ${child.name} has no attribute ${attribute.name}`;
      report('DECODER_ATTRIBUTE_UNKNOWN', at, message);
    } else if (repeated) {
      const message = 'only the first piece of a pattern can have an offset';
      report('DECODER_OFFSET_REPEATED', at, message);
    } else {
      const found = known.find((one) => one === value);
      if (found !== undefined) offset = found;
      else report('DECODER_OFFSET_UNKNOWN', at, `${child.name} can't start ${value}`);
    }
  }
  return { offset, type };
}

function compileAll(pieces: ReadonlyMap<string, Piece>, report: Report): Map<string, Pattern> {
  const compiled = new Map<string, Pattern>();
  for (const [name, piece] of pieces) {
    const dialect = patternElements[name];
    if (dialect === undefined) continue;
    // A pattern whose language is named folds nothing by itself.
    const result = compilePattern(piece.type ?? dialect, piece.text, {
      caseless: piece.type === undefined,
    });
    if (result.ok) {
      compiled.set(name, result.pattern);
      if (!result.pattern.linear) {
        report('DECODER_PATTERN_NOT_LINEAR', piece.at, `<${name}>: ${notLinear}`, 'warning');
      }
    } else {
      const at = { ...piece.at, column: piece.at.column + result.problem.offset };
      report('DECODER_PATTERN_BAD', at, `<${name}>: ${result.problem.reason}`);
    }
  }
  return compiled;
}
