import { describe, expect, it } from 'vitest';
import { fromUtf8 } from '../base/index.ts';
import type { RuleFacts, Verdict } from '../event/index.ts';
import { Event } from '../event/index.ts';
import { AlertFeed } from './alert-feed.ts';
import type { AnalysisMessage } from './messages.ts';

const rule: RuleFacts = {
  id: 5710,
  level: 5,
  description: fromUtf8('Größe'),
  group: 'x,',
  info: '',
  cve: '',
  details: [],
  frequency: 0,
  mail: false,
  log: true,
};

function verdict(changes: Partial<Event> = {}, won: RuleFacts | undefined = rule): Verdict {
  const event = Object.assign(new Event(1000, '1', '/var/log/x', 'log'), changes);
  return { event, rule: won, alert: true, dropped: false, firedTimes: 1, context: [] };
}

function open() {
  const sent: AnalysisMessage[] = [];
  const taken: (() => void)[] = [];
  const feed = new AlertFeed((message, done) => {
    sent.push(message);
    taken.push(done);
  });
  return { feed, sent, taken };
}

describe('AlertFeed', () => {
  it('tells texts as people read them', () => {
    const { feed, sent } = open();
    const event = {
      hostname: 'web1',
      fullLog: `${fromUtf8('Straße')} \xff`,
      srcip: '1.2.3.4',
      dstuser: fromUtf8('jürgen'),
    };
    feed.alert(verdict(event), '1.0');
    feed.release();

    expect(sent).toEqual([
      {
        kind: 'alert',
        id: '1.0',
        timeMs: 1000,
        level: 5,
        rule: 5710,
        description: 'Größe',
        where: 'web1->/var/log/x',
        hostname: 'web1',
        location: '/var/log/x',
        srcip: '1.2.3.4',
        user: 'jürgen',
        log: 'Straße \ufffd',
      },
    ]);
  });

  it('leaves alerts out while the reader is slow, and counts them', () => {
    const { feed, sent, taken } = open();
    for (let i = 0; i < 300; i++) {
      feed.alert(verdict(), String(i));
      if (i % 7 === 0) feed.release();
    }
    feed.release();
    expect(sent).toHaveLength(256);
    expect(feed.untold).toBe(44);
    for (const done of taken.splice(0)) done();
    feed.alert(verdict(), 'later');
    feed.release();

    expect(sent.at(-1)).toMatchObject({ id: 'later' });
    expect(feed.untold).toBe(44);
  });

  it('leaves alerts out beyond a thousand a second, and counts them', () => {
    const { feed, sent, taken } = open();
    const flood = (alerts: number): void => {
      for (let i = 0; i < alerts; i++) {
        feed.alert(verdict(), String(i));
        feed.release();
        taken.pop()?.();
      }
    };
    flood(1100);
    expect([sent.length, feed.untold]).toEqual([1000, 100]);
    feed.tell({ kind: 'ready' });
    expect(sent.at(-1)).toEqual({ kind: 'ready' });
    feed.nextSecond();
    flood(50);

    expect([sent.length, feed.untold]).toEqual([1051, 100]);
  });

  it('tells no alert before it is written, and each once', () => {
    const { feed, sent } = open();
    feed.alert(verdict(), '1.0');
    feed.alert(verdict(), '1.1');
    expect(sent).toEqual([]);
    feed.release();
    feed.release();

    expect(sent).toMatchObject([{ id: '1.0' }, { id: '1.1' }]);
  });

  it('never leaves out what is not an alert', () => {
    const { feed, sent } = open();
    for (let i = 0; i < 300; i++) feed.alert(verdict(), String(i));
    feed.tell({ kind: 'ready' });

    expect(sent.at(-1)).toEqual({ kind: 'ready' });
  });

  it('says nothing of a verdict without a rule', () => {
    const { feed, sent } = open();
    feed.alert({ ...verdict(), rule: undefined }, '1.0');

    expect(sent).toEqual([]);
  });

  it('prepares nothing when nobody listens', () => {
    const feed = new AlertFeed(undefined);
    const unreadable = new Proxy(verdict(), {
      get: () => {
        throw new Error('looked at');
      },
    });
    feed.alert(unreadable, '1.0');
    feed.tell({ kind: 'ready' });

    expect(feed.untold).toBe(0);
  });
});
