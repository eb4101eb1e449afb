import { describe, expect, it } from 'vitest';
import { Event } from '../event/index.ts';
import { Accumulator } from './accumulator.ts';

type Fields = Partial<Pick<Event, 'id' | 'dstuser' | 'srcip' | 'url' | 'data' | 'hostname'>>;

function event(fields: Fields, second = 0): Event {
  const made = new Event(second * 1000, '1', 'stdin', 'log');
  made.hostname = 'host';
  made.decoder = 'decoder';
  made.ascii = true;
  return Object.assign(made, fields);
}

/** What the last of several events has after all went through. */
function last(...events: readonly Event[]): Event {
  const accumulator = new Accumulator();
  for (const one of events) accumulator.accumulate(one);
  const found = events.at(-1);
  if (found === undefined) throw new Error('no event');
  return found;
}

describe('Accumulator', () => {
  it('fills what is missing from earlier events of one id', () => {
    const joined = last(event({ id: '1', dstuser: 'bob' }), event({ id: '1', srcip: '::1' }));
    expect([joined.dstuser, joined.srcip]).toEqual(['bob', '::1']);
  });

  it.each<[string, Fields, Fields]>([
    ['another id', { id: '1', dstuser: 'bob' }, { id: '2' }],
    ['another host', { id: '1', dstuser: 'bob' }, { id: '1', hostname: 'other' }],
    ['no id', { dstuser: 'bob' }, {}],
    ['a field that is not kept', { id: '1', url: '/x' }, { id: '1' }],
    ['an empty value', { id: '1', dstuser: '' }, { id: '1' }],
    ['a value that is too long', { id: '1', dstuser: 'x'.repeat(81) }, { id: '1' }],
  ])('fills nothing from %s', (_, first, second) => {
    const joined = last(event(first), event(second));
    expect([joined.dstuser, joined.url]).toEqual([undefined, undefined]);
  });

  it('keeps the first value and does not change what an event has', () => {
    const accumulator = new Accumulator();
    const events = ['bob', 'eve', undefined].map((dstuser) => {
      return event({ id: '1', ...(dstuser === undefined ? {} : { dstuser }) });
    });
    for (const one of events) accumulator.accumulate(one);
    expect(events.map((one) => one.dstuser)).toEqual(['bob', 'eve', 'bob']);
  });

  it('fills an empty field', () => {
    expect(last(event({ id: '1', data: 'x' }), event({ id: '1', data: '' })).data).toBe('x');
  });

  it.each([
    [120, 'bob'],
    [121, undefined],
  ])('knows an event for two minutes: after %i seconds %j', (second, expected) => {
    expect(last(event({ id: '1', dstuser: 'bob' }), event({ id: '1' }, second)).dstuser).toBe(
      expected,
    );
  });

  it('counts the time from the last event', () => {
    const events = [event({ id: '1', dstuser: 'bob' }), event({ id: '1' }, 100)];
    expect(last(...events, event({ id: '1' }, 200)).dstuser).toBe('bob');
  });

  it('takes an event for other than ASCII once it holds such a value', () => {
    const joined = last(event({ id: '1', dstuser: 'b\xf6b' }), event({ id: '1' }));
    expect([joined.dstuser, joined.ascii]).toEqual(['b\xf6b', false]);
  });

  it('keeps a bounded number of ids, those used last', () => {
    const accumulator = new Accumulator();
    for (let i = 0; i < 20_050; i++) accumulator.accumulate(event({ id: `${i}`, dstuser: 'x' }));
    expect(accumulator.snapshot().size).toBe(20_000);
    const [old, young] = [event({ id: '7' }), event({ id: '20049' })];
    accumulator.accumulate(old);
    accumulator.accumulate(young);
    expect([old.dstuser, young.dstuser]).toEqual([undefined, 'x']);
  });

  it('goes on from a snapshot', () => {
    const first = new Accumulator();
    first.accumulate(event({ id: '1', dstuser: 'bob' }));
    const second = new Accumulator();
    second.restore(structuredClone(first.snapshot()));
    const next = event({ id: '1' });
    second.accumulate(next);
    expect(next.dstuser).toBe('bob');
  });
});
