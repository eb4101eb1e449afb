import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { textOf } from '../testing/text-of.ts';
import { ProgressBar } from './progress.ts';

const size = 100 << 20;

function bar(bytes: number | undefined, terminal = true) {
  const out = new PassThrough();
  const clock = { now: 0 };
  const progress = new ProgressBar(terminal ? out : undefined, bytes, () => clock.now);
  return { progress, clock, text: () => textOf(out) };
}

describe('ProgressBar', () => {
  it('paints the share that is done, at most five times a second', () => {
    const { progress, clock, text } = bar(size);
    progress.update(size / 4, 10);
    expect(text()).toBe('');
    clock.now = 200;
    progress.update(size / 4, 20);
    expect(text()).toBe(`\r[${'#'.repeat(10)}${'-'.repeat(30)}] 25 %  20 events\x1b[K`);
    clock.now = 399;
    progress.update(size / 2, 30);
    expect(text()).toBe('');
    clock.now = 400;
    progress.update(size, 40);
    expect(text()).toContain('100 %  40 events');
  });

  it('never goes beyond its end, although files grow', () => {
    const { progress, clock, text } = bar(size);
    clock.now = 1000;
    progress.update(size * 3, 1);
    expect(text()).toContain(`[${'#'.repeat(40)}] 100 %`);
  });

  it('cleans its line at the end', () => {
    const { progress, text } = bar(size);
    progress.end();
    expect(text()).toBe('\r\x1b[K');
  });

  it.each([
    ['a small file', (8 << 20) - 1, true],
    ['an empty file', 0, true],
    ['input of unknown size', undefined, true],
    ['no terminal', size, false],
  ])('is silent for %s', (_, bytes, terminal) => {
    const { progress, clock, text } = bar(bytes, terminal);
    clock.now = 1000;
    progress.update(5, 5);
    progress.end();
    expect(text()).toBe('');
  });
});
