import { describe, expect, it } from 'vitest';
import type { ServerAddress } from '../../config/index.ts';
import { Connector, type Session, type SessionEnd, type SessionPlan } from './index.ts';

const servers: readonly ServerAddress[] = [
  { host: 'a', port: 1 },
  { host: '::1', port: 2 },
];

type Step = { readonly end: SessionEnd; readonly connects?: boolean };

const silent: SessionEnd = { kind: 'silent', reason: 'it does not answer' };

/** Sessions that go as `steps` say; the last one lasts until the connector stops. */
function scripted(steps: readonly Step[]) {
  const plans: SessionPlan[] = [];
  const reached = Promise.withResolvers<undefined>();
  const session: Session = {
    protocol: 'test',
    close: () => undefined,
    async run(plan) {
      const step = steps[plans.length];
      plans.push(plan);
      if (step !== undefined) {
        if (step.connects === true) plan.onConnected();
        return step.end;
      }
      reached.resolve(undefined);
      await new Promise((resolve) => plan.signal.addEventListener('abort', resolve));
      return { kind: 'stopped' };
    },
  };
  return { session, plans, reached: reached.promise };
}

async function play(steps: readonly Step[], hosts = servers) {
  const { session, plans, reached } = scripted(steps);
  const told: string[] = [];
  const tell = (text: string): void => {
    told.push(text);
  };
  const connector = new Connector({
    servers: hosts,
    session,
    returnMs: 5000,
    log: { info: tell, warn: tell, error: tell },
    chance: () => 0,
    firstPauseMs: 1,
  });
  connector.start();
  connector.start();
  await reached;
  await connector.stop();
  return { hosts: plans.map(({ server }) => server.host), plans, told };
}

describe('Connector', () => {
  it('goes from server to server until one answers', async () => {
    const { hosts, told } = await play([{ end: silent }, { end: silent }, { end: silent }]);

    expect(hosts).toEqual(['a', '::1', 'a', '::1']);
    expect(told).toEqual([
      'The server a:1: it does not answer.',
      'The server [::1]:2: it does not answer.',
    ]);
  });

  it('asks a server that was there again before the next one', async () => {
    const { hosts, told } = await play([
      { end: silent, connects: true },
      { end: silent },
      { end: silent, connects: true },
    ]);

    expect(hosts).toEqual(['a', 'a', '::1', '::1']);
    expect(told.filter((text) => text.startsWith('Connected'))).toEqual([
      'Connected to the server a:1 (test).',
      'Connected to the server [::1]:2 (test).',
    ]);
  });

  it('returns to the first server, and asks for that only at others', async () => {
    const { hosts, plans } = await play([{ end: silent }, { end: { kind: 'return' } }]);

    expect(hosts).toEqual(['a', '::1', 'a']);
    expect(plans.map(({ endAfterMs }) => endAfterMs)).toEqual([undefined, 5000, undefined]);
  });

  it('tells each trouble once until a connection stands', async () => {
    const { told } = await play(
      [
        { end: silent },
        { end: { kind: 'refused', reason: 'wrong certificate' } },
        { end: silent },
        { end: silent, connects: true },
        { end: silent },
      ],
      servers.slice(0, 1),
    );

    expect(told).toEqual([
      'The server a:1: it does not answer.',
      'The server a:1: wrong certificate.',
      'Connected to the server a:1 (test).',
      'The connection to the server a:1: it does not answer.',
      'The server a:1: it does not answer.',
    ]);
  });

  it('ends when a session says that all ends', async () => {
    const { session, plans } = scripted([{ end: { kind: 'stopped' } }]);
    const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
    const connector = new Connector({ servers, session, returnMs: 1, log, chance: () => 0 });
    connector.start();
    await connector.stop();

    expect(plans).toHaveLength(1);
  });
});
