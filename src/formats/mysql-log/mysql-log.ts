import type { Framer, FramerFactory, LineFormat } from '../format.ts';

const CONTINUATION = '\t\t      ';
const dated = /^(?<time>\d{6} [ \d]\d:\d\d:\d\d)(?:[ \t]+(?<text>.*))?$/s;
/** Servers since version 5.7 write ISO dates. */
const isoDated = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d/;

/** The general log writes the time only when it changed: the lines below take the last one. */
const framer: FramerFactory = (sink, context): Framer => {
  let time = context.memory;
  return {
    pending: false,
    get memory() {
      return time;
    },
    line(line, to, cut) {
      const found = dated.exec(line)?.groups;
      let text: string | undefined;
      if (found?.['time'] !== undefined) {
        time = found['time'];
        text = `${time} ${found['text'] ?? ''}`;
      } else if (line.startsWith(CONTINUATION) && time !== '') {
        text = `${time} ${line.slice(CONTINUATION.length)}`;
      } else if (isoDated.test(line)) {
        text = line;
      }
      if (text === undefined) sink.skip(to);
      else sink.record('a', `MySQL log: ${text}`, to, cut);
    },
    flush() {},
  };
};

export const mysqlLog: LineFormat = {
  kind: 'lines',
  summary: 'One record per line of a MySQL log, each with the time that stands above it.',
  prepare: (option) => (option === '' ? framer : undefined),
};
