import type { Verdict } from '../event/index.ts';
import type { OutputSettings, RecordFormatter } from './contract.ts';
import { DailyFile } from './daily-file.ts';
import type { Day } from './local-time.ts';
import { DayChange, epochSeconds } from './local-time.ts';
import type { RecordOutputName } from './registry.ts';
import { recordOutputs } from './registry.ts';

/** The exact state of all output files: what a snapshot keeps. */
export interface OutputPositions {
  readonly day: Day;
  /** By output; an output that was not open has none. */
  readonly bytes: Readonly<Partial<Record<RecordOutputName, number>>>;
}

interface OpenOutput {
  readonly name: RecordOutputName;
  readonly format: RecordFormatter;
  readonly file: DailyFile;
}

export interface OutputSetOptions {
  /** The `logs` folder of the home. */
  readonly logs: string;
  readonly settings: OutputSettings;
}

const names = Object.keys(recordOutputs) as readonly RecordOutputName[];

async function openAll(
  { logs, settings }: OutputSetOptions,
  day: Day,
  bytes: OutputPositions['bytes'],
): Promise<readonly OpenOutput[]> {
  const opened: OpenOutput[] = [];
  try {
    for (const name of names) {
      const output = recordOutputs[name];
      const format = output.open(settings);
      if (format === undefined) continue;
      opened.push({
        name,
        format,
        file: await DailyFile.open(logs, output.file, day, bytes[name]),
      });
    }
  } catch (error) {
    for (const { file } of opened) await file.close(false);
    throw error;
  }
  return opened;
}

/** All outputs of the analysis process. What a disk refuses is an `OutputError`: try again. */
export class OutputSet {
  readonly #options: OutputSetOptions;
  #outputs: readonly OpenOutput[];
  #day: DayChange;

  private constructor(options: OutputSetOptions, outputs: readonly OpenOutput[], day: Day) {
    this.#options = options;
    this.#outputs = outputs;
    this.#day = new DayChange(day);
  }

  /** Goes on at the positions given; an output without one goes on behind what its file holds. */
  static async open(options: OutputSetOptions, { day, bytes }: OutputPositions) {
    return new OutputSet(options, await openAll(options, day, bytes), day);
  }

  get positions(): OutputPositions {
    const bytes: Partial<Record<RecordOutputName, number>> = {};
    for (const { name, file } of this.#outputs) bytes[name] = file.position;
    return { day: this.#day.current, bytes };
  }

  get pendingBytes(): number {
    let bytes = 0;
    for (const { file } of this.#outputs) bytes += file.pendingBytes;
    return bytes;
  }

  /** Formats the verdict for every output that wants it; answers the alert's id if there is one. */
  write(verdict: Verdict): string | undefined {
    const { event, alert } = verdict;
    const position = this.#alertPosition();
    const id = alert ? `${epochSeconds(event.timeMs)}.${position}` : '';
    for (const { format, file } of this.#outputs) {
      const text = format(verdict, id);
      if (text !== '') file.append(text);
    }
    if (alert) event.kept?.toldAt(position);
    return alert ? id : undefined;
  }

  /** The day that a record of this time starts; undefined while it belongs to the current one. */
  dayAfter(timeMs: number): Day | undefined {
    return this.#day.next(timeMs);
  }

  /** Changes to the files of another day; all pending text must be flushed before. */
  async changeDay(day: Day): Promise<void> {
    const outputs = await openAll(this.#options, day, {});
    const before = this.#outputs;
    this.#outputs = outputs;
    this.#day = new DayChange(day);
    for (const { file } of before) await file.close(true);
  }

  async flush(): Promise<void> {
    for (const { file } of this.#outputs) await file.flush();
  }

  async sync(): Promise<void> {
    for (const { file } of this.#outputs) await file.sync();
  }

  async cut(): Promise<void> {
    for (const { file } of this.#outputs) await file.cut();
  }

  async close(): Promise<void> {
    for (const { file } of this.#outputs) await file.close(false);
  }

  /** The alert log is always open: its position numbers the alerts of all outputs. */
  #alertPosition(): number {
    return this.#outputs.find(({ name }) => name === 'alert-log')?.file.position ?? 0;
  }
}
