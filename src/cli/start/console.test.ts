import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import type { WatchedSource } from '../../agent/index.ts';
import type { StatsMessage } from '../../server/index.ts';
import { alertText, type ConsoleAlert } from './alert-text.ts';
import { Console, duration, type ConsoleOptions } from './console.ts';
import { isCapable, wantsColour } from './paint.ts';
import { Screen } from './screen.ts';
import { changesText, firstAlertHint, sourcesText } from './sources-text.ts';
import { textOf } from '../testing/text-of.ts';

const alert: ConsoleAlert = {
  id: '1.2',
  timeMs: new Date(2026, 0, 2, 3, 4, 5).getTime(),
  level: 5,
  rule: 5710,
  description: 'a description',
  where: 'host->/var/log/auth.log',
  hostname: 'host',
  location: '/var/log/auth.log',
  srcip: '203.0.113.9',
  user: undefined,
  log: 'the line',
};

const noStats: StatsMessage = {
  kind: 'stats',
  received: 0,
  analysed: 0,
  alerts: 0,
  duplicates: 0,
  gaps: 0,
  eventsPerSecond: 0,
  lagBytes: 0,
  sources: 0,
  untold: 0,
  paused: false,
};

function source(id: string, state: WatchedSource['state'], reason = ''): WatchedSource {
  const kind = id.startsWith('journal') ? 'journal' : id.startsWith('command') ? 'command' : 'file';
  return { id, kind, state, reason };
}

function openConsole(options: Partial<ConsoleOptions> = {}) {
  const out = new PassThrough();
  const screen = new Screen(out, undefined);
  const console = new Console({
    notes: screen,
    alerts: screen,
    json: false,
    colours: false,
    level: undefined,
    watch: [],
    ...options,
  });
  return { console, text: () => textOf(out) };
}

describe('alertText', () => {
  it('shows time, level, rule, description, source and log', () => {
    expect(alertText(alert, false)).toBe(
      '03:04:05  level 5   rule 5710  a description\n          host->/var/log/auth.log: the line',
    );
  });

  it.each([
    { level: 3, code: '36' },
    { level: 7, code: '33' },
    { level: 15, code: '1;31' },
  ])('colours level $level', ({ level, code }) => {
    expect(alertText({ ...alert, level }, true)).toContain(`\u001b[${code}mlevel ${level}`);
  });

  it('takes away the power of hostile text', () => {
    const hostile = '\u001b[2J\u0007';
    const text = alertText({ ...alert, description: hostile, where: hostile, log: hostile }, false);

    expect(text).not.toContain('\u001b');
    expect(text.split('\\x1b[2J\\x07')).toHaveLength(4);
  });

  it('cuts what is long', () => {
    const log = Array.from({ length: 15 }, () => 'x'.repeat(3000)).join('\n');

    const lines = alertText({ ...alert, log }, false).split('\n');

    expect(lines).toHaveLength(12);
    expect(lines[1]).toMatch(/: x{2000}\.\.\.$/);
    expect(lines[11]).toMatch(/^ +\.\.\. and 5 more lines$/);
  });
});

describe('Console', () => {
  it.each([
    { option: undefined, configured: 7, shown: [7, 8] },
    { option: 8, configured: 3, shown: [8] },
    { option: 0, configured: 8, shown: [6, 7, 8] },
    { option: undefined, configured: undefined, shown: [6, 7, 8] },
  ])('shows levels $shown with --level $option over $configured', (row) => {
    const { console, text } = openConsole({ level: row.option, json: true });
    const told = row.configured === undefined ? {} : { consoleLevel: row.configured };
    console.ready({ kind: 'ready', ...told });

    for (const level of [6, 7, 8]) console.alert({ ...alert, id: `1.${level}`, level });

    const lines = text().split('\n').slice(0, -1);
    expect(lines.map((line) => (JSON.parse(line) as ConsoleAlert).level)).toEqual(row.shown);
  });

  it('shows an alert once, also when a restarted analysis tells it again', () => {
    const { console, text } = openConsole();
    const ids = ['1.1', '1.2', '1.1', '1.2', '1.3'];
    for (const id of ids) console.alert({ ...alert, id, description: `number ${id}` });

    expect(text().match(/number \S+/g)).toEqual(['number 1.1', 'number 1.2', 'number 1.3']);
  });

  it('prints one JSON object a line', () => {
    const { console, text } = openConsole({ json: true });

    console.alert({ ...alert, log: 'two\nlines \u009b' });

    const line = text();
    expect(line).toMatch(/^\{.*\}\n$/);
    expect(JSON.parse(line)).toEqual({
      id: '1.2',
      time: new Date(alert.timeMs).toISOString(),
      level: 5,
      rule: 5710,
      description: 'a description',
      where: 'host->/var/log/auth.log',
      srcip: '203.0.113.9',
      log: 'two\nlines \u009b',
    });
  });

  it('tells sources once, then only changes', () => {
    const { console, text } = openConsole({ watch: ["/tmp/it's"] });
    console.sources([source('file:/a', 'watching'), source('file:/b', 'waiting')]);
    const first = text();

    console.sources([source('file:/a', 'watching'), source('file:/b', 'watching')]);

    expect(first).toMatch(/^Watching \/a\nNot there yet: \/b\nTo see a first alert: echo /);
    expect(first).toContain(`>> '/tmp/it'\\''s'`);
    expect(text()).toBe('Now watching /b\n');
  });

  it('of an agent promises no alerts and counts none', () => {
    const { console, text } = openConsole({ isAgent: true });
    console.sources([source('file:/x', 'watching')]);
    console.end(61_000);

    const shown = text();
    expect(shown).toContain('This is an agent: alerts appear on its server.\n');
    expect(shown).not.toMatch(/first alert|0 alerts/);
    expect(shown.trimEnd().split('\n').at(-1)).toMatch(/^Stopped after .*\.$/);
  });

  it('says once that the disk is full, and how many alerts were left out', () => {
    const { console, text } = openConsole();

    console.stats({ ...noStats, paused: true });
    console.stats({ ...noStats, paused: true, untold: 5 });
    console.stats({ ...noStats, paused: true, untold: 5 });

    expect(text().match(/disk is full/g)).toHaveLength(1);
  });

  it('sums up', () => {
    const { console, text } = openConsole({ level: 6 });
    console.stats({ ...noStats, analysed: 100, alerts: 10 });
    console.alert(alert);
    console.stats({ ...noStats, analysed: 112, alerts: 11 });

    console.end(61_000);

    expect(text()).toBe('Stopped after 61 s: 12 events, 1 alert (0 shown).\n');
  });
});

