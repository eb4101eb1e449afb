import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { call, type Called } from '../testing/call.ts';

const root = mkdtempSync(join(tmpdir(), 'tocsin-manage-'));
let count = 0;
let home = '';

beforeEach(() => {
  home = join(root, String(++count));
});

afterAll(() => rmSync(root, { recursive: true, force: true }));

function manage(
  args: readonly string[],
  input = '',
  env: Record<string, string> = {},
): Promise<Called> {
  return call('manage_agents', [...args, '--home', home], input, { env });
}

function keys(): readonly string[] {
  const path = join(home, 'etc/client.keys');
  if (!existsSync(path)) return [];
  return readFileSync(path, 'latin1')
    .split('\n')
    .slice(0, -1)
    .map((line) => line.replace(/[0-9a-f]{64}$/, 'KEY'));
}

function asAgent(): void {
  mkdirSync(join(home, 'etc'), { recursive: true });
  writeFileSync(
    join(home, 'etc/ossec.conf'),
    '<ossec_config><client><server-ip>192.0.2.1</server-ip></client></ossec_config>',
  );
}

const exported = Buffer.from(`001 web01 10.0.0.5 ${'a'.repeat(64)}`).toString('base64');

describe('the menu of a server', () => {
  it('adds, lists, extracts and removes', async () => {
    const { status, out } = await manage(
      [],
      ['A', 'web01', '10.0.0.5', '', 'y', 'l', 'E', '001', 'R', '1', 'y', 'Q', ''].join('\n'),
    );

    expect(status).toBe(0);
    expect(out).toContain('* An ID for the new agent[001]: ');
    expect(out).toContain('Agent information:\n   ID:001\n   Name:web01\n   IP Address:10.0.0.5\n');
    expect(out).toContain('Agent added with ID 001.');
    expect(out).toContain('   ID: 001, Name: web01, IP: 10.0.0.5\n');
    expect(out).toMatch(/Agent key information for '001' is:\nMDAxIHdlYjAxIDEwLjAuMC41I/);
    expect(out).toContain("Agent '001' removed.");
    expect(out).toContain('A running server takes the change up by itself');
    expect(keys()).toEqual(['001 #*#*#*#*#*#*#*#*#*#*#']);
  });

  it('asks again until an answer does', async () => {
    await manage(['-a', '10.0.0.5', '-n', 'taken']);
    const answers = [
      'x',
      'a',
      'a',
      'taken',
      'web02',
      '10.0.0',
      '10.0.0.5',
      'any',
      '001',
      'zz',
      '7',
      'maybe',
      'Y',
      'q',
      '',
    ];
    const { out } = await manage([], answers.join('\n'));

    expect(keys()).toEqual(['001 taken 10.0.0.5 KEY', '007 web02 any KEY']);
    expect(out).toContain('Please type A, E, L, R, Q.');
    expect(out).toContain('"a" is no name');
    expect(out).toContain('The name taken belongs to agent 001 already.');
    expect(out).toContain('"10.0.0" is no address');
    expect(out).toContain('The address 10.0.0.5 belongs to agent 001 already.');
    expect(out).toContain('The id 001 is or was in use.');
    expect(out).toContain('"zz" is no id');
    expect(out).toContain('Please answer y or n.');
  });

  it.each([
    { what: 'a way back to the menu', answers: ['A', 'web01', '\\q', 'Q'] },
    { what: 'a no', answers: ['A', 'web01', 'any', '0', 'n', 'Q'] },
    { what: 'the end of the input', answers: ['A', 'web01'] },
    { what: 'nobody to extract or remove', answers: ['E', 'R', 'L', 'Q'] },
    { what: 'quitting', answers: ['q'] },
    { what: 'no input at all', answers: [] },
  ])('changes nothing after $what', async ({ answers }) => {
    const { status, out } = await manage([], answers.map((one) => `${one}\n`).join(''));

    expect(status).toBe(0);
    expect(keys()).toEqual([]);
    expect(out).not.toContain('takes the change up');
  });

  it('keeps an agent whose removal is not confirmed', async () => {
    await manage(['-a', 'any', '-n', 'web01']);
    const { out } = await manage([], 'R\n9\n001\nn\nQ\n');

    expect(out).toContain('No agent has the ID 9.');
    expect(keys()).toEqual(['001 web01 any KEY']);
  });

  it('takes answers of the environment and ends after the one action', async () => {
    const env = {
      OSSEC_ACTION: 'a',
      OSSEC_AGENT_NAME: 'web01',
      OSSEC_AGENT_IP: 'any',
      OSSEC_AGENT_ID: '0',
      OSSEC_ACTION_CONFIRMED: 'yes',
    };
    expect((await manage([], '', env)).status).toBe(0);
    expect(keys()).toEqual(['001 web01 any KEY']);

    await manage([], '', {
      OSSEC_ACTION: 'R',
      OSSEC_AGENT_ID: '001',
      OSSEC_ACTION_CONFIRMED: 'no',
    });
    expect(keys()).toEqual(['001 web01 any KEY']);
    await manage([], '', { OSSEC_ACTION: 'R', OSSEC_AGENT_ID: '001', OSSEC_ACTION_CONFIRMED: 'y' });
    expect(keys()).toEqual(['001 #*#*#*#*#*#*#*#*#*#*#']);
  });

  it('asks where an answer of the environment does not do', async () => {
    await manage([], 'web01\n', {
      OSSEC_ACTION: 'A',
      OSSEC_AGENT_NAME: '!',
      OSSEC_AGENT_IP: 'any',
      OSSEC_AGENT_ID: '0',
      OSSEC_ACTION_CONFIRMED: 'y',
    });

    expect(keys()).toEqual(['001 web01 any KEY']);
  });
});

