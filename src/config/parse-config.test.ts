import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  alertsSection,
  blocksOf,
  coreSections,
  defineSection,
  globalSection,
  integer,
  parseConfig,
  text,
  tocsinSection,
  valuesOf,
  yesNo,
  type OptionTable,
} from './index.ts';

const boxOptions = {
  size: { summary: 'How large.', parser: integer(1, 9), default: 5 },
  label: { summary: 'What is on it.', parser: text, repeatable: true },
  note: { summary: 'Read this.', parser: text, attributes: { lang: 'The language.' } },
  open: { summary: 'Whether it is open.', parser: yesNo },
  owner: { summary: 'Whose it is.', parser: text, required: true },
  seal: { summary: 'Sealed when present.', parser: text, mayBeEmpty: true },
} as const satisfies OptionTable;

const boxSection = defineSection({
  name: 'box',
  summary: 'A box.',
  repeatable: true,
  options: boxOptions,
  check: (read) =>
    read.optional(boxOptions.open) === true && read.optional(boxOptions.seal) !== undefined
      ? [{ severity: 'error', code: 'BOX', at: read.placeOf(boxOptions.seal) ?? at0, message: '' }]
      : [],
  build: (read) => ({
    at: read.at?.line,
    size: read.one(boxOptions.size),
    labels: read.all(boxOptions.label),
    note: read.optional(boxOptions.note),
    sealed: read.optional(boxOptions.seal) !== undefined,
    texts: read.inOrder([boxOptions.label, boxOptions.note]).map(({ value }) => value),
  }),
});
const at0 = { file: '', line: 0, column: 0 };
const sections = [...coreSections, boxSection];

function parse(...texts: readonly string[]) {
  const files = texts.map((text, i) => ({ path: `${'abc'[i]}.conf`, text }));
  return parseConfig(files, sections);
}

function conf(inner: string): string {
  return `<ossec_config>${inner}</ossec_config>`;
}

function problems(...texts: readonly string[]): readonly string[] {
  return parse(...texts).diagnostics.map(
    ({ at, code, message }) => `${at.file}:${at.line}:${at.column} ${code} ${message}`,
  );
}

describe('values', () => {
  it('are the defaults where nothing stands', () => {
    const { config, diagnostics } = parse(conf(''));
    expect(diagnostics).toEqual([]);
    expect(valuesOf(config, alertsSection)).toEqual({
      logLevel: 1,
      mailLevel: 7,
      tellsPlaces: false,
    });
    expect(blocksOf(config, boxSection)).toEqual([]);
  });

  it('are merged over roots, sections and files; the later one counts', () => {
    const { config, diagnostics } = parse(
      conf('<alerts><log_alert_level>2</log_alert_level></alerts>') +
        conf('<alerts><log_alert_level>3</log_alert_level></alerts>'),
      conf('<alerts><email_alert_level>9</email_alert_level></alerts>'),
    );
    expect(diagnostics).toEqual([]);
    expect(valuesOf(config, alertsSection)).toEqual({
      logLevel: 3,
      mailLevel: 9,
      tellsPlaces: false,
    });
  });

  it('of a repeatable section are kept block by block, in order', () => {
    const { config, diagnostics } = parse(
      conf(`<box><owner>a</owner><note>n</note><label> x </label><size>2</size><size>3</size></box>
<Box><OWNER>b</OWNER><label>y</label><note lang="de">m</note><label>z</label><seal/></Box>`),
    );
    expect(diagnostics).toEqual([]);
    expect(blocksOf(config, boxSection)).toEqual([
      { at: 1, size: 3, labels: ['x'], note: 'n', sealed: false, texts: ['n', 'x'] },
      { at: 2, size: 5, labels: ['y', 'z'], note: 'm', sealed: true, texts: ['y', 'm', 'z'] },
    ]);
  });

  it('that are bad are passed over, so that commands can look at the rest', () => {
    const { config } = parse(conf('<alerts><log_alert_level>x</log_alert_level></alerts>'));
    expect(valuesOf(config, alertsSection).logLevel).toBe(1);
  });
});

