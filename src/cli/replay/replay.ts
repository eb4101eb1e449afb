import { Buffer } from 'node:buffer';
import { once } from 'node:events';
import { resolve } from 'node:path';
import type { Writable } from 'node:stream';
import { fromUtf8 } from '../../base/index.ts';
import type { RuleEngine } from '../../engine/index.ts';
import { parseLogFormat } from '../../formats/index.ts';
import type { FramerFactory } from '../../formats/index.ts';
import type { Command, CommandIo } from '../contract.ts';
import { UsageError } from '../contract.ts';
import { engineOrComplain, loadHome } from '../engine-home.ts';
import { dialectOf } from '../dialect-option.ts';
import { homeOf } from '../home-option.ts';
import { readOptions } from '../options.ts';
import type { RecordClock } from './clock.ts';
import { recordClock } from './clock.ts';
import { ProgressBar } from './progress.ts';
import type { LogInput, LogInputError } from './records.ts';
import { openLog, readRecords } from './records.ts';
import type { Assigned, Report } from './reports.ts';
import { alertReport, jsonReport, summaryReport } from './reports.ts';

/** Shorter lines are no logs, to the log tester either. */
const recordBytesMin = 2;
const outputBytes = 1 << 16;

const usage = `usage: tocsin replay [options] FILE|-

Runs a log through decoders and rules as the log tester does: nothing is stored, nothing is sent,
duplicates are kept. Without --json or --summary it prints the alerts.

  --home DIR          installation whose etc/ and rules/ are loaded
  --conf FILE         configuration, instead of etc/ossec.conf of the home
  --location L        location of the records (default: stdin)
  --format F          log format of the file, as in <log_format> (default: syslog)
  --clock C           time of receipt: receipt (now, the default), log (what the lines say),
                      or fixed:EPOCH (seconds)
  --correlation MODE  exact or reference, instead of the configured one
  --dialect D         what the files are written in: auto (each by itself), ossec, wazuh
  --json              one JSON object a record: n, program, decoder, fields, rule, level, alert
  --summary           counts per rule, events per second, memory`;

const options = {
  home: { type: 'string' },
  conf: { type: 'string' },
  location: { type: 'string' },
  format: { type: 'string' },
  clock: { type: 'string' },
  correlation: { type: 'string' },
  dialect: { type: 'string' },
  json: { type: 'boolean' },
  summary: { type: 'boolean' },
} as const;

interface Run {
  readonly engine: RuleEngine;
  readonly report: Report;
  readonly clock: RecordClock;
  readonly location: string;
}

/** Formats in which each line is a record: an empty one is answered as well, to keep count. */
const linewise: ReadonlySet<string> = new Set([
  'syslog',
  'generic',
  'apache',
  'iis',
  'json',
  'snort-fast',
  'squid',
  'syslog-pipe',
]);

interface InputFormat {
  readonly framer: FramerFactory;
  readonly answersSkipped: boolean;
}

function inputFormat(text: string): InputFormat {
  const format = parseLogFormat(text);
  if (format.kind === 'lines') {
    return { framer: format.framer, answersSkipped: linewise.has(format.name) };
  }
  throw new UsageError(`--format ${JSON.stringify(text)} is no format of log files`);
}

function correlationOf(text: string | undefined): 'exact' | 'reference' | undefined {
  if (text === undefined || text === 'exact' || text === 'reference') return text;
  throw new UsageError(`--correlation is exact or reference, not ${JSON.stringify(text)}`);
}

function answer(run: Run, n: number, queue: string, text: string): string {
  if (text.length < recordBytesMin) return run.report.line(n, undefined, []);
  const assignments: Assigned[] = [];
  const trace = run.report.wantsFields ? { assignments, rules: undefined } : undefined;
  const { location } = run;
  const record = { queue, location, text, timeMs: run.clock(text), origin: undefined };
  return run.report.line(n, run.engine.process(record, trace), assignments);
}

async function write(out: Writable, text: string, bytes: boolean): Promise<void> {
  if (text === '') return;
  const chunk = Buffer.from(text, bytes ? 'latin1' : 'utf8');
  if (!out.write(chunk)) await once(out, 'drain');
}

async function replayAll(
  run: Run,
  input: LogInput,
  format: InputFormat,
  io: CommandIo,
  json: boolean,
): Promise<LogInputError | undefined> {
  let n = 0;
  let pending = '';
  const out = io.isTerminal ? io.stderr : undefined;
  const bar = new ProgressBar(out, input.size, () => performance.now());
  const failure = await readRecords(input, format.framer, run.location, {
    record(queue, text) {
      n++;
      pending += answer(run, n, queue, text);
    },
    skipped() {
      if (!format.answersSkipped) return;
      n++;
      pending += run.report.line(n, undefined, []);
    },
    async progress(bytes) {
      bar.update(bytes, n);
      if (pending.length < outputBytes) return;
      const text = pending;
      pending = '';
      await write(io.stdout, text, !json);
    },
  });
  bar.end();
  await write(io.stdout, pending, !json);
  await write(io.stdout, run.report.end(), !json);
  return failure;
}

function reportOf(json: boolean, summary: boolean): Report {
  if (json && summary) throw new UsageError('--json and --summary exclude each other');
  if (json) return jsonReport();
  if (!summary) return alertReport();
  const start = performance.now();
  const cpuStart = process.cpuUsage();
  return summaryReport(() => {
    const cpu = process.cpuUsage(cpuStart);
    return {
      seconds: (performance.now() - start) / 1000,
      cpuSeconds: (cpu.user + cpu.system) / 1e6,
      peakMegabytes: process.resourceUsage().maxRSS / 1024,
    };
  });
}

export const replay: Command = {
  name: 'replay',
  summary: 'Run a log file through decoders and rules.',
  usage,
  async run(args, io) {
    const { values, positionals } = readOptions(args, options);
    const [path, extra] = positionals;
    if (path === undefined) throw new UsageError('which file? (- reads standard input)');
    if (extra !== undefined) throw new UsageError(`unexpected argument ${JSON.stringify(extra)}`);
    const format = inputFormat(values.format ?? 'syslog');
    const clock = recordClock(values.clock ?? 'receipt', () => Date.now());
    const loaded = loadHome({
      home: homeOf(values.home, io),
      isNamed: values.home !== undefined,
      conf: values.conf === undefined ? undefined : resolve(io.cwd, values.conf),
      correlation: correlationOf(values.correlation),
      dialect: dialectOf(values.dialect),
    });
    const engine = engineOrComplain(loaded, io);
    if (engine === undefined) return 1;
    const json = values.json === true;
    const location = fromUtf8(values.location ?? 'stdin');
    const input = await opened(path, io);
    if (input === undefined) return 1;
    const report = reportOf(json, values.summary === true);
    const run = { engine, report, clock, location };
    const failure = await replayAll(run, input, format, io, json);
    if (failure === undefined) return 0;
    complain(path, failure, io);
    return 1;
  },
};

async function opened(path: string, io: CommandIo): Promise<LogInput | undefined> {
  try {
    return await openLog(path === '-' ? path : resolve(io.cwd, path), io.stdin);
  } catch (error) {
    complain(path, error, io);
    return undefined;
  }
}

function complain(path: string, error: unknown, io: CommandIo): void {
  const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
  io.stderr.write(`tocsin replay: ${path} can't be read (${code})\n`);
}
