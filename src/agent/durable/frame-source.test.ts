import { describe, expect, it } from 'vitest';
import { encodeDurable } from '../../wire/index.ts';
import { FrameSource } from './frame-source.ts';

function newSource() {
  const closed = Promise.withResolvers<undefined>();
  let give: (chunk: Buffer) => void = () => undefined;
  const frames = new FrameSource({
    onData: (take) => {
      give = take;
    },
    closed: closed.promise.then(() => undefined),
  });
  return {
    frames,
    say: (...pieces: readonly Buffer[]) => give(Buffer.concat(pieces)),
    close: () => closed.resolve(undefined),
  };
}

const word = encodeDurable('control', Buffer.from('word'));
const long = encodeDurable('control', Buffer.alloc(2000));

describe('FrameSource', () => {
  it('gives frames one by one, then each as it comes', async () => {
    const { frames, say } = newSource();
    say(encodeDurable('challenge'), encodeDurable('welcome'), word, long);
    expect((await frames.next(1000))?.kind).toBe('challenge');
    expect((await frames.next(1000))?.kind).toBe('welcome');

    const taken: string[] = [];
    frames.deliverTo(({ kind, body }) => taken.push(`${kind} ${body.length}`));
    say(encodeDurable('alive'));

    expect(taken).toEqual(['control 4', 'control 2000', 'alive 0']);
    expect(frames.isBroken).toBe(false);
  });

  it('takes nothing long of one who is not known', async () => {
    const { frames, say } = newSource();
    say(long);

    expect(await frames.next(10_000)).toBeUndefined();
    expect(frames.isBroken).toBe(true);
  });

  it('waits so long and no longer, and not for one who is gone', async () => {
    const { frames, say, close } = newSource();
    expect(await frames.next(1)).toBeUndefined();
    const waiting = frames.next(60_000);
    say(word);
    expect((await waiting)?.kind).toBe('control');
    const forever = frames.next(60_000);
    close();
    expect(await forever).toBeUndefined();
  });

  it('knows when something came last', () => {
    const { frames, say } = newSource();
    const before = frames.heardMs;
    say(Buffer.from([1]));
    expect(frames.heardMs).toBeGreaterThanOrEqual(before);
  });
});
