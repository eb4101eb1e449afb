import { describe, expect, it } from 'vitest';
import { hasErrors } from '../base/index.ts';
import { parseConfig } from '../config/index.ts';
import { localfileSection, readLocalfiles } from './localfile-section.ts';

function parse(...blocks: readonly string[]) {
  const inside = blocks.map((block) => `<localfile>${block}</localfile>`).join('\n');
  const text = `<ossec_config>\n${inside}\n</ossec_config>\n`;
  const { config, diagnostics } = parseConfig([{ path: 'ossec.conf', text }], [localfileSection]);
  const found = readLocalfiles(config);
  return {
    localfiles: hasErrors(diagnostics) ? [] : found.localfiles,
    problems: [...diagnostics, ...found.diagnostics].map(
      ({ severity, code, at }) => `${severity} ${code} ${at.line}`,
    ),
    messages: [...diagnostics, ...found.diagnostics].map(({ message }) => message),
  };
}

const syslog = '<log_format>syslog</log_format>';
const here = '<location>/var/log/a.log</location>';
const command = '<log_format>command</log_format><command>df -P</command>';

describe('a <localfile> block', () => {
  it('gives a source', () => {
    const { localfiles, problems } = parse(
      syslog + here,
      `${command}<alias>disk: free</alias><frequency>hourly</frequency>`,
      '<location>all</location><log_format>journald</log_format>' +
        '<only-future-events>yes</only-future-events>',
      '<location>/x</location><log_format>multi-line: 3</log_format>',
    );

    expect(problems).toEqual([]);
    expect(localfiles).toMatchObject([
      { location: '/var/log/a.log', format: { kind: 'lines', name: 'syslog' } },
      { command: 'df -P', alias: 'disk\\ free', frequencySeconds: 3600 },
      { location: 'all', format: { kind: 'journal' }, onlyFutureEvents: true },
      { format: { kind: 'lines', name: 'multi-line' }, frequencySeconds: 360 },
    ]);
  });

  it.each([
    ['no format', here, 'error CONFIG_MISSING_OPTION 2'],
    ['no location', syslog, 'error CONFIG_MISSING_OPTION 2'],
    ['no command', '<log_format>command</log_format>', 'error CONFIG_MISSING_OPTION 2'],
    ['an unknown format', `${here}<log_format>sysloq</log_format>`, 'error CONFIG_BAD_VALUE 2'],
    [
      'lines of no number',
      `${here}<log_format>multi-line:x</log_format>`,
      'error CONFIG_BAD_VALUE 2',
    ],
    [
      'a multilog elsewhere than in current',
      `${here}<log_format>djb-multilog</log_format>`,
      'error CONFIG_BAD_VALUE 2',
    ],
    ['an option on syslog', `${here}<log_format>syslog:3</log_format>`, 'error CONFIG_BAD_VALUE 2'],
    ['eventlog', `${here}<log_format>eventlog</log_format>`, 'error CONFIG_NOT_AVAILABLE 2'],
    [
      'eventchannel',
      `${here}<log_format>eventchannel</log_format>`,
      'error CONFIG_NOT_AVAILABLE 2',
    ],
    ['a query', `${syslog}${here}<query>*</query>`, 'error CONFIG_NOT_AVAILABLE 2'],
    [
      'an unknown option',
      `${syslog}${here}<locatoin>x</locatoin>`,
      'error CONFIG_UNKNOWN_OPTION 2',
    ],
    ['a bad frequency', `${command}<frequency>0</frequency>`, 'error CONFIG_BAD_VALUE 2'],
    [
      'a bad yes',
      `${syslog}${here}<only-future-events>1</only-future-events>`,
      'error CONFIG_BAD_VALUE 2',
    ],
    ['an idle alias', `${syslog}${here}<alias>x</alias>`, 'warning CONFIG_NO_EFFECT 2'],
    ['an idle location', command + here, 'warning CONFIG_NO_EFFECT 2'],
  ])('tells of %s', (_, block, problem) => {
    expect(parse(block).problems).toEqual([problem]);
  });

  it('names the format that was meant', () => {
    expect(parse(`${here}<log_format>multiline_indented</log_format>`).messages).toEqual([
      'the log_format multiline_indented is not known; did you mean multi-line_indented?',
    ]);
  });

  it('counts once', () => {
    const { localfiles, problems } = parse(syslog + here, command, syslog + here, command);

    expect(localfiles).toHaveLength(2);
    expect(problems).toEqual(['warning CONFIG_DUPLICATE 4', 'warning CONFIG_DUPLICATE 5']);
  });

  it('knows the two ways to name the whole journal', () => {
    const journal = '<log_format>journald</log_format>';
    const { localfiles, problems } = parse(
      `${journal}<location>all</location>`,
      `${journal}<location>/var/log/journal</location>`,
      `${journal}<location>sshd</location>`,
    );

    expect(localfiles.map(({ location }) => location)).toEqual(['all', 'sshd']);
    expect(problems).toEqual(['warning CONFIG_DUPLICATE 3']);
  });
});
