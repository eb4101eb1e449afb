import { describe, expect, it } from 'vitest';
import type { EngineOptions, RuleEngine } from './index.ts';
import { engineOf, record, run, short } from './testing/engine-bench.ts';

const foo = '<rule id="100" level="3"><match>foo</match></rule>';
const limits = { percent: 100, minDifference: 2, maxDifference: 1000 };

/** An engine in whose experience no hour has events. */
function trained(options: Partial<EngineOptions> = {}): RuleEngine {
  const engine = engineOf(foo, '', { statistics: { level: 4, limits }, ...options });
  engine.statistics?.learnFrom([...Array.from({ length: 24 }, () => 0), 9], []);
  return engine;
}

const bars = (count: number): ReturnType<typeof record>[] =>
  Array.from({ length: count }, (_, i) => record(`bar ${i}`, i));

describe('an unusual number of events', () => {
  it('is an alert beside the verdict of the event that was one too many', () => {
    const engine = trained();
    run(engine, bars(2));
    expect(engine.anomaly).toBeUndefined();

    const verdict = engine.process(record('foo', 3));

    expect(short(verdict)).toBe('100!');
    expect(engine.anomaly).toMatchObject({
      alert: true,
      firedTimes: 1,
      rule: { id: 11, level: 4, group: 'stats,', mail: false },
      event: { hostname: 'localhost', location: '/var/log/x' },
    });
    expect(engine.anomaly?.event.fullLog).toMatch(
      /^The average number of logs between 12:00 and 13:00 is 0\. We reached 3\.$/,
    );
    engine.process(record('foo', 4));
    expect(engine.anomaly).toBeUndefined();
  });

  it.each([
    ['at level 0', { statistics: { level: 0, limits } }],
    ['in the log tester', { mode: 'tester' }],
  ] as const)('is not told %s', (_what, options) => {
    const engine = trained(options);
    const told = bars(20).map((one) => (engine.process(one), engine.anomaly));

    expect(told.filter((one) => one !== undefined)).toEqual([]);
  });

  it('below the level of alerts is none', () => {
    const engine = trained({ logLevel: 5 });
    run(engine, bars(3));

    expect(engine.anomaly).toMatchObject({ alert: false });
  });

  it('does not count events that are dropped, nor messages that are none', () => {
    const engine = trained();
    const same = Array.from({ length: 9 }, (_, i) => record('bar', i));
    const refused = Array.from({ length: 9 }, () => record('bar', 1, { location: '..' }));
    run(engine, [...same, ...refused]);

    expect(engine.statistics?.snapshot().inHour.events).toBe(1);
  });
});

describe('the hours', () => {
  const inHour = (hour: number, text: string) => record(text, hour * 3600);

  it('are reported with the rules that fired, which then count from 0', () => {
    const engine = trained();
    run(engine, [inHour(0, 'foo 1'), inHour(0, 'foo 2'), inHour(0, 'bar')]);

    const verdict = engine.process(inHour(1, 'foo 3'));

    expect(verdict?.firedTimes).toBe(1);
    // The third event was one too many as well: rule 11.
    expect(engine.statistics?.snapshot().reports[0]?.text).toBe(
      '12-100-3-2\n12-11-4-1\n12--2--3--0--0\n\n',
    );
  });

  it('count integrity messages and firewall events', () => {
    const decoder =
      '<decoder name="fw"><type>firewall</type><prematch>^fw </prematch>' +
      '<regex>^fw (\\S+)</regex><order>action</order></decoder>';
    const engine = engineOf(foo, decoder);
    const sum = '10:33188:0:0:xxx:xxx';
    run(engine, [
      record('fw drop', 0),
      record(`${sum} /etc/a`, 1, { queue: '8' }),
      record(`1${sum} /etc/a`, 2, { queue: '8' }),
    ]);

    expect(engine.statistics?.snapshot().inHour).toMatchObject({ integrity: 1, firewall: 1 });
  });
});
