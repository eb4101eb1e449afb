import { describe, expect, it } from 'vitest';
import type { Event, FtsPart } from '../../../event/index.ts';
import { decoderFacts, eventOf, group, problemsOf, RuleBench } from '../../testing/rule-bench.ts';

function bench(): RuleBench {
  return new RuleBench(
    group(
      '<rule id="100" level="1"><match>in</match><description>a</description></rule>' +
        '<rule id="101" level="2"><if_sid>100</if_sid><if_fts /><description>b</description></rule>',
    ),
  );
}

function login(fields: Partial<Event>, fts: readonly FtsPart[] = ['user', 'srcip']): Event {
  return eventOf({ log: 'in', decoder: 'sshd', decoderFacts: decoderFacts(fts), ...fields });
}

describe('<if_fts>', () => {
  it('passes for each set of values once', () => {
    const events = [
      login({ dstuser: 'bob', srcip: '1.1.1.1' }),
      login({ dstuser: 'bob', srcip: '1.1.1.1' }),
      login({ dstuser: 'bob', srcip: '2.2.2.2' }),
      login({ dstuser: 'eve', srcip: '1.1.1.1' }),
      login({ dstuser: 'bob', srcip: '2.2.2.2', id: 'not selected' }),
      login({ dstuser: 'bob' }),
      login({ dstuser: 'bob' }),
    ];
    expect(bench().run(events)).toEqual([101, 100, 101, 101, 100, 101, 100]);
  });

  it('counts other decoders on their own', () => {
    const events = [login({ dstuser: 'bob' }), login({ dstuser: 'bob', decoder: 'pam' })];
    expect(bench().run(events)).toEqual([101, 101]);
  });

  it('fails for a decoder without a list, and for none', () => {
    const events = [login({}, []), eventOf({ log: 'in' })];
    expect(bench().run(events)).toEqual([100, 100]);
  });

  it('passes whenever the decoder says that the event is new', () => {
    const events = [login({ ftsDone: true }), login({ ftsDone: true })];
    expect(bench().run(events)).toEqual([101, 101]);
  });

  it('registers while it is tested, even if another rule wins', () => {
    const rules = new RuleBench(
      group(
        '<rule id="100" level="1" noalert="1"><if_fts /><description>a</description></rule>' +
          '<rule id="101" level="2"><if_sid>100</if_sid><match>x</match><description>b</description></rule>',
      ),
    );
    expect(rules.next(login({ dstuser: 'bob' }))).toBeUndefined();
    expect(rules.next(login({ dstuser: 'bob', log: 'in x' }))).toBeUndefined();
    expect(rules.next(login({ dstuser: 'eve', log: 'in x' }))).toBe(101);
  });

  it('takes no attributes', () => {
    const { found, wanted } = problemsOf('<if_fts ¦a="b" />', ['RULE_ATTRIBUTE_UNKNOWN']);
    expect(found).toEqual(wanted);
  });
});
