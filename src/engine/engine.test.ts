import { describe, expect, it } from 'vitest';
import { engineOf, record, run, short } from './testing/engine-bench.ts';

const foo = '<rule id="100" level="3"><match>foo</match></rule>';
const modes = ['daemon', 'tester'] as const;

describe('a verdict', () => {
  it('brings rule, alert, count and context', () => {
    const engine = engineOf(
      `${foo}<rule id="101" level="9" frequency="1"><if_matched_sid>100</if_matched_sid></rule>`,
    );
    const verdicts = ['foo 1', 'foo 2', 'foo 3'].map((log, i) => engine.process(record(log, i)));
    expect(verdicts.map((one) => one?.firedTimes)).toEqual([1, 2, 1]);
    expect(verdicts.map((one) => one?.context)).toEqual([[], [], ['foo 2', 'foo 1']]);
    expect(verdicts[2]).toMatchObject({ alert: true, dropped: false, rule: { id: 101, level: 9 } });
  });

  it('without a rule is one all the same', () => {
    expect(engineOf(foo).process(record('bar'))).toMatchObject({
      rule: undefined,
      alert: false,
      dropped: false,
      firedTimes: 0,
      context: [],
      event: { fullLog: 'bar', hostname: 'localhost' },
    });
  });

  it('of level 0 counts, and does not alert', () => {
    const engine = engineOf('<rule id="100" level="0"><match>foo</match></rule>');
    const verdicts = ['foo 1', 'foo 2'].map((log) => engine.process(record(log)));
    expect(verdicts.map(short)).toEqual(['100', '100']);
    expect(verdicts.map((one) => one?.firedTimes)).toEqual([1, 2]);
  });

  it.each([
    ['no_log', 9, '', '100'],
    ['no_email_alert', 9, '', '100!'],
    ['log_alert', 1, '', '100!'],
    ['alert_by_email', 1, '', '100'],
  ])('with %s at level %i', (flag, level, _, expected) => {
    const rule = `<rule id="100" level="${level}"><match>foo</match><options>${flag}</options></rule>`;
    expect(run(engineOf(rule, '', { logLevel: 2 }), [record('foo')])).toBe(expected);
  });

  it('without an alert of its own is counted by composites all the same', () => {
    const rules =
      '<rule id="100" level="3"><match>foo</match><options>no_log</options></rule>' +
      '<rule id="101" level="9"><if_matched_sid>100</if_matched_sid></rule>';
    expect(run(engineOf(rules), [record('foo 1'), record('foo 2')])).toBe('100 101!');
  });
});

describe('locations', () => {
  it.each(['..', '../etc/passwd', '/var/../x', '/var/log/..', 'a/../b'])(
    '%s is refused',
    (location) => {
      expect(run(engineOf(foo), [record('foo', 0, { location })])).toBe('refused');
    },
  );

  it.each(['/var/log/x', 'a..b', '..x', '/var/..x/y', '(web) 10.0.0.1->/var/log/x', ''])(
    '%j is not',
    (location) => {
      expect(run(engineOf(foo), [record('foo', 0, { location })])).toBe('100!');
    },
  );

  it('of agents name the host', () => {
    const location = '(web) 10.0.0.1->/var/log/x';
    const log = 'Dec 29 10:00:01 other prog: foo';
    const verdict = engineOf(foo).process(record(log, 0, { location }));
    expect(verdict?.event).toMatchObject({ hostname: location, programName: 'prog', log: 'foo' });
  });
});

describe('duplicates', () => {
  const logs = ['foo 1', 'foo 1', 'foo 2', 'foo 3', 'foo 1', 'foo 4', 'foo 1', 'foo 3'];
  it('of the last three distinct logs are dropped by the daemon', () => {
    const verdicts = run(
      engineOf(foo),
      logs.map((log) => record(log)),
    );
    expect(verdicts).toBe('100! dropped 100! 100! dropped 100! 100! dropped');
  });

  it('are kept by the tester', () => {
    const verdicts = run(
      engineOf(foo, '', { mode: 'tester' }),
      logs.map((log) => record(log)),
    );
    expect(verdicts).toBe(Array.from(logs, () => '100!').join(' '));
  });

  it('are dropped for the type syslog alone', () => {
    const decoder = '<decoder name="w"><prematch>^foo</prematch><type>web-log</type></decoder>';
    const rule = '<rule id="100" level="3"><category>web-log</category><match>foo</match></rule>';
    expect(run(engineOf(rule, decoder), [record('foo'), record('foo')])).toBe('100! 100!');
  });
});

