import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { call } from '../testing/call.ts';

const home = mkdtempSync(join(tmpdir(), 'tocsin-verify-'));
const shared = join(home, 'etc/shared/agent.conf');

afterAll(() => rmSync(home, { recursive: true, force: true }));

const good = `<agent_config os="Linux"><localfile><log_format>syslog</log_format>
<location>/var/log/messages</location></localfile></agent_config>`;
const broken = `<agent_config nmae="web">
<localfile><log_format>sislog</log_format><location>/a</location></localfile>
</agent_config>`;

function verify(...args: readonly string[]) {
  return call('verify-agent-conf', ['--home', home, ...args], '', { cwd: home });
}

describe('verify-agent-conf', () => {
  it('has nothing to say where there is no file', async () => {
    expect(await verify()).toEqual({ status: 0, out: '', err: '' });
  });

  it('has nothing to say of a file that is right', async () => {
    mkdirSync(join(home, 'etc/shared'), { recursive: true });
    writeFileSync(shared, good);

    expect(await verify()).toEqual({ status: 0, out: '', err: '' });
    expect(await verify('-d')).toEqual({ status: 0, out: '', err: '' });
  });

  it('tells all that is wrong at once', async () => {
    mkdirSync(join(home, 'etc/shared'), { recursive: true });
    writeFileSync(shared, broken);
    const { status, err } = await verify();

    expect(status).toBe(1);
    expect(err.split('\n')).toEqual([
      expect.stringContaining('agent.conf:1:15 CONFIG_UNKNOWN_ATTRIBUTE'),
      expect.stringContaining('agent.conf:2:12 CONFIG_BAD_VALUE'),
      '',
    ]);
  });

  it('looks at the file that is named', async () => {
    writeFileSync(join(home, 'draft.conf'), good);

    expect(await verify('-f', 'draft.conf')).toMatchObject({ status: 0 });
    expect(await verify('-f', 'none.conf')).toMatchObject({
      status: 1,
      err: expect.stringMatching(/none\.conf:1:1 CONFIG_UNREADABLE ENOENT/) as string,
    });
  });

  it.each([['extra'], ['-z'], ['-f']])('refuses %s', async (arg) => {
    expect(await verify(arg)).toMatchObject({ status: 2, out: '' });
  });
});