describe('the menu of an agent', () => {
  it('imports a key', async () => {
    asAgent();
    const { out } = await manage([], `A\nI\nnonsense\n${exported}\ny\nQ\n`);

    expect(out).toContain('Please type I, Q.');
    expect(out).toContain('This is no key that a server exported.');
    expect(out).toContain('   ID:001\n   Name:web01\n   IP Address:10.0.0.5\n');
    expect(out).toContain('Restart the agent');
    expect(keys()).toEqual([`001 web01 10.0.0.5 KEY`]);
  });

  it('takes the key of the environment and does not show it', async () => {
    asAgent();
    const { out } = await manage([], '', {
      OSSEC_ACTION: 'I',
      OSSEC_AGENT_KEY: exported,
      OSSEC_ACTION_CONFIRMED: 'y',
    });

    expect(keys()).toEqual([`001 web01 10.0.0.5 KEY`]);
    expect(out).not.toContain(exported);
  });
});

describe('options', () => {
  it('add, list, extract and remove', async () => {
    const added = await manage(['-a', '10.0.0.5', '-n', 'web01']);
    expect(added).toMatchObject({ status: 0, err: '' });
    expect(added.out).toContain('Agent added with ID 001.');
    expect((await manage(['-l'])).out).toBe(
      'Available agents:\n   ID: 001, Name: web01, IP: 10.0.0.5\n',
    );
    expect((await manage(['-e', '1'])).out).toMatch(/\nMDAx[A-Za-z0-9+/]+=*\n$/);
    expect((await manage(['-r', '1'])).out).toBe("Agent '001' removed.\n");
    expect(await manage(['-e', '1'])).toMatchObject({
      status: 1,
      err: 'manage_agents: No agent has the ID 1.\n',
    });
    expect((await manage(['-r', '1'])).status).toBe(1);
  });

  it('print JSON', async () => {
    const json = async (...args: string[]): Promise<unknown> =>
      JSON.parse((await manage(['-j', ...args])).out);

    expect(await json('-a', 'any', '-n', 'web01')).toMatchObject({
      error: 0,
      response: { id: '001', name: 'web01', ip: 'any' },
    });
    expect(await json('-l')).toEqual({
      error: 0,
      response: [{ id: '001', name: 'web01', ip: 'any' }],
    });
    expect(await json('-e', '1')).toMatchObject({
      error: 0,
      response: expect.stringMatching(/^MDAx/) as string,
    });
    expect(await json('-a', 'any', '-n', 'x')).toMatchObject({ error: 76 });
    expect(await json('-a', 'y', '-n', 'web03')).toMatchObject({ error: 77 });
    expect(await json('-e', '5')).toMatchObject({ error: 70 });
    expect(await json('-r', '5')).toEqual({ error: 78, description: 'No agent has the ID 5.' });
    await json('-a', '10.0.0.5', '-n', 'web04');
    expect(await json('-a', '10.0.0.5', '-n', 'web05')).toMatchObject({ error: 79 });
    expect(await json('-a', '10.0.0.5', '-n', 'web05', '-F', '60')).toMatchObject({
      error: 0,
      response: { id: '003' },
    });
  });

  it('print JSON for what the environment asks', async () => {
    const env = {
      OSSEC_ACTION: 'A',
      OSSEC_AGENT_NAME: 'web01',
      OSSEC_AGENT_IP: 'any',
      OSSEC_ACTION_CONFIRMED: 'y',
    };
    expect(JSON.parse((await manage(['-j'], '', env)).out)).toMatchObject({ error: 0 });
    expect(JSON.parse((await manage(['-j'], '', { OSSEC_ACTION: 'L' })).out)).toMatchObject({
      response: [{ id: '001' }],
    });
    expect((await manage(['-j'], '', { OSSEC_ACTION: 'R', OSSEC_AGENT_ID: '1' })).status).toBe(2);
    expect(
      JSON.parse((await manage(['-j'], '', { OSSEC_ACTION: 'e', OSSEC_AGENT_ID: '2' })).out),
    ).toMatchObject({ error: 70 });
  });

  it('add from a file', async () => {
    mkdirSync(home, { recursive: true });
    const path = join(home, 'list');
    writeFileSync(
      path,
      '\n 10.0.0.5 , web01 \nnonsense\n10.0.0.5,web02\nx,web03\nany,web01\nany,b,c\n',
    );
    const { status, out, err } = await manage(['-f', path]);

    expect(status).toBe(1);
    expect(keys()).toEqual(['001 web01 10.0.0.5 KEY', '002 web02 10.0.0.5 KEY']);
    expect(out).toContain('Agent added with ID 002.');
    expect(err.split('\n').map((line) => line.split(':')[1])).toEqual([
      ' line 3',
      ' line 5',
      ' line 6',
      ' line 7',
      undefined,
    ]);
    expect((await manage(['-f', '-'], 'any,web09\n')).status).toBe(0);
    expect(keys()).toHaveLength(3);
    expect(await manage(['-f', join(home, 'none')])).toMatchObject({ status: 1 });
  });

  it('import on an agent', async () => {
    asAgent();
    expect((await manage(['-i', exported], 'n\n')).status).toBe(1);
    expect(keys()).toEqual([]);
    expect((await manage(['-i', exported], 'y\n')).status).toBe(0);
    expect((await manage(['-i', '-'], `${exported}\ny\n`)).status).toBe(0);
    expect((await manage(['-i', exported], '', { OSSEC_ACTION_CONFIRMED: 'y' })).status).toBe(0);
    expect(keys()).toEqual(['001 web01 10.0.0.5 KEY']);
    expect((await manage(['-l'])).out).toContain('ID: 001');
    expect((await manage(['-i', 'nonsense'])).err).toContain('no key that a server exported');
  });

  it.each([
    { args: ['-i', exported], agent: false },
    { args: ['-a', 'any', '-n', 'web'], agent: true },
    { args: ['-e', '1'], agent: true },
    { args: ['-f', 'x'], agent: true },
    { args: ['-a', 'any'], agent: false },
    { args: ['-n', 'web'], agent: false },
    { args: ['-l', '-e', '1'], agent: false },
    { args: ['-F', 'x', '-l'], agent: false },
    { args: ['-j'], agent: false },
    { args: ['-j', '-f', 'x'], agent: false },
    { args: ['extra'], agent: false },
  ])('refuse $args (agent: $agent)', async ({ args, agent }) => {
    if (agent) asAgent();
    expect(await manage(args)).toMatchObject({ status: 2 });
  });

  it('tell the version', async () => {
    expect((await manage(['-V'])).out).toMatch(/^Tocsin \S+ manage_agents\n$/);
  });
});
