import type { Diagnostic, Place, Severity } from '../base/index.ts';
import { nearest } from '../base/index.ts';
import type { DecoderType } from '../event/index.ts';
import type { Dialect, Pattern } from '../pattern/index.ts';
import { compilePattern, notLinear } from '../pattern/index.ts';
import type { XmlElement } from '../xml/index.ts';
import { sameName } from '../xml/index.ts';
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
const offsets: Readonly<Record<string, readonly Offset[]>> = {
  prematch: ['after_parent'],
  regex: ['after_parent', 'after_prematch', 'after_regex'],
};

/** The text of one kind of element, all of its repetitions together. */
export interface Piece {
  text: string;
  readonly at: Place;
  readonly offset: Offset;
}

/** The elements of a decoder by name, and the patterns among them compiled. */
export interface Pieces {
  readonly texts: ReadonlyMap<string, Piece>;
  readonly patterns: ReadonlyMap<string, Pattern>;
}

export type Report = (code: string, at: Place, message: string, severity?: Severity) => void;

/** Reports errors into a list. */
export function reporter(problems: Diagnostic[]): Report {
  return (code, at, message, severity = 'error') => {
    problems.push({ severity, code, at, message });
  };
}

/** Reads the child elements of a decoder. */
export function readPieces(element: XmlElement, report: Report): Pieces {
  const texts = collect(element, report);
  return { texts, patterns: compileAll(texts, report) };
}

/** Words for a name that is not known, with the one that may have been meant. */
export function unknown(what: string, name: string, known: readonly string[]): string {
  const close = nearest(name, known);
  return `unknown ${what} ${name}${close === undefined ? '' : `, did you mean ${close}?`}`;
}

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
