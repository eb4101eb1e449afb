import type { DecoderFacts, Event, FtsPart } from '../event/index.ts';
import { JsonRecord } from './json-record.ts';

/** Bits that OSSEC prints for the parts of a first-time-seen key. */
const ftsBits: Readonly<Record<FtsPart, number>> = {
  name: 0o1000,
  user: 0o4000,
  srcuser: 0o2000,
  srcip: 0o100,
  dstip: 0o200,
  location: 0o400,
  id: 0o10,
  data: 0o20,
  system_name: 0o40,
};
const ftsDoneBit = 0o10000;

/** By decoder, and there by whether the event keeps its own record of what was seen before. */
const written = new WeakMap<DecoderFacts, readonly [JsonRecord, JsonRecord]>();

/** What the decoder is, as far as it says anything; `{}` when no decoder matched. */
export function decoderJson(event: Event): JsonRecord {
  const { decoderFacts, ftsDone, decoder, decoderParent } = event;
  if (decoderFacts === undefined) {
    return new JsonRecord()
      .number('fts', ftsDone ? ftsDoneBit : undefined)
      .text('parent', decoderParent)
      .text('name', decoder);
  }
  let both = written.get(decoderFacts);
  if (both === undefined) {
    both = [factsJson(decoderFacts, 0), factsJson(decoderFacts, ftsDoneBit)];
    written.set(decoderFacts, both);
  }
  return both[ftsDone ? 1 : 0];
}

function factsJson(facts: DecoderFacts, doneBit: number): JsonRecord {
  let fts = doneBit;
  for (const part of facts.fts) fts |= ftsBits[part];
  return new JsonRecord()
    .number('fts', fts === 0 ? undefined : fts)
    .number('accumulate', facts.accumulate ? 1 : undefined)
    .text('parent', facts.parent)
    .text('name', facts.name)
    .text('ftscomment', facts.ftsComment);
}

export function addDynamicFields(record: JsonRecord, event: Event): void {
  if (event.dynamic === undefined) return;
  for (const [name, value] of event.dynamic) record.text(name, value);
}
