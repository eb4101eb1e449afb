// Watches the size of the analysis process over many events: npm run bench:memory -- --home DIR
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { benchHome, removeHome } from './analysis/home.ts';
import { measure } from './analysis/measure.ts';
import { plot } from './analysis/plot.ts';
import { corpusKinds } from './corpus/corpus.ts';

const usage = `usage: npm run bench:memory -- --home DIR [options]

Runs the analysis process as bench:analysis does, looks at its resident size each second, and prints
one line of JSON: the figures of the run, and the size in megabytes at each tenth of the time.

  --home DIR     installation whose etc/ and rules/ are loaded
  --corpus C     a log file, or one of: ${corpusKinds.join(', ')} (default: mixed)
  --events N     how many events are sent (default: 20000000)
  --plot FILE    draws the sizes as SVG`;

const { values } = parseArgs({
  options: {
    home: { type: 'string' },
    corpus: { type: 'string', default: 'mixed' },
    events: { type: 'string', default: '20000000' },
    plot: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});
const events = Number(values.events);
if (values.help || values.home === undefined || !Number.isSafeInteger(events) || events < 1) {
  console.error(usage);
  process.exit(values.help ? 0 : 2);
}
const isKind = corpusKinds.some((kind) => kind === values.corpus);
const home = benchHome(resolve(values.home), undefined);
try {
  const corpus = isKind ? values.corpus : resolve(values.corpus);
  const sizes: number[] = [];
  const onSecond = (residentBytes: number): void => void sizes.push(residentBytes / 2 ** 20);
  const figures = await measure({ home, corpus, events, seed: 1, onSecond });
  const tenths = Array.from({ length: 11 }, (_, i) => {
    const at = Math.round(((sizes.length - 1) * i) / 10);
    return Math.round(sizes[at] ?? 0);
  });
  console.log(JSON.stringify({ ...figures, rss_mb: tenths }));
  if (values.plot !== undefined) {
    const title = `Resident size over ${events.toLocaleString('en')} events, MB by seconds`;
    writeFileSync(resolve(values.plot), plot(title, sizes));
  }
} finally {
  removeHome(home);
}
process.exit(0);