describe('Screen', () => {
  it('keeps the status line below what it prints', () => {
    const out = new PassThrough();
    const screen = new Screen(out, () => 10);
    screen.status('0123456789abc');
    screen.print('line');
    screen.status('0123456789abc');
    screen.end();

    const erase = '\r\u001b[2K';
    expect(textOf(out)).toBe(`012345678${erase}line\n012345678${erase}`);
  });

  it('has none without a terminal', () => {
    const out = new PassThrough();
    const screen = new Screen(out, undefined);
    screen.status('status');
    screen.print('line');
    screen.end();

    expect(textOf(out)).toBe('line\n');
  });
});

it.each([
  { isTerminal: true, env: {}, capable: true, colour: true },
  { isTerminal: true, env: { NO_COLOR: '' }, capable: true, colour: true },
  { isTerminal: true, env: { NO_COLOR: '1' }, capable: true, colour: false },
  { isTerminal: true, env: { TERM: 'dumb' }, capable: false, colour: false },
  { isTerminal: false, env: {}, capable: false, colour: false },
])('terminal $isTerminal with $env: colour $colour', ({ capable, colour, ...io }) => {
  expect(isCapable(io)).toBe(capable);
  expect(wantsColour(io)).toBe(colour);
});

describe('sources', () => {
  it.each([
    { sources: [], lines: ['Watching nothing yet.'] },
    {
      sources: [source('journal:all', 'watching'), source('command:df -P', 'watching')],
      lines: ['Watching the journal, the command df -P'],
    },
    {
      sources: [
        source('file:/x\u001b', 'unreadable', 'EACCES'),
        source('file:/y', 'failed', 'gone'),
      ],
      lines: ['Watching nothing yet.', 'Cannot read /x\\x1b: EACCES', 'Cannot read /y: gone'],
    },
    {
      sources: Array.from({ length: 10 }, (_, i) => source(`file:/${i}`, 'watching')),
      lines: ['Watching /0, /1, /2, /3, /4, /5, /6, /7 and 2 more'],
    },
  ])('are told as $lines', ({ sources, lines }) => {
    expect(sourcesText(sources)).toEqual(lines);
  });

  it.each([
    { was: 'watching', is: 'unreadable', lines: ['Cannot read /a: why'] },
    { was: 'watching', is: 'waiting', lines: ['No longer there: /a'] },
    { was: 'waiting', is: 'watching', lines: ['Now watching /a'] },
    { was: 'watching', is: 'watching', lines: [] },
  ] as const)('tell a change from $was to $is', ({ was, is, lines }) => {
    expect(changesText([source('file:/a', was)], [source('file:/a', is, 'why')])).toEqual(lines);
  });

  it.each([
    { count: 10, is: 'watching', lines: 10, first: 'Now watching /0' },
    {
      count: 1000,
      is: 'watching',
      lines: 1,
      first: 'Now watching /0, /1, /2, /3, /4, /5, /6, /7 and 992 more',
    },
    {
      count: 11,
      is: 'unreadable',
      lines: 1,
      first: 'Cannot read /0, /1, /2, /3, /4, /5, /6, /7 and 3 more: why',
    },
    { count: 11, is: 'waiting', lines: 0, first: undefined },
  ] as const)('tell $count new ones that are $is in $lines lines', (row) => {
    const many = Array.from({ length: row.count }, (_, i) => source(`file:/${i}`, row.is, 'why'));

    const lines = changesText([], many);

    expect(lines).toHaveLength(row.lines);
    expect(lines[0]).toBe(row.first);
  });

  it('that cannot be read for different reasons are told by reason', () => {
    const denied = Array.from({ length: 11 }, (_, i) => source(`file:/${i}`, 'failed', 'denied'));

    expect(sourcesText([...denied, source('file:/d', 'unreadable', 'is a directory')])).toEqual([
      'Watching nothing yet.',
      'Cannot read /0, /1, /2, /3, /4, /5, /6, /7 and 3 more: denied',
      'Cannot read /d: is a directory',
    ]);
  });

  it.each([
    { sources: [source('journal:all', 'watching')], watch: [], hint: /: logger -t sshd "Failed/ },
    { sources: [source('file:/var/log/auth.log', 'watching')], watch: [], hint: /: logger / },
    { sources: [source('file:/var/log/auth.log', 'waiting')], watch: [], hint: /--watch FILE$/ },
    { sources: [], watch: ['/a/b'], hint: /sshd\[4242\]: Failed password .* >> \/a\/b$/ },
  ])('give the hint $hint', ({ sources, watch, hint }) => {
    expect(firstAlertHint(sources, watch)).toMatch(hint);
  });
});

it.each([
  [0, '0 s'],
  [119_000, '119 s'],
  [120_000, '2 min'],
  [7_200_000, '2 h'],
])('%i ms are %s', (milliseconds, text) => {
  expect(duration(milliseconds)).toBe(text);
});
