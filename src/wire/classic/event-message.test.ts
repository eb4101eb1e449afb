import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { agentLocation, eventMessage, isHeartbeat, parseEventMessage } from './index.ts';

describe('parseEventMessage', () => {
  it.each([
    {
      payload: '1:/var/log/auth.log:a: b',
      event: { queue: '1', location: '/var/log/auth.log', text: 'a: b' },
    },
    {
      payload: '8:syscheck:1:2:3 /etc/x',
      event: { queue: '8', location: 'syscheck', text: '1:2:3 /etc/x' },
    },
    { payload: '1::', event: { queue: '1', location: '', text: '' } },
    { payload: '1:abc', event: undefined },
    { payload: '1', event: undefined },
    { payload: '', event: undefined },
    { payload: '12:a:b', event: undefined },
  ])('reads $payload', ({ payload, event }) => {
    expect(parseEventMessage(payload)).toEqual(event);
  });

  it('reads what was written', () => {
    const events = fc.record({
      queue: fc.constantFrom('1', '8', '9'),
      location: fc.stringMatching(/^[^:]*$/),
      text: fc.string(),
    });
    fc.assert(
      fc.property(events, (event) => {
        expect(parseEventMessage(eventMessage(event))).toEqual(event);
      }),
    );
  });
});

it('an event is named by its agent', () => {
  expect(agentLocation({ name: 'web01', ip: 'any' }, '/var/log/x')).toBe('(web01) any->/var/log/x');
});

it.each([
  { location: 'keepalive', is: true },
  { location: 'keepalives', is: true },
  { location: 'ossec-keepalive', is: false },
])('a heartbeat is known by $location', ({ location, is }) => {
  expect(isHeartbeat({ queue: '1', location, text: '' })).toBe(is);
});
