import type { Event } from '../event/index.ts';
import type { Pattern, PatternMatch } from '../pattern/index.ts';
import type { DecodeStep } from './decode-step.ts';
import type { Assignment, Decoder, DecoderPlugin, Offset } from './decoder.ts';
import type { DecoderTree } from './load-decoders.ts';

/** Program names remembered with the decoders that take them. */
const programsMax = 4096;

/** The work done on an event after a top-level decoder took it. */
interface Work {
  readonly siblings: readonly Decoder[];
  index: number;
  decoder: Decoder;
  /** Ends of the parent's and of the child's prematch; undefined counts as the log's start. */
  readonly parentEnd: number;
  readonly childEnd: number;
}

/** Runs a decoder tree over events. Holds a bounded cache by program name. */
export class DecoderMachine {
  readonly #tree: DecoderTree;
  readonly #byProgram = new Map<string, readonly Decoder[]>();
  /** Decoders without a program that can take a log, by its first byte; filled as logs ask. */
  readonly #byFirstByte: (readonly Decoder[] | undefined)[] = [];

  constructor(tree: DecoderTree) {
    this.#tree = tree;
  }

  /** Selects a decoder and fills the event's fields; `trace` receives each assignment. */
  decode(event: Event, trace: Assignment[] | undefined, steps?: DecodeStep[]): void {
    const program = event.programName;
    const list = program === undefined ? this.#beginners(event, steps) : this.#takers(program);
    for (const decoder of list) {
      if (program !== undefined) {
        steps?.push({ decoder, what: 'program_name', matched: true, text: program });
      }
      let parentEnd = 0;
      if (decoder.prematch !== undefined) {
        parentEnd = find(decoder.prematch, event, event.log);
        noteText(steps, decoder, 'prematch', decoder.prematch, event, event.log);
        if (parentEnd < 0) continue;
      }
      select(event, decoder);
      const work = choose(decoder, event, parentEnd, steps);
      if (work !== undefined) run(work, event, trace, steps);
      return;
    }
  }

  /** There are many decoders without a program; the first byte alone rules out most of them. */
  #beginners({ log }: Event, steps: DecodeStep[] | undefined): readonly Decoder[] {
    const all = this.#tree.withoutProgram;
    if (log === '' || steps !== undefined) return all;
    const byte = log.charCodeAt(0);
    let list = this.#byFirstByte[byte];
    if (list === undefined) {
      list = all.filter(({ prematch }) => prematch === undefined || prematch.canBegin(byte));
      this.#byFirstByte[byte] = list;
    }
    return list;
  }

  /** Decoders whose program pattern takes this name: the same for every event of the program. */
  #takers(program: string): readonly Decoder[] {
    const known = this.#byProgram.get(program);
    if (known !== undefined) return known;
    const takers = this.#tree.withProgram.filter(
      // The name may hold bytes beyond ASCII; false is always right, and this runs once a name.
      (decoder) => decoder.program === 'any' || decoder.program?.test(program, false),
    );
    if (this.#byProgram.size >= programsMax) this.#byProgram.clear();
    this.#byProgram.set(program, takers);
    return takers;
  }
}

function find(pattern: NonNullable<Decoder['prematch']>, event: Event, text: string): number {
  return pattern.end(text, event.ascii);
}

function select(event: Event, decoder: Decoder): void {
  const { facts } = decoder;
  event.decoder = facts.name;
  event.decoderParent = facts.parent;
  event.decoderType = facts.type;
  event.decoderFacts = facts;
}