describe('the ignore attribute', () => {
  const rule = '<rule id="100" level="3" ignore="10"><match>foo</match></rule>';
  const at = (...seconds: readonly number[]) => seconds.map((s, i) => record(`foo ${i}`, s));

  it('silences a rule for its time in the daemon, from the alert on', () => {
    expect(run(engineOf(rule), at(0, 1, 9, 10, 15, 19, 20))).toBe('100! 100 100 100! 100 100 100!');
  });

  it('ends the silence with an alert in the tester, and begins no new one', () => {
    const engine = engineOf(rule, '', { mode: 'tester' });
    expect(run(engine, at(0, 1, 9, 10, 15, 19, 25))).toBe('100! 100 100 100! 100! 100 100!');
  });

  it('is of one rule', () => {
    const rules = `${rule}<rule id="101" level="4"><match>bar</match></rule>`;
    const logs = ['foo', 'bar', 'foo x', 'bar x'];
    expect(
      run(
        engineOf(rules),
        logs.map((log) => record(log)),
      ),
    ).toBe('100! 101! 100 101!');
  });

  it('keeps silenced events out of correlation', () => {
    const rules = `${rule}<rule id="101" level="9" frequency="1"><if_matched_sid>100</if_matched_sid></rule>`;
    expect(run(engineOf(rules), at(0, 1, 2, 10, 11, 20))).toBe('100! 100 100 100! 101! 100!');
  });

  it('lasts no longer when the clock is set back', () => {
    expect(run(engineOf(rule), at(100, 50, 51, 60))).toBe('100! 100! 100 100!');
  });
});

describe('ignore and check_if_ignored', () => {
  const decoder =
    '<decoder name="d"><prematch>^u=</prematch><regex>^u=(\\w+) ip=(\\S+)</regex><order>user,srcip</order></decoder>';
  const rules =
    '<rule id="100" level="3"><match>mute</match><ignore>user</ignore></rule>' +
    '<rule id="101" level="4"><match>talk</match><check_if_ignored>user</check_if_ignored></rule>';
  const logs = [
    'u=bob ip=1.1.1.1 talk 1',
    'u=bob ip=1.1.1.1 mute',
    'u=bob ip=2.2.2.2 talk 2',
    'u=eve ip=2.2.2.2 talk 3',
    'u=eve ip=2.2.2.2 mute',
    'u=eve ip=3.3.3.3 talk 4',
  ];

  it('silence later events with the same values', () => {
    const verdicts = run(
      engineOf(rules, decoder),
      logs.map((log) => record(log)),
    );
    expect(verdicts).toBe('101! 100! 101 101! 100! 101');
  });

  it('never end', () => {
    const engine = engineOf(rules, decoder);
    const late = [record(logs[1] ?? ''), record(logs[2] ?? '', 86_400 * 30)];
    expect(run(engine, late)).toBe('100! 101');
  });

  it('compare only with the same selection of fields', () => {
    const other = rules.replace('<ignore>user', '<ignore>user,srcip');
    const verdicts = run(
      engineOf(other, decoder),
      logs.map((log) => record(log)),
    );
    expect(verdicts).toBe('101! 100! 101! 101! 100! 101!');
  });

  it('are not noted by the tester', () => {
    const engine = engineOf(rules, decoder, { mode: 'tester' });
    expect(
      run(
        engine,
        logs.map((log) => record(log)),
      ),
    ).toBe('101! 100! 101! 101! 100! 101!');
  });

  it('keep ignored events out of correlation', () => {
    const composite = '<rule id="102" level="9"><if_matched_sid>101</if_matched_sid></rule>';
    const engine = engineOf(rules + composite, decoder);
    const texts = [
      'u=a ip=1 mute',
      'u=a ip=1 talk 1',
      'u=a ip=1 talk 2',
      'u=b ip=1 talk 3',
      'u=b ip=1 talk 4',
    ];
    expect(
      run(
        engine,
        texts.map((log) => record(log)),
      ),
    ).toBe('100! 101 101 101! 102!');
  });
});

describe('firewall events', () => {
  const decoder =
    '<decoder name="fw"><type>firewall</type><prematch>^fw </prematch>' +
    '<regex>^fw (\\w+) (\\w+) (\\d+.\\d+.\\d+.\\d+) (\\d+.\\d+.\\d+.\\d+)</regex><order>action,protocol,srcip,dstip</order></decoder>';
  const category = '<category>firewall</category>';
  const rules =
    `<rule id="100" level="3">${category}<action>DROP</action></rule>` +
    `<rule id="101" level="2">${category}<match>fw</match></rule>`;
  const full = 'fw deny tcp 1.1.1.1 2.2.2.2';

  it('are told in the words of rules', () => {
    expect(run(engineOf(rules, decoder), [record(full)])).toBe('100!');
    expect(run(engineOf(rules, decoder), [record(full.replace('deny', 'accept'))])).toBe('101!');
  });

  it('with a field missing are dropped', () => {
    expect(run(engineOf(rules, decoder), [record('fw deny tcp 1.1.1.1')])).toBe('dropped');
  });

  it.each(modes)('pass where the option is off, as they are: %s', (mode) => {
    const engine = engineOf(rules, decoder, { mode, logFirewall: false });
    expect(run(engine, [record('fw deny tcp 1.1.1.1'), record(full)])).toBe('101! 101!');
  });

  it('are no duplicates', () => {
    expect(run(engineOf(rules, decoder), [record(full), record(full)])).toBe('100! 100!');
  });
});

