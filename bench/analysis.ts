// Times the whole analysis process: npm run bench:analysis -- --home DIR --corpus FILE|KIND
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { benchHome, removeHome } from './analysis/home.ts';
import { measure } from './analysis/measure.ts';
import { corpusKinds } from './corpus/corpus.ts';

const usage = `usage: npm run bench:analysis -- --home DIR [options]

Starts the analysis process on a copy of an installation, with journal, cursors and alert files,
sends it events from another process as fast as it takes them, and prints one line of JSON.

  --home DIR     installation whose etc/ and rules/ are loaded
  --conf FILE    configuration, instead of etc/ossec.conf of the home
  --corpus C     a log file, or one of: ${corpusKinds.join(', ')} (default: mixed)
  --events N     how many events are sent (default: 200000)
  --seed N       of the generated corpus (default: 1)`;

const { values } = parseArgs({
  options: {
    home: { type: 'string' },
    conf: { type: 'string' },
    corpus: { type: 'string', default: 'mixed' },
    events: { type: 'string', default: '200000' },
    seed: { type: 'string', default: '1' },
    help: { type: 'boolean', default: false },
  },
});
const events = Number(values.events);
if (values.help || values.home === undefined || !Number.isSafeInteger(events) || events < 1) {
  console.error(usage);
  process.exit(values.help ? 0 : 2);
}
const isKind = corpusKinds.some((kind) => kind === values.corpus);
const home = benchHome(resolve(values.home), values.conf);
try {
  const corpus = isKind ? values.corpus : resolve(values.corpus);
  const figures = await measure({ home, corpus, events, seed: Number(values.seed) });
  console.log(JSON.stringify(figures));
} finally {
  removeHome(home);
}
process.exit(0);
