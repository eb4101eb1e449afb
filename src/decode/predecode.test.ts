import { describe, expect, it } from 'vitest';
import { hasShared, sharedJson, whyNoShared } from '../../tests/support/shared.ts';
import { fromUtf8, toUtf8 } from '../base/index.ts';
import { predecode } from './index.ts';

interface Vector {
  readonly input: string;
  readonly ignored?: boolean;
  readonly full_event?: string;
  readonly hostname?: string | null;
  readonly program_name?: string | null;
  readonly log?: string;
}

function vectors(): readonly Vector[] {
  if (!hasShared) return [];
  const all = sharedJson('spec/vectors/predecode.json') as { vectors: readonly Vector[] };
  return all.vectors.filter((vector) => vector.ignored !== true);
}

function run(text: string, location = 'stdin') {
  return predecode({ queue: '1', location, text, timeMs: 0, origin: undefined }, 'manager');
}

describe.skipIf(!hasShared)(`pre-decoding vectors (skipped when ${whyNoShared})`, () => {
  it.each(vectors())('$input', (vector) => {
    const event = run(fromUtf8(vector.input));
    expect(event).toBeDefined();
    expect(toUtf8(event?.fullLog ?? '')).toBe(vector.full_event);
    expect(event?.hostname).toBe(vector.hostname ?? 'manager');
    expect(event?.programName ?? null).toBe(vector.program_name);
    expect(toUtf8(event?.log ?? '')).toBe(vector.log);
  });
});

describe('pre-decoding', () => {
  it.each(['..', '../etc', '/var/../x', 'a/..'])('refuses the location %s', (location) => {
    expect(run('hello', location)).toBeUndefined();
  });

  it.each(['/var/log/a..b', '...', 'a..', '/x/..b'])('takes the location %s', (location) => {
    expect(run('hello', location)?.location).toBe(location);
  });

  it('looks at each location anew, whichever was before', () => {
    const locations = ['/x', '../x', '../x', '/x', '/x\xe9', '/x', '', '/a/../b', '/x\xe9'];
    const told = locations.map((location) => {
      const event = run('hello', location);
      return event === undefined ? 'refused' : event.ascii;
    });
    expect(told).toEqual([true, 'refused', 'refused', true, false, true, true, 'refused', false]);
  });

  it('names an agent event by its whole location', () => {
    const event = run('Dec 29 10:00:01 host sshd[1]: x', '(web1) 10.0.0.5->/var/log/auth.log');
    expect(event?.hostname).toBe('(web1) 10.0.0.5->/var/log/auth.log');
    expect(event?.programName).toBe('sshd');
  });

  it('keeps what follows a NUL byte', () => {
    expect(run('before\0after')?.fullLog).toBe('before after');
  });

  it('keeps bytes that are not UTF-8 and knows that the text is not ASCII', () => {
    const event = run('Dec 29 10:00:01 host p: caf\xe9');
    expect(event?.log).toBe('caf\xe9');
    expect(event?.ascii).toBe(false);
    expect(run('plain')?.ascii).toBe(true);
  });
});
