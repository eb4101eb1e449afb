import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { describeError, runCommand } from './run-command.ts';
import { textOf } from './testing/text-of.ts';

async function call(launcher: string, ...args: readonly string[]) {
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  const status = await runCommand(launcher, args, {
    stdin: new PassThrough(),
    stdout,
    stderr,
    env: {},
    cwd: '/',
    isTerminal: false,
    columns: () => 80,
  });
  return { status, out: textOf(stdout), err: textOf(stderr) };
}

describe('runCommand', () => {
  it.each([
    { args: ['--version'], says: /^Tocsin \d+\.\d+\.\d+ \(Node\.js \d+/ },
    { args: ['-V'], says: /^Tocsin / },
    { args: ['version'], says: /^Tocsin / },
    { args: ['--help'], says: /usage: tocsin COMMAND/ },
    { args: ['-h'], says: /version +Print the version/ },
    { args: ['help'], says: /usage: tocsin COMMAND/ },
    { args: ['help', 'version'], says: /^usage: tocsin version\n$/ },
    { args: ['version', '--help'], says: /^usage: tocsin version\n$/ },
    { args: ['version', '-h'], says: /^usage: tocsin version\n$/ },
  ])('answers $args', async ({ args, says }) => {
    const { status, out, err } = await call('tocsin', ...args);

    expect(out).toMatch(says);
    expect(err).toBe('');
    expect(status).toBe(0);
  });

  it.each([
    { args: [], says: /usage: tocsin COMMAND/ },
    { args: ['versoin'], says: /unknown command "versoin" \(did you mean version\?\)/ },
    { args: ['zzzzzz'], says: /^tocsin zzzzzz: unknown command "zzzzzz"\nTry/ },
    { args: ['constructor'], says: /unknown command "constructor"/ },
    { args: ['help', '__proto__'], says: /unknown command "__proto__"/ },
    { args: ['help', 'a', 'b'], says: /unexpected argument "b"/ },
    { args: ['version', '--frob'], says: /^tocsin version: unknown option --frob\n/ },
    { args: ['version', '-x'], says: /unknown option -x/ },
    { args: ['version', 'now'], says: /unexpected argument "now"/ },
  ])('refuses $args with status 2', async ({ args, says }) => {
    const { status, out, err } = await call('tocsin', ...args);

    expect(err).toMatch(says);
    expect(out).toBe('');
    expect(status).toBe(2);
  });
});

describe('describeError', () => {
  it.each([
    { error: Object.assign(new Error('no space'), { code: 'ENOSPC' }), text: 'ENOSPC no space' },
    { error: Object.assign(new Error('EIO: bad'), { code: 'EIO' }), text: 'EIO: bad' },
    { error: 'a word', text: 'UNKNOWN a word' },
  ])('gives $text', ({ error, text }) => {
    expect(describeError(error)).toBe(text);
  });

  it('tells the causes, and the stack of a defect', () => {
    const cause = Object.assign(new Error('disk gone'), { code: 'EIO' });

    const text = describeError(new TypeError('boom', { cause }));

    expect(text).toMatch(/^INTERNAL TypeError: boom\n +at /);
    expect(text).toMatch(/\n {2}because: EIO disk gone$/);
  });
});
