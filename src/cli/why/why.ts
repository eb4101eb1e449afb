import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fromUtf8, latin1, limits } from '../../base/index.ts';
import type { Explanation, RuleEngine } from '../../engine/index.ts';
import type { Command } from '../contract.ts';
import { UsageError } from '../contract.ts';
import { dialectOf } from '../dialect-option.ts';
import { engineOrComplain, loadHome } from '../engine-home.ts';
import { homeOf } from '../home-option.ts';
import { readOptions } from '../options.ts';
import type { RecordClock } from '../replay/clock.ts';
import { recordClock } from '../replay/clock.ts';
import { humanText, jsonText } from './texts.ts';

const usage = `usage: tocsin why [options] LINE
       tocsin why [options] --file FILE [--line N]

Explains what becomes of a log line: how it is decoded, which rules are tried and what each of their
conditions saw, what a composite rule counted, and what keeps an alert back. With --file the lines
before the one that is asked about are run first, so that rules which count can be explained.

  --rule ID           explain this rule: why it did not win, or that it did
  --file FILE         take the line from a log file: the last one, or the one that --line names
  --line N            the number of the line in the file, from 1
  --home DIR          installation whose etc/ and rules/ are loaded
  --conf FILE         configuration, instead of etc/ossec.conf of the home
  --location L        location of the records (default: stdin)
  --clock C           receipt (now), log (what the lines say), or fixed:EPOCH (seconds)
  --correlation MODE  exact or reference, instead of the configured one
  --dialect D         what the files are written in: auto (each by itself), ossec, wazuh
  --json              one JSON object

Exit status: 0 explained, 1 the rules do not load or the file cannot be read, 2 called wrongly.`;

const options = {
  rule: { type: 'string' },
  file: { type: 'string' },
  line: { type: 'string' },
  home: { type: 'string' },
  conf: { type: 'string' },
  location: { type: 'string' },
  clock: { type: 'string' },
  correlation: { type: 'string' },
  dialect: { type: 'string' },
  json: { type: 'boolean' },
} as const;

const linesMax = 10_000_000;

function numberOf(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new UsageError(`--${name} is a whole number from 1, not ${JSON.stringify(text)}`);
}

function correlationOf(text: string | undefined): 'exact' | 'reference' | undefined {
  if (text === undefined || text === 'exact' || text === 'reference') return text;
  throw new UsageError(`--correlation is exact or reference, not ${JSON.stringify(text)}`);
}

/** The lines to run, the one that is asked about last. */
function linesOf(
  positionals: readonly string[],
  file: string | undefined,
  line: number | undefined,
): readonly string[] {
  if (file === undefined) {
    if (line !== undefined) throw new UsageError('--line goes with --file');
    if (positionals.length === 0) throw new UsageError('which line?');
    return [fromUtf8(positionals.join(' ')).slice(0, limits.lineBytes)];
  }
  if (positionals.length > 0) throw new UsageError('either a line or --file');
  const all = latin1(readFileSync(file)).split('\n', linesMax);
  if (all.at(-1) === '') all.pop();
  const last = line ?? all.length;
  if (last > all.length || all.length === 0) {
    throw new UsageError(`the file has ${all.length} lines`);
  }
  return all.slice(0, last).map((one) => one.slice(0, limits.lineBytes));
}

function explainLast(
  engine: RuleEngine,
  lines: readonly string[],
  clock: RecordClock,
  location: string,
): Explanation | undefined {
  const recordOf = (text: string) => {
    return { queue: '1', location, text, timeMs: clock(text), origin: undefined };
  };
  for (const text of lines.slice(0, -1)) if (text.length > 1) engine.process(recordOf(text));
  return engine.explain(recordOf(lines.at(-1) ?? ''));
}

export const why: Command = {
  name: 'why',
  summary: 'Explain why a log line raises what it does, or why a rule does not win.',
  usage,
  run(args, io) {
    const { values, positionals } = readOptions(args, options);
    const id = numberOf('rule', values.rule);
    const file = values.file === undefined ? undefined : resolve(io.cwd, values.file);
    const clock = recordClock(values.clock ?? 'receipt', () => Date.now());
    let lines: readonly string[];
    try {
      lines = linesOf(positionals, file, numberOf('line', values.line));
    } catch (error) {
      if (error instanceof UsageError) throw error;
      io.stderr.write(`tocsin why: ${error instanceof Error ? error.message : String(error)}\n`);
      return Promise.resolve(1);
    }
    const loaded = loadHome({
      home: homeOf(values.home, io),
      isNamed: values.home !== undefined,
      conf: values.conf === undefined ? undefined : resolve(io.cwd, values.conf),
      correlation: correlationOf(values.correlation),
      dialect: dialectOf(values.dialect),
    });
    const engine = engineOrComplain(loaded, io);
    if (engine === undefined) return Promise.resolve(1);
    const rule = id === undefined ? undefined : engine.tree.rules.get(id);
    if (id !== undefined && rule === undefined) throw new UsageError(`there is no rule ${id}`);
    const explanation = explainLast(engine, lines, clock, fromUtf8(values.location ?? 'stdin'));
    if (explanation === undefined) {
      io.stdout.write('no message can have this location: the line is refused\n');
      return Promise.resolve(0);
    }
    const asked = { tree: engine.tree, rule };
    const text =
      values.json === true ? jsonText(explanation, asked) : humanText(explanation, asked);
    io.stdout.write(text);
    return Promise.resolve(0);
  },
};
