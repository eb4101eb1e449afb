import { describe, expect, it } from 'vitest';
import { Event } from '../../event/index.ts';
import type { JsonDecoderSettings } from './json.ts';
import { jsonDecoder } from './json.ts';

const usual: JsonDecoderSettings = { nulls: 'string', lists: 'array', fieldsMax: 256 };

function decode(text: string, settings: Partial<JsonDecoderSettings> = {}): Event {
  const event = new Event(0, '1', 'x', text);
  event.ascii = true;
  jsonDecoder({ ...usual, ...settings })(event, text, undefined);
  return event;
}

const dynamic = (event: Event): unknown => Object.fromEntries(event.dynamic ?? []);

describe('JSON fields', () => {
  it('fill the fields of the event that have their names', () => {
    const names = ['srcip', 'dstip', 'srcport', 'dstport', 'protocol', 'action', 'srcuser'];
    const more = ['dstuser', 'id', 'status', 'url', 'data', 'systemname'];
    const all = Object.fromEntries([...names, ...more].map((name) => [name, `${name}!`]));
    const event = decode(JSON.stringify({ ...all, extra_data: 'more' }));

    for (const name of [...names, ...more]) expect(Reflect.get(event, name)).toBe(`${name}!`);
    expect(event.extraData).toBe('more');
    expect(event.dynamic).toBeUndefined();
  });

  it.each([
    ['{"user":"a"}', 'a'],
    ['{"user":"a","dstuser":"b"}', 'b'],
    ['{"dstuser":"b","user":"a"}', 'b'],
  ])('%s names the user %s', (text, user) => {
    expect(decode(text).dstuser).toBe(user);
  });

  it('are joined with dots where they are nested, and then never those of the event', () => {
    const event = decode('{"a":{"b":{"c":"x"},"srcip":"1.2.3.4"},"srcip":{"x":"y"}}');

    expect(dynamic(event)).toEqual({ 'a.b.c': 'x', 'a.srcip': '1.2.3.4', 'srcip.x': 'y' });
    expect(event.srcip).toBeUndefined();
  });

  it.each([
    ['{"a":1}', {}, '1'],
    ['{"a":1.25}', {}, '1.250000'],
    ['{"a":true}', {}, 'true'],
    ['{"a":""}', {}, ''],
    ['{"a":null}', {}, 'null'],
    ['{"a":null}', { nulls: 'discard' }, undefined],
    ['{"a":[1,"x"]}', {}, '[1, "x"]'],
    ['{"a":[1,"x",[2],{"b":3},false]}', { lists: 'csv' }, '1,x,false'],
    ['{"a":[[1]]}', { lists: 'csv' }, undefined],
    ['{"a":[]}', {}, '[]'],
    ['{"a":{}}', {}, undefined],
  ] as const)('%s with %j is %s', (text, settings, value) => {
    expect(decode(text, settings).dynamic?.get('a')).toBe(value);
  });

  it.each(['', '[1]', '"text"', '5', '{"a":1', 'null'])('are none in %j', (text) => {
    expect(decode(text)).toEqual(Object.assign(new Event(0, '1', 'x', text), { ascii: true }));
  });

  it('are bounded in number', () => {
    const many = Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`k${i}`, i]));

    expect(decode(JSON.stringify(many), { fieldsMax: 10 }).dynamic?.size).toBe(10);
  });

  it('may hold what the log had escaped', () => {
    const event = decode('{"a":"\\u00e9"}');

    expect(event.dynamic?.get('a')).toBe('\xc3\xa9');
    expect(event.ascii).toBe(false);
  });

  it('take names like those of objects as names', () => {
    expect(dynamic(decode('{"constructor":"x","toString":"y"}'))).toEqual({
      constructor: 'x',
      toString: 'y',
    });
  });
});
