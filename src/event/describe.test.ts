import { describe as suite, expect, it } from 'vitest';
import { describe } from './describe.ts';
import { Event } from './event.ts';
import type { RuleFacts } from './rule-facts.ts';

function facts(description: string, placeholders?: readonly string[]): RuleFacts {
  const none = { group: '', info: '', cve: '', details: [], frequency: 0, mail: false, log: true };
  return { id: 1, level: 1, description, ...none, ...(placeholders && { placeholders }) };
}

function event(): Event {
  const one = new Event(0, '1', '/var/log/x', 'log');
  one.hostname = 'web';
  one.srcip = '1.2.3.4';
  one.dstuser = 'bob';
  one.extraData = 'more';
  one.dynamic = new Map([
    ['a.b', 'deep'],
    ['evil', 'x\n** Alert 1.2: - y'],
    ['money', "$& $1 $'"],
  ]);
  return one;
}

suite('a description', () => {
  it.each([
    ['plain $(srcip)', undefined, 'plain $(srcip)'],
    ['from $(srcip)', ['srcip'], 'from 1.2.3.4'],
    ['$(srcip) and $(srcip)', ['srcip', 'srcip'], '1.2.3.4 and 1.2.3.4'],
    ['$(user), $(dstuser)', ['user', 'dstuser'], 'bob, bob'],
    ['$(extra_data)', ['extra_data'], 'more'],
    ['$(hostname) $(location)', ['hostname', 'location'], 'web /var/log/x'],
    ['[$(a.b)]', ['a.b'], '[deep]'],
    ['[$(none)]', ['none'], '[]'],
    ['[$(program_name)]', ['program_name'], '[]'],
    ['[$(evil)]', ['evil'], '[x ** Alert 1.2: - y]'],
    ['[$(money)]', ['money'], "[$& $1 $']"],
  ])('%s becomes what it stands for', (text, placeholders, wanted) => {
    expect(describe(facts(text, placeholders), event())).toBe(wanted);
  });
});
