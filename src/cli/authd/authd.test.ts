import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { askForKey } from '../../enrol/index.ts';
import { KeyFile } from '../../fleet/index.ts';
import { PidFiles, prepareHome, thisMachine } from '../../supervisor/index.ts';
import { call, type Called } from '../testing/call.ts';
import { runAuthd, type Authd } from './run-authd.ts';
import type { AuthdSettings } from './settings.ts';

const root = mkdtempSync(join(tmpdir(), 'tocsin-authd-'));
let count = 0;
let home = '';
let running: Authd | undefined;

beforeEach(() => {
  home = join(root, String(++count));
});

afterEach(async () => {
  // The second call does not wait for whoever is connected.
  void running?.stop();
  await running?.stop();
  running = undefined;
});

afterAll(() => rmSync(root, { recursive: true, force: true }));

function authd(...args: readonly string[]): Promise<Called> {
  return call('ossec-authd', ['-D', home, ...args]);
}

describe('ossec-authd', () => {
  it.each([
    { args: ['-p', '99999'], says: /"99999" is no port/ },
    { args: ['-F', 'soon'], says: /"soon" is no number of seconds/ },
    { args: ['extra'], says: /unexpected argument "extra"/ },
    { args: ['-z'], says: /unknown option -z/ },
  ])('refuses $args', async ({ args, says }) => {
    const { status, err } = await authd(...args);

    expect(err).toMatch(says);
    expect(status).toBe(2);
  });

  it.each([
    { args: ['-x', '/nowhere'], code: 'CERTIFICATE_UNUSABLE' },
    { args: ['-v', '/nowhere'], code: 'ENROL_TLS' },
    { args: ['-c', 'nothing'], code: 'ENROL_TLS' },
  ])('does not start with $args', async ({ args, code }) => {
    const { status, out, err } = await authd('-t', ...args);

    expect(err).toContain(code);
    expect(out).toBe('');
    expect(status).toBe(1);
  });

  it('makes a certificate when it is only checked, and tells its version', async () => {
    expect(await authd('-t')).toEqual({ status: 0, out: '', err: '' });
    expect(existsSync(join(home, 'etc/sslmanager.cert'))).toBe(true);
    expect((await authd('-V')).out).toMatch(/^Tocsin \S+ ossec-authd\n$/);
  });
});

describe('runAuthd', () => {
  const settings = {
    port: 0,
    certificate: undefined,
    key: undefined,
    authority: undefined,
    ciphers: undefined,
    isOpen: false,
    isBound: false,
    replaceAfterSeconds: undefined,
    password: 'secret',
    user: undefined,
    group: undefined,
  };

  async function run(more: Partial<AuthdSettings> = {}): Promise<readonly string[]> {
    prepareHome(home, { isRoot: false, machine: thisMachine });
    const told: string[] = [];
    running = await runAuthd({ ...settings, home, ...more }, (level, text) => {
      told.push(`${level} ${text}`);
    });
    return told;
  }

  async function ask(name: string, password: string | undefined): Promise<string | undefined> {
    const { agent } = await askForKey({
      host: 'localhost',
      port: running?.port ?? 0,
      request: { name, password },
      trust: { kind: 'first-sight' },
      timeoutMs: 5000,
    });
    return agent?.name;
  }

  it('gives keys, and says where it listens and who came', async () => {
    const told = await run();

    expect(await ask('web01', 'wrong')).toBeUndefined();
    expect(await ask('web01', 'secret')).toBe('web01');
    expect(told).toEqual([
      `INFO Started (pid: ${process.pid}), listening on port ${running?.port}/tcp.`,
      expect.stringMatching(/^WARN Enrolment from .* refused: neither the password nor a valid/),
      expect.stringMatching(/^INFO Agent 1024 web01 \(any\) enrolled from /),
    ]);
  });

  it('is found by its pid file while it runs', async () => {
    await run();
    const names = (): readonly string[] => new PidFiles(home).running().map(({ name }) => name);

    expect(names()).toEqual(['ossec-authd']);
    await running?.stop();
    expect(names()).toEqual([]);
  });

  it('lets only so many connect as the internal options say', async () => {
    mkdirSync(join(home, 'etc'), { recursive: true });
    writeFileSync(join(home, 'etc/local_internal_options.conf'), 'authd.max_connections=1\n');
    await run({ isOpen: true });
    const idle = connect(running?.port ?? 0, 'localhost');
    await new Promise((resolve) => {
      idle.once('connect', resolve);
    });

    await expect(ask('web01', undefined)).rejects.toMatchObject({ code: 'ENROL_UNREACHABLE' });
    idle.destroy();
    await expect.poll(() => ask('web01', undefined).catch(() => 'not yet')).toBe('web01');
    expect(new KeyFile(home).read().agents).toHaveLength(1);
  });

  it('cannot become a user that there is not', async () => {
    await expect(run({ user: 'nobody-of-that-name' })).rejects.toThrow();
  });
});
