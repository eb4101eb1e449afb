import { describe, expect, it } from 'vitest';
import type { DecoderFacts } from '../event/index.ts';
import { Event } from '../event/index.ts';
import { addDynamicFields, decoderJson } from './event-json.ts';
import { JsonRecord } from './json-record.ts';

const facts: DecoderFacts = {
  name: 'sshd',
  parent: undefined,
  type: 'syslog',
  fts: [],
  ftsComment: undefined,
  accumulate: false,
};

function event(fields: Partial<Event> = {}): Event {
  return Object.assign(new Event(0, '1', '/x', 'a log'), fields);
}

describe('what JSON tells of the decoder', () => {
  it.each<[name: string, fields: Partial<Event>, json: string]>([
    ['none', {}, '{}'],
    ['its name', { decoderFacts: facts }, '{"name":"sshd"}'],
    ['its parent', { decoderFacts: { ...facts, parent: 'ssh' } }, '{"parent":"ssh","name":"sshd"}'],
    [
      'the parts of its key, as bits',
      { decoderFacts: { ...facts, fts: ['name', 'user', 'location'], ftsComment: 'first' } },
      '{"fts":2816,"name":"sshd","ftscomment":"first"}',
    ],
    [
      'that it accumulates',
      { decoderFacts: { ...facts, accumulate: true } },
      '{"accumulate":1,"name":"sshd"}',
    ],
    [
      'a record of its own of what was seen',
      { decoderFacts: facts, ftsDone: true },
      '{"fts":4096,"name":"sshd"}',
    ],
    [
      'names that the event has without a decoder',
      { decoder: 'syscheck', decoderParent: 'p', ftsDone: true },
      '{"fts":4096,"parent":"p","name":"syscheck"}',
    ],
  ])('%s', (_name, fields, json) => {
    expect(decoderJson(event(fields)).toString()).toBe(json);
  });

  it('is the same for the next event of the decoder, and not for one that keeps its record', () => {
    const plain = event({ decoderFacts: facts });
    const done = event({ decoderFacts: facts, ftsDone: true });
    const texts = [plain, done, plain, done].map((one) => decoderJson(one).toString());
    expect(texts).toEqual([
      '{"name":"sshd"}',
      '{"fts":4096,"name":"sshd"}',
      '{"name":"sshd"}',
      '{"fts":4096,"name":"sshd"}',
    ]);
  });
});

describe('fields of other names', () => {
  it('come in the order of the decoder', () => {
    const record = new JsonRecord();
    const dynamic = new Map([
      ['b', '1'],
      ['a"', 'x\ny'],
    ]);
    addDynamicFields(record, event({ dynamic }));
    expect(record.toString()).toBe('{"b":"1","a\\"":"x\\ny"}');
  });

  it('are none without a map of them', () => {
    const record = new JsonRecord();
    addDynamicFields(record, event());
    expect(record.toString()).toBe('{}');
  });
});
