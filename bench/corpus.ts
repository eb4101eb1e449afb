// Writes a corpus: npm run -s bench:corpus -- KIND EVENTS [SEED] > FILE
import { writeSync } from 'node:fs';
import { corpusKinds, corpusLines } from './corpus/corpus.ts';

const [, , name = '', events = '', seed = '1'] = process.argv;
const kind = corpusKinds.find((one) => one === name);
if (kind === undefined || !/^\d+$/.test(events)) {
  console.error(`usage: npm run -s bench:corpus -- ${corpusKinds.join('|')} EVENTS [SEED]`);
  process.exit(2);
}
let text = '';
let left = Number(events);
for (const line of corpusLines(kind, Number(seed))) {
  if (left-- === 0) break;
  text += `${line.text}\n`;
  if (text.length < 1 << 20) continue;
  writeSync(1, text);
  text = '';
}
writeSync(1, text);
