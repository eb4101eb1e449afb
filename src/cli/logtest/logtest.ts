import { Buffer } from 'node:buffer';
import { join, resolve } from 'node:path';
import { assert, brand } from '../../base/index.ts';
import type { Verdict } from '../../event/index.ts';
import type { RuleEngine } from '../../engine/index.ts';
import { parseLogFormat } from '../../formats/index.ts';
import { formatAlertRecord } from '../../outputs/index.ts';
import type { Command, CommandIo } from '../contract.ts';
import { UsageError } from '../contract.ts';
import { engineOrComplain, loadHome } from '../engine-home.ts';
import { homeOf } from '../home-option.ts';
import { readRecords } from '../replay/records.ts';
import type { Assigned } from './phases.ts';
import { decodingText, filteringText, RulePrinter } from './phases.ts';
import type { Expectation } from './unit-test.ts';
import { judge, parseExpectation } from './unit-test.ts';

const lineBytesMin = 2;

const usage = `usage: ossec-logtest [-Vhdtvaq] [-c FILE] [-D DIR] [-U rule:level:decoder]

Reads one log a line and shows how it is decoded and which rule it raises.

  -V       version
  -d       debug messages (repeatable)
  -t       load the configuration and exit
  -a       print alerts only, as in the alert file
  -v       show every rule that is tried
  -q       do not name the decoder files
  -c FILE  configuration (default: etc/ossec.conf below the folder)
  -D DIR   folder of the installation (also --home)
  -U R:L:D exit 0 when the last line raised rule R of level L by decoder D`;

interface Flags {
  readonly help: boolean;
  readonly version: boolean;
  readonly debug: number;
  readonly testOnly: boolean;
  readonly alertsOnly: boolean;
  readonly verbose: boolean;
  readonly quiet: boolean;
  readonly conf: string | undefined;
  readonly folder: string | undefined;
  readonly expected: Expectation | undefined;
}

/** Single-letter options as the C library reads them: bundled, values attached or not. */
function readFlags(args: readonly string[]): Flags {
  const letters = new Map<string, number>();
  const texts = new Map<string, string>();
  const words = [...args];
  for (let word = words.shift(); word !== undefined; word = words.shift()) {
    if (word === '--home') {
      texts.set('D', valueOf('--home', words.shift()));
      continue;
    }
    if (!/^-[A-Za-z]/.test(word)) throw new UsageError(`unexpected argument ${word}`);
    for (let i = 1; i < word.length; i++) {
      const letter = word.charAt(i);
      if ('cDU'.includes(letter)) {
        const attached = word.slice(i + 1);
        texts.set(letter, attached === '' ? valueOf(`-${letter}`, words.shift()) : attached);
        break;
      }
      if (!'Vhdtvaq'.includes(letter)) throw new UsageError(`unknown option -${letter}`);
      letters.set(letter, (letters.get(letter) ?? 0) + 1);
    }
  }
  const expected = texts.get('U');
  return {
    help: letters.has('h'),
    version: letters.has('V'),
    debug: letters.get('d') ?? 0,
    testOnly: letters.has('t'),
    alertsOnly: letters.has('a'),
    verbose: letters.has('v'),
    quiet: letters.has('q'),
    conf: texts.get('c'),
    folder: texts.get('D'),
    expected: expected === undefined ? undefined : parseExpectation(expected),
  };
}

function valueOf(option: string, value: string | undefined): string {
  if (value === undefined) throw new UsageError(`${option} needs a value`);
  return value;
}

function stamp(): string {
  const now = new Date();
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${now.getFullYear()}/${two(now.getMonth() + 1)}/${two(now.getDate())}`;
  return `${day} ${two(now.getHours())}:${two(now.getMinutes())}:${two(now.getSeconds())}`;
}

function note(io: CommandIo, text: string): void {
  io.stderr.write(`${stamp()} ossec-testrule: INFO: ${text}\n`);
}

/** Runs lines through the engine and prints; knows the verdict of the last one. */
class Tester {
  last: Verdict | undefined;
  #alerts = 0;
  readonly #engine: RuleEngine;
  readonly #flags: Flags;
  readonly #io: CommandIo;

  constructor(engine: RuleEngine, flags: Flags, io: CommandIo) {
    this.#engine = engine;
    this.#flags = flags;
    this.#io = io;
  }

  test(queue: string, text: string): void {
    if (text.length < lineBytesMin) return;
    const assignments: Assigned[] = [];
    const rules = this.#flags.verbose ? new RulePrinter() : undefined;
    const record = { queue, location: 'stdin', text, timeMs: Date.now(), origin: undefined };
    const verdict = this.#engine.process(record, { assignments, rules });
    if (verdict === undefined) return;
    this.last = verdict;
    if (this.#flags.alertsOnly) {
      this.#printAlert(verdict);
      return;
    }
    const hasDecoders = this.#engine.hasDecoders(verdict.event.programName !== undefined);
    this.#print(decodingText(verdict, assignments, hasDecoders));
    if (rules !== undefined) this.#print(rules.text());
    this.#print(filteringText(verdict));
    const { expected } = this.#flags;
    if (expected !== undefined) this.#print(judge(expected, verdict).text);
  }

  #printAlert(verdict: Verdict): void {
    if (!verdict.alert) return;
    this.#alerts++;
    const id = `${Math.floor(verdict.event.timeMs / 1000)}.${this.#alerts}`;
    this.#io.stdout.write(Buffer.from(formatAlertRecord(verdict, id), 'latin1'));
  }

  #print(text: string): void {
    this.#io.stderr.write(Buffer.from(text, 'latin1'));
  }
}

function announce(flags: Flags, home: string, decoders: readonly string[], io: CommandIo): void {
  if (!flags.quiet) {
    const files = decoders.length > 0 ? decoders : [join(home, 'etc/decoder.xml')];
    for (const path of files) note(io, `Reading decoder file ${path}.`);
  }
  if (flags.debug > 0) note(io, `Rules of ${home}.`);
  note(io, `Started (pid: ${process.pid}).`);
  io.stderr.write('ossec-testrule: Type one log per line.\n\n');
}

export const logtest: Command = {
  name: 'logtest',
  summary: 'Show how single log lines are decoded and which rules they raise.',
  usage,
  async run(args, io) {
    const flags = readFlags(args);
    if (flags.help) {
      io.stdout.write(`${usage}\n`);
      return 0;
    }
    if (flags.version) {
      io.stdout.write(`${brand.name} ${brand.version}\n`);
      return 0;
    }
    const home = homeOf(flags.folder, io);
    const isNamed = flags.folder !== undefined;
    const conf = flags.conf === undefined ? undefined : resolve(io.cwd, flags.conf);
    const loaded = loadHome({ home, isNamed, conf, correlation: undefined });
    const engine = engineOrComplain(loaded, io);
    if (engine === undefined) return 1;
    if (flags.testOnly) return 0;
    const decoders = loaded.sources
      .filter((source) => source.kind.startsWith('decoder'))
      .map((source) => source.path);
    announce(flags, home, decoders, io);
    const tester = new Tester(engine, flags, io);
    const format = parseLogFormat('syslog');
    assert(format.kind === 'lines', 'syslog is a format of lines');
    const input = { stream: io.stdin, size: undefined };
    await readRecords(input, format.framer, 'stdin', {
      record: (queue, text) => tester.test(queue, text),
      skipped: () => undefined,
      progress: () => Promise.resolve(),
    });
    if (flags.expected === undefined) return 0;
    const { status } = judge(flags.expected, tester.last);
    if (status === 0) io.stdout.write('0');
    return status;
  },
};
