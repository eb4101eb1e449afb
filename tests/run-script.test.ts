import { spawn } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { newFolder, processesWith, readIfThere, repository, until } from './support/running.ts';
import { tokenHome, tokenLine } from './support/token-home.ts';

const copied = [
  'bin',
  'package-lock.json',
  'package.json',
  'scripts',
  'src',
  'tsconfig.build.json',
  'tsconfig.json',
];

/** A tree as after a clone, whose `npm ci` takes the packages that are installed here. */
function newTree(options: { readonly installed: boolean }): string {
  const tree = newFolder();
  for (const name of copied) {
    cpSync(join(repository, name), join(tree, name), { recursive: true, verbatimSymlinks: true });
  }
  mkdirSync(join(tree, 'fake'));
  const packages = join(repository, 'node_modules');
  const install = `rm -rf node_modules; ln -s '${packages}' node_modules; echo "$@" >> npm.calls`;
  writeFileSync(join(tree, 'fake', 'npm'), `#!/bin/sh\n${install}\n`);
  chmodSync(join(tree, 'fake', 'npm'), 0o755);
  if (options.installed) symlinkSync(packages, join(tree, 'node_modules'));
  return tree;
}

function runScript(tree: string, args: readonly string[], cwd = tree) {
  const { npm_lifecycle_event: _, ...env } = process.env;
  const child = spawn('node', [join(tree, 'scripts', 'run.mjs'), ...args], {
    cwd,
    env: { ...env, PATH: `${join(tree, 'fake')}:${process.env['PATH'] ?? ''}` },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      out += chunk;
    });
  }
  const exited = new Promise<number | string>((resolve) => {
    child.once('close', (code, signal) => resolve(code ?? signal ?? ''));
  });
  return { child, exited, output: () => out };
}

describe('scripts/run.mjs', () => {
  it('installs and builds a fresh tree, then nothing more', async () => {
    const tree = newTree({ installed: false });

    const first = runScript(tree, ['build']);
    const status = await first.exited;
    const second = runScript(tree, ['build']);

    expect(first.output()).toContain('installing packages');
    expect(status).toBe(0);
    expect(await second.exited).toBe(0);
    expect(second.output()).toBe('');
    expect(readIfThere(join(tree, 'npm.calls'))).toMatch(/^ci [^\n]*\n$/);
    expect(existsSync(join(tree, 'dist', 'cli', 'main.js'))).toBe(true);
  });

  it('installs again what was left half done', async () => {
    const tree = newTree({ installed: false });
    mkdirSync(join(tree, 'node_modules', 'typescript'), { recursive: true });

    expect(await runScript(tree, ['build']).exited).toBe(0);

    expect(readIfThere(join(tree, 'npm.calls'))).toMatch(/^ci /);
  });

  it('asks nothing of npm when everything is there', async () => {
    const tree = newTree({ installed: true });

    expect(await runScript(tree, ['build']).exited).toBe(0);

    expect(readIfThere(join(tree, 'npm.calls'))).toBe('');
  });

  it('builds anew when a source changed, and tells mistakes', async () => {
    const tree = newTree({ installed: true });
    await runScript(tree, ['build']).exited;
    writeFileSync(join(tree, 'src', 'wrong.ts'), 'export const a: string = 1;\n');

    const wrong = runScript(tree, ['build']);
    const status = await wrong.exited;
    rmSync(join(tree, 'src', 'wrong.ts'));

    expect(status).not.toBe(0);
    expect(wrong.output()).toMatch(/src\/wrong\.ts.*TS2322/);
    // The build from before is still there and is the right one again.
    expect(await runScript(tree, ['build']).exited).toBe(0);
    expect(existsSync(join(tree, 'dist', 'wrong.js'))).toBe(false);
  });

  it('may run several times at once, and after one that was killed', async () => {
    const tree = newTree({ installed: false });
    mkdirSync(join(tree, '.tmp', 'prepare.lock'), { recursive: true });
    writeFileSync(join(tree, '.tmp', 'prepare.lock', 'pid'), '4194300');

    const runs = [1, 2, 3].map(() => runScript(tree, ['build']));
    const statuses = await Promise.all(runs.map(({ exited }) => exited));

    expect(statuses).toEqual([0, 0, 0]);
    expect(readIfThere(join(tree, 'npm.calls')).match(/^ci /gm)).toHaveLength(1);
    expect(existsSync(join(tree, '.tmp', 'prepare.lock'))).toBe(false);
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('passes %s on', async (signal) => {
    const tree = newTree({ installed: true });
    const home = tokenHome(['/nowhere']);
    const started = runScript(tree, ['start', '--home', home]);
    await until(
      () => started.output().includes('Ctrl-C'),
      () => started.output(),
    );

    started.child.kill(signal);

    expect(await started.exited).toBe(0);
    expect(started.output()).toMatch(/Stopped after/);
    expect(processesWith(home)).toEqual([]);
  });

  it('takes file names from where it was called', async () => {
    const tree = newTree({ installed: true });
    const folder = newFolder();
    const home = tokenHome([]);
    const started = runScript(tree, ['start', '--home', home, '--watch', 'w.log'], folder);
    await until(
      () => started.output().includes('Ctrl-C'),
      () => started.output(),
    );

    writeFileSync(join(folder, 'w.log'), tokenLine('here'));

    await until(
      () => started.output().includes('token-here'),
      () => started.output(),
    );
    started.child.kill('SIGTERM');
    await started.exited;
  });

  it.each([
    { args: ['start', '--level', '99'], status: 2 },
    { args: ['dance'], status: 2 },
  ])('ends as what it ran: $args', async ({ args, status }) => {
    const tree = newTree({ installed: true });

    expect(await runScript(tree, args).exited).toBe(status);
  });
});
