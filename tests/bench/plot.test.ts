import { describe, expect, it } from 'vitest';
import { plot } from '../../bench/analysis/plot.ts';

describe('a plot', () => {
  it('has a point for each value, between its scale', () => {
    const text = plot('sizes', [0, 50, 150]);
    const [, points = ''] = /points="([^"]+)"/.exec(text) ?? [];
    const heights = points.split(' ').map((point) => Number(point.split(',')[1]));
    expect(heights).toHaveLength(3);
    expect(heights[0]).toBeGreaterThan(heights[1] ?? 0);
    expect(heights[1]).toBeGreaterThan(heights[2] ?? 0);
    expect([...text.matchAll(/>(\d+)<\/text>/g)].map(([, mark]) => mark)).toEqual([
      '0',
      '100',
      '200',
    ]);
    expect(text).toContain('>sizes</text>');
  });

  it('is one of nothing, too', () => {
    expect(plot('none', [])).toContain('points=""');
    expect(plot('one', [7])).toMatch(/points="50\.0,\d+\.\d"/);
  });
});
