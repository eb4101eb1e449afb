import { describe, expect, it } from 'vitest';
import { measureAgent } from '../../bench/gateway/measure-agent.ts';
import { measureGateway } from '../../bench/gateway/measure-gateway.ts';
import { protocols } from '../../bench/gateway/figures.ts';
import { benchLines } from '../../bench/gateway/lines.ts';

describe.skipIf(process.platform !== 'linux')('the gateway bench (skipped without /proc)', () => {
  it.each(protocols)(
    'has every event of simulated agents in the journal: %s',
    async (protocol) => {
      const figures = await measureGateway({ protocol, agents: 7, events: 3000 });

      expect(figures).toMatchObject({ protocol, agents: 7, events: 3000, lost: 0 });
      expect(figures.events_per_s).toBeGreaterThan(0);
      expect(figures.gateway.peak_rss_mb).toBeGreaterThan(20);
    },
    60_000,
  );

  it('has every line of a real agent in the journal, and tells what a rest costs', async () => {
    const figures = await measureAgent({ protocol: 'durable', events: 2000, restMs: 200 });

    expect(figures).toMatchObject({ events: 2000, lost: 0 });
    expect(figures.rest_rss_mb).toBeGreaterThan(20);
    expect(figures.rest_cpu_percent).toBeGreaterThanOrEqual(0);
    expect(figures.agent.us_cpu_per_event).toBeGreaterThan(0);
  }, 60_000);

  it('sends the same lines always', () => {
    expect(benchLines(25_000)).toEqual(benchLines(25_000));
    expect(new Set(benchLines(1000)).size).toBeGreaterThan(500);
  });
});