/** Finds what to run: the decoder itself, or the first child that takes the event. */
function choose(
  top: Decoder,
  event: Event,
  parentEnd: number,
  steps: DecodeStep[] | undefined,
): Work | undefined {
  const siblings = top.children;
  if (siblings.length === 0) {
    return { siblings: [top], index: 0, decoder: top, parentEnd, childEnd: parentEnd };
  }
  for (let i = 0; i < siblings.length; i++) {
    const child = siblings[i];
    if (child === undefined) return undefined;
    if (child.prematch === undefined) {
      return { siblings, index: i, decoder: child, parentEnd, childEnd: parentEnd };
    }
    const base = child.prematchAfterParent ? parentEnd : 0;
    const text = base === 0 ? event.log : event.log.slice(base);
    const end = find(child.prematch, event, text);
    noteText(steps, child, 'prematch', child.prematch, event, text);
    if (end >= 0) {
      select(event, child);
      return { siblings, index: i, decoder: child, parentEnd, childEnd: base + end };
    }
    // A failed head takes its whole chain along.
    while (siblings[i]?.next === true) i++;
  }
  return undefined;
}

function run(
  work: Work,
  event: Event,
  trace: Assignment[] | undefined,
  steps: DecodeStep[] | undefined,
): void {
  let regexEnd = -1;
  for (;;) {
    const { decoder } = work;
    const isOssec = decoder.dialect === 'ossec';
    if (decoder.plugin !== undefined) {
      runPlugin(work, decoder.plugin, event, trace);
      steps?.push({ decoder, what: 'plugin', matched: true, text: undefined });
      if (isOssec) return;
    } else if (decoder.regex === undefined) {
      return;
    } else {
      const base = startOf(work, decoder.regexOffset, regexEnd);
      const text = base === 0 ? event.log : event.log.slice(base);
      noteText(steps, decoder, 'regex', decoder.regex, event, text);
      const found = decoder.regex.exec(text, event.ascii) ?? otherwise(decoder, text, event.ascii);
      if (found === undefined) {
        regexEnd = -1;
      } else {
        regexEnd = base + found.end;
        // In the Wazuh dialect the decoder stays the one that the prematch chose.
        if (isOssec) select(event, decoder);
        assign(decoder, found.groups, event, trace);
      }
    }
    const next = decoder.next ? work.siblings[work.index + 1] : undefined;
    if (next === undefined) return;
    work.decoder = next;
    work.index++;
  }
}

/** For those who explain: what the pattern took, if anything. */
function noteText(
  steps: DecodeStep[] | undefined,
  decoder: Decoder,
  what: DecodeStep['what'],
  pattern: Pattern,
  event: Event,
  subject: string,
): void {
  if (steps === undefined) return;
  const text = pattern.matched(subject, event.ascii);
  steps.push({ decoder, what, matched: text !== undefined, text });
}

/** The first of the other alternatives that is in the text. */
function otherwise(
  { alternatives }: Decoder,
  text: string,
  ascii: boolean,
): PatternMatch | undefined {
  for (const pattern of alternatives) {
    const found = pattern.exec(text, ascii);
    if (found !== undefined) return found;
  }
  return undefined;
}

function runPlugin(
  work: Work,
  plugin: DecoderPlugin,
  event: Event,
  trace: Assignment[] | undefined,
): void {
  const { decoder } = work;
  if (decoder.dialect === 'ossec') select(event, decoder);
  const base = startOf(work, decoder.pluginOffset, -1);
  plugin(event, base === 0 ? event.log : event.log.slice(base), trace);
}

function startOf(work: Work, offset: Offset, regexEnd: number): number {
  switch (offset) {
    case 'log':
      return 0;
    case 'after_parent':
      return work.parentEnd;
    case 'after_prematch':
      return work.childEnd;
    case 'after_regex':
      return regexEnd >= 0 ? regexEnd : work.childEnd;
    default:
      return offset satisfies never;
  }
}

function assign(
  decoder: Decoder,
  groups: readonly string[],
  event: Event,
  trace: Assignment[] | undefined,
): void {
  const { order } = decoder;
  for (let i = 0; i < groups.length && i < order.length; i++) {
    const target = order[i];
    const value = groups[i];
    if (target === undefined || value === undefined) return;
    if (target.kind === 'static') {
      event[target.field] = value;
    } else {
      event.dynamic ??= new Map();
      event.dynamic.set(target.name, value);
    }
    trace?.push({ label: target.label, value });
  }
}
