import {
  copyFileSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CollectedRecord, Delivery, LocalfileConfig } from '../contract.ts';
import { Bench, localfile, until } from '../testing/bench.ts';

let bench: Bench;
let log: readonly LocalfileConfig[];
beforeEach(() => {
  bench = new Bench();
  log = [localfile(bench.path('a.log'))];
});
afterEach(async () => {
  await bench.close();
});

async function expectTexts(...texts: readonly string[]): Promise<void> {
  await until(
    () => bench.texts().length >= texts.length,
    () => [bench.texts(), bench.logged],
  );
  expect(bench.texts()).toEqual(texts);
}

/** A delivery that does something at the first notice: in the middle of a change of files. */
function atFirstNotice(act: () => Promise<void> | void): Delivery {
  let done = false;
  return {
    async deliver(records: readonly CollectedRecord[]) {
      const isNotice = records.some(({ origin }) => origin.source === 'notice:collector');
      if (isNotice && !done) {
        done = true;
        await act();
      }
      bench.records.push(...records);
    },
  };
}

function pack(name: string): void {
  writeFileSync(bench.path(`${name}.gz`), gzipSync(readFileSync(bench.path(name))));
  rmSync(bench.path(name));
}

describe('a file that is rotated in the moment in which it is opened', () => {
  async function seenBefore(): Promise<void> {
    bench.append('a.log', '');
    const collector = await bench.start(log);
    bench.append('a.log', 'one\n');
    await expectTexts('one');
    await collector.stop();
    renameSync(bench.path('a.log'), bench.path('a.log.1'));
    bench.append('a.log', 'two\n');
  }

  it('and packed is read once', async () => {
    await seenBefore();
    const delivery = atFirstNotice(() => {
      renameSync(bench.path('a.log.1'), bench.path('a.log.2'));
      renameSync(bench.path('a.log'), bench.path('a.log.1'));
      pack('a.log.1');
      bench.append('a.log', 'three\n');
    });
    await bench.start(log, { delivery });

    await expectTexts('one', 'two', 'three');
  });

  it('and empty until then is read once', async () => {
    await seenBefore();
    truncateSync(bench.path('a.log'));
    const delivery = atFirstNotice(() => {
      bench.append('a.log', 'two\n');
      renameSync(bench.path('a.log.1'), bench.path('a.log.2'));
      renameSync(bench.path('a.log'), bench.path('a.log.1'));
      pack('a.log.1');
      bench.append('a.log', 'three\n');
    });
    await bench.start(log, { delivery });

    await expectTexts('one', 'two', 'three');
  });

  it('and copied, but not yet emptied, is read once', async () => {
    await seenBefore();
    const delivery = atFirstNotice(() => {
      renameSync(bench.path('a.log.1'), bench.path('a.log.2'));
      copyFileSync(bench.path('a.log'), bench.path('a.log.1'));
    });
    await bench.start(log, { delivery });
    await expectTexts('one', 'two');
    truncateSync(bench.path('a.log'));
    bench.append('a.log', 'three\n');

    await expectTexts('one', 'two', 'three');
  });

  it('and copied and emptied is read from the copy', async () => {
    await seenBefore();
    const delivery = atFirstNotice(() => {
      renameSync(bench.path('a.log.1'), bench.path('a.log.2'));
      copyFileSync(bench.path('a.log'), bench.path('a.log.1'));
      truncateSync(bench.path('a.log'));
      bench.append('a.log', 'three\n');
    });
    await bench.start(log, { delivery });

    await expectTexts('one', 'two', 'three');
  });
});

describe('files that nobody lived long enough to look at', () => {
  /** Rotated and packed several times; each piece holds one line. */
  function rotateThrice(): void {
    for (const [i, text] of ['one', 'two', 'three'].entries()) {
      writeFileSync(bench.path('a.log'), `${text}\n`);
      renameSync(bench.path('a.log'), bench.path(`a.log.${3 - i}`));
      pack(`a.log.${3 - i}`);
    }
    writeFileSync(bench.path('a.log'), 'four\n');
  }

  it('are found after a start that ended in the middle of looking for them', async () => {
    bench.append('a.log', '');
    const first = await bench.start(log);
    await first.stop();
    rotateThrice();
    let noticed = false;
    const second = await bench.start(log, {
      // It ends before the first delivery is answered.
      delivery: {
        deliver: () => {
          noticed = true;
          return new Promise(() => undefined);
        },
      },
      timing: { stopWaitMs: 50 },
    });
    await until(
      () => noticed,
      () => bench.logged,
    );
    await second.stop();
    await bench.start(log);

    await expectTexts('one', 'two', 'three', 'four');
  });

  it('are found although positions were saved after they were rotated', async () => {
    const first = await bench.start(log);
    await first.stop();
    rotateThrice();
    const path = bench.path('.positions.json');
    const saved = JSON.parse(readFileSync(path, 'utf8')) as { savedAtMs: number };
    writeFileSync(path, JSON.stringify({ ...saved, savedAtMs: Date.now() + 60_000 }));
    await bench.start(log);

    await expectTexts('one', 'two', 'three', 'four');
  });
});
