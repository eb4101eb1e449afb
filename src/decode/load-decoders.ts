import type { Diagnostic, Place } from '../base/index.ts';
import type { RuleDialect } from '../event/index.ts';
import type { XmlElement } from '../xml/index.ts';
import { attribute, childrenNamed, isNamed } from '../xml/index.ts';
import type { Decoder } from './decoder.ts';
import type { DecoderOptions } from './read-decoder.ts';
import { readDecoder } from './read-decoder.ts';

/** Names that rules can ask for although no file declares them: the built-in event decoders. */
export const builtInDecoderNames: readonly string[] = [
  'rootcheck',
  'syscheck_integrity_changed',
  'syscheck_integrity_changed_2nd',
  'syscheck_integrity_changed_3rd',
  'syscheck_new_entry',
  'syscheck_deleted',
  'hostinfo_new',
  'hostinfo_modified',
];

/** The two top-level lists, each in the order of definition. */
export interface DecoderTree {
  /** Decoders with a program name: the only ones an event with a program sees. */
  readonly withProgram: readonly Decoder[];
  readonly withoutProgram: readonly Decoder[];
  readonly names: ReadonlySet<string>;
  /** Whose pre-decoding events get: Wazuh's where every decoder is of that dialect. */
  readonly dialect: RuleDialect;
  readonly count: number;
}

/** Builds the decoder tree of all files' root elements, in file order. */
export function loadDecoders(
  roots: readonly XmlElement[],
  options: DecoderOptions,
): { readonly tree: DecoderTree; readonly diagnostics: readonly Diagnostic[] } {
  const diagnostics: Diagnostic[] = [];
  const withProgram: Decoder[] = [];
  const withoutProgram: Decoder[] = [];
  const names = new Set(builtInDecoderNames);
  const broken = new Set<string>();
  let count = 0;
  let ofWazuh = 0;
  for (const root of roots) {
    if (!isNamed(root, 'decoder')) {
      const message = `only decoders may stand here, not <${root.name}>`;
      diagnostics.push({ severity: 'error', code: 'DECODER_EXPECTED', at: root.at, message });
      continue;
    }
    const decoder = readDecoder(root, options, diagnostics);
    if (decoder === undefined) {
      checkParent(root, broken, [...withProgram, ...withoutProgram], diagnostics);
      continue;
    }
    count++;
    if (decoder.dialect === 'wazuh') ofWazuh++;
    names.add(decoder.name);
    if (decoder.parent === undefined) {
      (decoder.program === undefined ? withoutProgram : withProgram).push(decoder);
    } else {
      const tops = [...withProgram, ...withoutProgram];
      if (isKnown(decoder.parent, broken, tops)) attach(decoder, tops, diagnostics);
      else diagnostics.push(unknownParent(decoder.parent, decoder.at));
    }
  }
  const dialect = count > 0 && ofWazuh === count ? 'wazuh' : 'ossec';
  return { tree: { withProgram, withoutProgram, names, dialect, count }, diagnostics };
}

function isKnown(parent: string, broken: ReadonlySet<string>, tops: readonly Decoder[]): boolean {
  return broken.has(parent) || tops.some((one) => one.name === parent);
}

function unknownParent(parent: string, at: Place): Diagnostic {
  const message = `no top-level decoder ${parent} stands before this one`;
  return { severity: 'error', code: 'DECODER_PARENT_UNKNOWN', at, message };
}

/** A decoder with problems: its parent is checked all the same, its children are not blamed. */
function checkParent(
  root: XmlElement,
  broken: Set<string>,
  tops: readonly Decoder[],
  diagnostics: Diagnostic[],
): void {
  const name = attribute(root, 'name');
  const parent = childrenNamed(root, 'parent')[0]?.content;
  if (parent === undefined && name !== undefined) broken.add(name);
  if (parent !== undefined && !isKnown(parent, broken, tops)) {
    diagnostics.push(unknownParent(parent, root.at));
  }
}

function attach(decoder: Decoder, tops: readonly Decoder[], diagnostics: Diagnostic[]): void {
  const parents = tops.filter((one) => one.name === decoder.parent);
  for (const parent of parents) {
    const child = parents.length === 1 ? decoder : { ...decoder, children: [] };
    if (!decoder.useOwnName) child.facts = { ...child.facts, name: parent.facts.name };
    chain(child, parent.children, diagnostics);
    parent.children.push(child);
  }
}

/** Siblings of one name form a chain of patterns over the same log. */
function chain(child: Decoder, siblings: readonly Decoder[], diagnostics: Diagnostic[]): void {
  const earlier = siblings.filter((one) => one.name === child.name);
  const fail = (message: string): void => {
    diagnostics.push({ severity: 'error', code: 'DECODER_CHAIN_BAD', at: child.at, message });
  };
  if (child.regexOffset === 'after_regex' && earlier.length === 0) {
    fail('after_regex needs an earlier sibling of the same name');
  }
  if (earlier.length === 0) return;
  if (child.prematch !== undefined) fail('a later sibling of the same name has no prematch');
  if (child.fts.length > 0) fail('a later sibling of the same name has no fts');
  for (const one of child.dialect === 'ossec' ? earlier : []) {
    if (one.regex?.dialect !== child.regex?.dialect) {
      fail('siblings of one name need regex elements of one kind');
      break;
    }
  }
  for (const one of earlier) one.next = true;
}
