import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { forwardLines } from './forward-client.ts';
import { forwardLine, type Forward } from './forward-line.ts';
import { openForwardServer, type ForwardServer } from './forward-server.ts';

const root = mkdtempSync(join(tmpdir(), 'tocsin-fw-'));
let count = 0;
let home = '';
let server: ForwardServer | undefined;

beforeEach(() => {
  home = join(root, String(++count));
  mkdirSync(join(home, 'queue/alerts'), { recursive: true });
});

afterEach(async () => {
  await server?.close();
  server = undefined;
});

afterAll(() => rmSync(root, { recursive: true, force: true }));

describe('forwardLines', () => {
  it('gives lines to the gateway and tells whom each reached', async () => {
    const heard: Forward[] = [];
    server = await openForwardServer(join(home, 'queue/alerts/ar'), (one) => {
      heard.push(one);
      return one.to.kind === 'all'
        ? { sent: ['001', '002'], failed: ['003'] }
        : { sent: [], failed: ['004'] };
    });
    const lines = [
      forwardLine(undefined, 'syscheck restart', true),
      forwardLine('004', 'x', false),
    ];

    expect(await forwardLines(home, lines)).toEqual([
      { sent: ['001', '002'], failed: ['003'] },
      { sent: [], failed: ['004'] },
    ]);
    expect(heard).toEqual([
      { to: { kind: 'all' }, control: 'syscheck restart' },
      { to: { kind: 'id', id: '004' }, control: 'execd x' },
    ]);
  });

  it('reached nobody with a line that is none', async () => {
    server = await openForwardServer(join(home, 'queue/alerts/ar'), () => {
      throw new Error('never called');
    });

    expect(await forwardLines(home, ['odd'])).toEqual([{ sent: [], failed: [] }]);
  });

  it('tells that there is no gateway', async () => {
    await expect(forwardLines(home, ['x'])).rejects.toMatchObject({ code: 'GATEWAY_UNREACHABLE' });
  });

  it('tells that the gateway went away', async () => {
    const rude = createServer((socket) => socket.destroy());
    await new Promise<void>((resolve) => {
      rude.listen(join(home, 'queue/alerts/ar'), resolve);
    });

    await expect(forwardLines(home, ['x'])).rejects.toThrow(/GATEWAY_UNREACHABLE/);
    rude.close();
  });
});
