import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AgentSequence, messageNumber } from './agent-sequence.ts';
import { parseSequence, sequenceLine } from './received-counters.ts';

const counters = fc.record({
  global: fc.nat({ max: 4_294_967_295 }),
  local: fc.nat({ max: 9999 }),
});

describe('a stored sequence', () => {
  it('is read as it was written, always of one length', () => {
    const states = fc.record({
      counter: counters,
      stream: fc.stringMatching(/^[a-z0-9]{1,12}$/),
      covered: fc.nat({ max: 2 ** 45 }),
    });
    fc.assert(
      fc.property(states, (state) => {
        expect(sequenceLine(state)).toHaveLength(80);
        expect(parseSequence(sequenceLine(state), 'new')).toEqual(state);
      }),
    );
  });

  it.each([
    { text: '', counter: { global: 0, local: 0 }, covered: 0 },
    { text: '1:2:', counter: { global: 1, local: 2 }, covered: 9999 },
    { text: '0:5:\n7:', counter: { global: 0, local: 5 }, covered: 5 },
    { text: '0:5:ABC:9:', counter: { global: 0, local: 5 }, covered: 5 },
    { text: 'nonsense', counter: { global: 0, local: 0 }, covered: 0 },
  ])('of "$text" begins a new stream', ({ text, counter, covered }) => {
    expect(parseSequence(text, 'new')).toEqual({ counter, stream: 'new', covered });
  });
});

describe('AgentSequence', () => {
  it('gives ranges that touch where no number is missing, whatever is a record', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ skip: fc.nat({ max: 2 }), isRecord: fc.boolean() })),
        (steps) => {
          const sequence = new AgentSequence({
            counter: { global: 0, local: 0 },
            stream: 's',
            covered: 0,
          });
          let number = 0;
          let end = 0;
          let lost = 0;
          for (const { skip, isRecord } of steps) {
            number += 1 + skip;
            const counter = { global: 0, local: number };
            expect(sequence.accept(counter)).toBeUndefined();
            expect(sequence.accept(counter)).toBe('duplicate');
            lost += skip;
            if (!isRecord) continue;
            const { from, to } = sequence.take();
            expect(from).toBeGreaterThanOrEqual(end);
            expect(to).toBe(number);
            if (lost === 0) expect(from).toBe(end);
            else expect(from).toBeGreaterThan(end);
            end = to;
            lost = 0;
          }
        },
      ),
    );
  });

  it('numbers messages without a hole where the local count rolls over', () => {
    expect(messageNumber({ global: 1, local: 1 })).toBe(
      messageNumber({ global: 0, local: 9997 }) + 1,
    );
  });
});