describe('mistakes', () => {
  it.each([
    [
      'a file without a root',
      '',
      'a.conf:1:1 CONFIG_EMPTY there is no <ossec_config> in this file',
    ],
    [
      'another root',
      '<osec_config></osec_config>',
      'a.conf:1:1 CONFIG_UNKNOWN_ROOT the root element osec_config is not known; did you mean ossec_config?',
    ],
    [
      'an unknown section',
      conf('\n<globl></globl>'),
      'a.conf:2:1 CONFIG_UNKNOWN_SECTION the section globl is not known; did you mean global?',
    ],
    [
      'an unknown option',
      conf('<global>\n <log_all>yes</log_all></global>'),
      'a.conf:2:2 CONFIG_UNKNOWN_OPTION the <global> option log_all is not known; did you mean logall?',
    ],
    [
      'a name like no other',
      conf('<global><zzzzzzzzz>1</zzzzzzzzz></global>'),
      'a.conf:1:23 CONFIG_UNKNOWN_OPTION the <global> option zzzzzzzzz is not known',
    ],
    [
      'an unknown attribute',
      conf('<box><owner>a</owner><note language="x">n</note></box>'),
      'a.conf:1:42 CONFIG_UNKNOWN_ATTRIBUTE the <note> attribute language is not known',
    ],
    [
      'an attribute of a section',
      conf('<global a="1"></global>'),
      'a.conf:1:23 CONFIG_UNKNOWN_ATTRIBUTE the <global> attribute a is not known',
    ],
    [
      'an empty value',
      conf('<global><logall> </logall></global>'),
      'a.conf:1:23 CONFIG_EMPTY_VALUE logall is empty; it takes yes or no',
    ],
    [
      'a bad value',
      conf('<global><logall>on</logall></global>'),
      'a.conf:1:31 CONFIG_BAD_VALUE logall does not take "on"; it takes yes or no',
    ],
    [
      'an element in an option',
      conf('<global><logall><yes/></logall></global>'),
      'a.conf:1:31 CONFIG_UNKNOWN_OPTION logall holds text, not the element <yes>',
    ],
    [
      'a missing option',
      conf('<box></box>'),
      'a.conf:1:15 CONFIG_MISSING_OPTION <box> needs the option owner',
    ],
    [
      'what a section checks itself',
      conf('<box><owner>a</owner><open>yes</open><seal/></box>'),
      'a.conf:1:52 BOX ',
    ],
  ])('%s', (_, text, expected) => {
    expect(problems(text)).toEqual([expected]);
  });

  it('are all told at once, in the order of the files', () => {
    const first = conf('<global><a>1</a></global>\n<box><size>x</size></box><b/>');
    expect(problems(first, conf('<c/>')).map((line) => line.split(' ', 2).join(' '))).toEqual([
      'a.conf:1:23 CONFIG_UNKNOWN_OPTION',
      'a.conf:2:1 CONFIG_MISSING_OPTION',
      'a.conf:2:12 CONFIG_BAD_VALUE',
      'a.conf:2:26 CONFIG_UNKNOWN_SECTION',
      'b.conf:1:15 CONFIG_UNKNOWN_SECTION',
    ]);
  });

  it('that a section calls not available follow the severity that is asked for', () => {
    const shy = defineSection({
      name: 'shy',
      summary: 'Never there.',
      repeatable: true,
      options: {},
      check: (read) => [
        { severity: 'error', code: 'CONFIG_NOT_AVAILABLE', at: read.at ?? at0, message: '' },
        { severity: 'error', code: 'SHY', at: read.at ?? at0, message: '' },
      ],
      build: () => undefined,
    });
    const files = [{ path: 'a.conf', text: conf('<shy/>') }];
    const severities = (unavailable: 'error' | 'warning') =>
      parseConfig(files, [shy], { unavailable }).diagnostics.map(({ severity }) => severity);
    expect(severities('error')).toEqual(['error', 'error']);
    expect(severities('warning')).toEqual(['warning', 'error']);
  });

  it('in the XML keep what could be read', () => {
    const { config, diagnostics } = parse(conf('<global><logall>yes</logall></global>') + '<x');
    expect(diagnostics.map(({ code }) => code)).toEqual(['XML_NOT_CLOSED']);
    expect(valuesOf(config, globalSection).logAll).toBe(true);
  });
});

describe('any configuration text', () => {
  const sample =
    '<ossec_config> </ossec_config> <global> </global> <logall> </logall> yes <box> </box> <size> ' +
    '</size> 99 <rules> </rules> <tocsin> </tocsin> <journal_max_size> </journal_max_size> 7K <!';
  const words = fc.constantFrom('\0', '\xff', '<rules a="1">', ...sample.split(' '));
  it('gives values and diagnostics, never an exception', () => {
    fc.assert(
      fc.property(fc.array(words, { maxLength: 40 }), (parts) => {
        const { config } = parse(parts.join(''));
        expect(valuesOf(config, globalSection).logAll).toBeTypeOf('boolean');
        expect(valuesOf(config, tocsinSection).journalMaxBytes).toBeGreaterThan(0);
        for (const box of blocksOf(config, boxSection)) expect(box.size).toBeLessThan(10);
      }),
      { numRuns: 500 },
    );
  });
});
