import type { Framer, FramerFactory, LineFormat } from './format.ts';

/** What a line becomes: its text, or undefined when it gives no record. */
export type LineText = (line: string, path: string) => string | undefined;

/** A framer factory for formats in which each line stands for itself. */
export function singleLineFramer(queue: string, textOf: LineText): FramerFactory {
  return (sink, { path }): Framer => ({
    pending: false,
    memory: '',
    line(line, to, cut) {
      const text = textOf(line, path);
      if (text === undefined) sink.skip(to);
      else sink.record(queue, text, to, cut);
    },
    flush() {},
  });
}

/** A format whose records are the lines as they are; empty lines say nothing. */
export function plainLines(summary: string): LineFormat {
  const framer = singleLineFramer('1', (line) => (line === '' ? undefined : line));
  return {
    kind: 'lines',
    summary,
    prepare: (option) => (option === '' ? framer : undefined),
  };
}
