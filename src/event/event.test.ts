import { describe, expect, it } from 'vitest';
import { Event, staticFields } from './index.ts';

function sample(): Event {
  return new Event(1_700_000_000_000, '1', '/var/log/auth.log', 'sshd: hello');
}

describe('Event', () => {
  it('begins with what was received and nothing else', () => {
    const event = sample();
    expect(event.timeMs).toBe(1_700_000_000_000);
    expect(event.log).toBe(event.fullLog);
    expect(event.decoderType).toBe('syslog');
    for (const field of staticFields) expect(event[field]).toBeUndefined();
    expect(event.dynamic).toBeUndefined();
  });

  it('has every field from the start, so that all events keep one shape', () => {
    const keys = Object.keys(sample());
    for (const field of staticFields) expect(keys).toContain(field);
    const filled = sample();
    for (const field of staticFields) filled[field] = 'x';
    filled.dynamic = new Map([['name', 'x']]);
    filled.decoder = 'sshd';
    filled.programName = 'sshd';
    expect(Object.keys(filled)).toEqual(keys);
  });

  it('does not name a field twice', () => {
    expect(new Set(staticFields).size).toBe(staticFields.length);
  });
});