describe('forwarded alerts', () => {
  const decoder =
    '<decoder name="ossec-alert"><prematch>^ossec: Alert Level:</prematch>' +
    '<plugin_decoder>OSSECAlert_Decoder</plugin_decoder></decoder>';
  const forwarded = (rule: number, log = 'foo'): string =>
    `ossec: Alert Level: 5; Rule: ${rule} - x; Location: web->/var/log/y; srcip: 1.2.3.4; user: bob;  ${log}`;

  it('take the rule they name, whatever the log says', () => {
    const engine = engineOf(`${foo}<rule id="101" level="7"><match>never</match></rule>`, decoder);
    const verdict = engine.process(record(forwarded(101)));
    expect(short(verdict)).toBe('101!');
    expect(verdict?.event).toMatchObject({
      location: '/var/log/x|web->/var/log/y',
      srcip: '1.2.3.4',
      dstuser: 'bob',
      fullLog: 'foo',
    });
  });

  it('of unknown rules end there', () => {
    expect(run(engineOf(foo, decoder), [record(forwarded(4711))])).toBe('-');
  });

  it('bring no context of the event before', () => {
    const rules = `${foo}<rule id="101" level="9"><if_matched_sid>100</if_matched_sid></rule>`;
    const engine = engineOf(rules, decoder);
    engine.process(record('foo 1'));
    expect(engine.process(record('foo 2'))?.context).toEqual(['foo 1']);
    expect(engine.process(record(forwarded(100)))?.context).toEqual([]);
  });

  it('are no duplicates', () => {
    const records = [forwarded(100), forwarded(100)].map((log) => record(log));
    expect(run(engineOf(foo, decoder), records)).toBe('100! 100!');
  });

  it('are counted by composites', () => {
    const rules = `${foo}<rule id="101" level="9"><if_matched_sid>100</if_matched_sid></rule>`;
    const engine = engineOf(rules, decoder);
    expect(run(engine, [record(forwarded(100)), record('foo')])).toBe('100! 101!');
  });
});

describe('values of accumulated events', () => {
  it('that hold other bytes are still matched as such', () => {
    const child = (name: string, prematch: string, regex: string, order: string): string =>
      `<decoder name="${name}"><parent>d</parent>${prematch}<regex>${regex}</regex>` +
      `<order>${order}</order><accumulate /></decoder>`;
    const decoders =
      '<decoder name="d"><prematch>^id=</prematch></decoder>' +
      child('d-u', '<prematch>user=</prematch>', '^id=(\\d+) user=(\\S+)', 'id,user') +
      child('d-i', '', '^id=(\\d+) x', 'id');
    const rules = '<rule id="100" level="3"><user>^J\xc3\x96RG$|^nobody$</user></rule>';
    const records = [record('id=1 user=j\xc3\xb6rg'), record('id=1 x'), record('id=2 x')];
    expect(run(engineOf(rules, decoders), records)).toBe('100! 100! -');
  });
});

describe('what an engine tells of itself', () => {
  it('counts rules and decoders, and knows a rule by its id', () => {
    const engine = engineOf(foo, '<decoder name="d"><prematch>^d</prematch></decoder>');
    expect([engine.ruleCount, engine.decoderCount]).toEqual([8, 1]);
    expect(engine.rule(100)).toMatchObject({ id: 100, level: 3, group: 't,' });
    expect(engine.rule(4711)).toBeUndefined();
    expect([engine.hasDecoders(true), engine.hasDecoders(false)]).toEqual([false, true]);
  });
});

describe('the counters', () => {
  it('tell what the built-in decoders could not read', () => {
    const engine = engineOf(foo);
    const queues = ['3', '8', '8', '9'];
    run(
      engine,
      queues.map((queue) => record(queue === '9' ? '' : 'none', 0, { queue })),
    );

    expect(engine.counters()).toEqual({
      correlation_kept: 0,
      correlation_evicted: 0,
      integrity_malformed: 2,
      integrity_evicted: 0,
      findings_malformed: 1,
      findings_evicted: 0,
      hosts_malformed: 1,
      hosts_evicted: 0,
      patterns_stopped: 0,
    });
  });
});
