import { describe, expect, it } from 'vitest';
import { connectionName, Strangers, type StrangerSocket } from './strangers.ts';

interface Fake extends StrangerSocket {
  isDestroyed: boolean;
}

function socket(remoteAddress: string, remotePort: number): Fake {
  const made: Fake = {
    remoteAddress,
    remotePort,
    isDestroyed: false,
    destroy() {
      made.isDestroyed = true;
      return made as never;
    },
  };
  return made;
}

describe('Strangers', () => {
  it('of one address are few', () => {
    const strangers = new Strangers();
    const taken = Array.from({ length: 70 }, (_, i) => strangers.add(socket('192.0.2.1', i)));
    expect(taken.filter(Boolean)).toHaveLength(64);
    const refused = socket('192.0.2.1', 99);
    expect(strangers.add(refused)).toBe(false);
    expect(refused.isDestroyed).toBe(true);
    expect(strangers.add(socket('192.0.2.2', 1))).toBe(true);

    strangers.remove(connectionName(socket('192.0.2.1', 5)));
    expect(strangers.add(socket('192.0.2.1', 100))).toBe(true);
  });

  it('make room for the next one, the oldest first', () => {
    const strangers = new Strangers();
    const all = Array.from({ length: 600 }, (_, i) => socket(`192.0.2.${i % 200}`, i));
    for (const one of all) expect(strangers.add(one)).toBe(true);

    expect(strangers.size).toBe(512);
    expect(all.map(({ isDestroyed }) => isDestroyed)).toEqual(all.map((_, i) => i < 88));
  });

  it('are forgotten once, whoever says so', () => {
    const strangers = new Strangers();
    const one = socket('192.0.2.1', 1);
    strangers.add(one);
    strangers.remove(connectionName(one));
    strangers.remove(connectionName(one));
    expect(strangers.size).toBe(0);
  });
});
