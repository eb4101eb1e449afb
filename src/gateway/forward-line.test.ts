import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { forwardLine, parseForward } from './forward-line.ts';

describe('parseForward', () => {
  it.each([
    {
      line: '(web01) 10.0.0.5->/var/log/auth.log NRN (null) host-deny600 - 203.0.113.9 1764000000.12345 5712 (web01) 10.0.0.5->/var/log/auth.log (null)',
      to: { kind: 'name', name: 'web01' },
      control:
        'execd host-deny600 - 203.0.113.9 1764000000.12345 5712 (web01) 10.0.0.5->/var/log/auth.log (null)',
    },
    {
      line: '(web01) 10.0.0.5->df -P ANN (null) x0 - -',
      to: { kind: 'all' },
      control: 'execd x0 - -',
    },
    {
      line: '(msg_to_agent) [] N!S 001 syscheck restart',
      to: { kind: 'id', id: '001' },
      control: 'syscheck restart',
    },
    {
      line: '(msg_to_agent) [] A!N (null) syscheck restart',
      to: { kind: 'all' },
      control: 'syscheck restart',
    },
    {
      line: '(msg_to_agent) [] NNS 001 restart-ossec0 - null (from_the_server) (no_rule_id)',
      to: { kind: 'id', id: '001' },
      control: 'execd restart-ossec0 - null (from_the_server) (no_rule_id)',
    },
    { line: '(local_source) /x ARS 002 y', to: { kind: 'all' }, control: 'execd y' },
    { line: '(web) /x NRS 002 y', to: { kind: 'name', name: 'web' }, control: 'execd y' },
  ])('reads $line', ({ line, to, control }) => {
    expect(parseForward(line)).toEqual({ to, control });
  });

  it.each([
    '',
    'x',
    '(web)',
    '(web) ',
    '(web) x',
    '(web) x NNN (null) y',
    '(web) x NRN',
    '(web) x NRN (null)',
    '(web NRN (null) y',
    'NRN (null) y',
  ])('refuses %j', (line) => {
    expect(parseForward(line)).toBeUndefined();
  });

  it('answers for any text', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        parseForward(text);
        parseForward(`(x) ${text}`);
      }),
    );
  });
});

describe('forwardLine', () => {
  it.each([
    {
      id: '001',
      rest: 'syscheck restart',
      isControl: true,
      line: '(msg_to_agent) [] N!S 001 syscheck restart',
    },
    {
      id: undefined,
      rest: 'syscheck restart',
      isControl: true,
      line: '(msg_to_agent) [] A!N (null) syscheck restart',
    },
    { id: '001', rest: 'x0 - null', isControl: false, line: '(msg_to_agent) [] NNS 001 x0 - null' },
  ])('is $line', ({ id, rest, isControl, line }) => {
    expect(forwardLine(id, rest, isControl)).toBe(line);
    expect(parseForward(line)?.control).toBe(isControl ? rest : `execd ${rest}`);
  });
});
