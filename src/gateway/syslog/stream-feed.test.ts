import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { StreamFeed } from './stream-feed.ts';

let room = 0;
let isCrowded = false;
let done: string[] = [];
let feed: StreamFeed;

beforeEach(() => {
  vi.useFakeTimers();
  room = 0;
  isCrowded = false;
  done = [];
  feed = new StreamFeed({
    offer: (message) => {
      if (room === 0) return 20;
      room--;
      done.push(message);
      return 0;
    },
    isCrowded: () => isCrowded,
    pause: () => done.push('pause'),
    resume: () => done.push('resume'),
  });
});

afterEach(() => vi.useRealTimers());

describe('StreamFeed', () => {
  it('hands on what is taken, and never stops a sender that needs no stop', () => {
    room = 9;
    feed.add(['a', 'b']);
    feed.add([]);
    feed.add(['c']);

    expect(done).toEqual(['a', 'b', 'c']);
  });

  it('holds a sender back until everything was taken, in its order', () => {
    room = 1;
    feed.add(['a', 'b', 'c']);
    expect(done).toEqual(['a', 'pause']);
    // A chunk that was on its way already.
    feed.add(['d']);
    room = 2;
    vi.advanceTimersByTime(20);
    expect(done).toEqual(['a', 'pause', 'b', 'c', 'pause']);
    room = 5;
    vi.advanceTimersByTime(20);
    expect(done).toEqual(['a', 'pause', 'b', 'c', 'pause', 'd', 'resume']);
  });

  it('holds a sender back while analysis is behind', () => {
    room = 9;
    isCrowded = true;
    feed.add(['a']);
    vi.advanceTimersByTime(500);
    expect(done.slice(0, 2)).toEqual(['a', 'pause']);
    expect(done).not.toContain('resume');
    isCrowded = false;
    vi.advanceTimersByTime(50);

    expect(done.at(-1)).toBe('resume');
  });

  it('tells what is left when it ends, and does nothing more', () => {
    feed.add(['a', 'b']);

    expect(feed.close()).toBe(2);
    room = 9;
    vi.advanceTimersByTime(1000);
    expect(done).toEqual(['pause']);
    expect(feed.close()).toBe(0);
  });
});
