// Times integrity scans, scanner and server together: npm run bench:integrity -- DIR
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { processStat } from './analysis/process-stat.ts';

const usage = `usage: npm run bench:integrity -- DIR... [options]

Starts Tocsin in a home of its own with the folders in <directories>, without pauses, and prints one
line of JSON for each scan: the first one, after which the server knows every file, and one of files
that did not change. CPU time is that of both processes since the scan before; sizes are the largest.

  --checks A   attributes of <directories> (default: check_all="yes")`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    checks: { type: 'string', default: 'check_all="yes"' },
    help: { type: 'boolean', default: false },
  },
});
if (values.help || positionals.length === 0) {
  console.error(usage);
  process.exit(values.help ? 0 : 2);
}
const root = resolve(import.meta.dirname, '..');
const home = mkdtempSync(join(tmpdir(), 'tocsin-bench-'));
const control = join(root, 'bin', 'ossec-control');
const env = { ...process.env, TOCSIN_HOME: home };

function read(name: string): string {
  try {
    return readFileSync(join(home, name), 'latin1');
  } catch {
    return '';
  }
}

interface Cost {
  readonly cpu: number;
  readonly peak: number;
}

function costs(): { readonly scanner: Cost; readonly server: Cost } {
  const found = read('logs/ossec.log').matchAll(/Started \(pid: (\d+)\)/g);
  const [, analysis = 0] = [...found].map(([, pid]) => Number(pid));
  const guard = Number(
    execFileSync('pgrep', ['-f', `guard-main.js ${home}`])
      .toString()
      .trim()
      .split('\n')[0],
  );
  const of = (pid: number): Cost => {
    const { userSeconds, systemSeconds, peakBytes } = processStat(pid);
    return { cpu: userSeconds + systemSeconds, peak: Math.round(peakBytes / 2 ** 20) };
  };
  return { scanner: of(guard), server: of(analysis) };
}

async function scan(times: number): Promise<RegExpMatchArray> {
  for (;;) {
    const found = [
      ...read('logs/ossec.log').matchAll(
        /Integrity scan: (\d+) files, (\d+) read \(([\d.]+) MB\) in ([\d.]+) s/g,
      ),
    ];
    const one = found[times - 1];
    if (one !== undefined) return one;
    await delay(20);
  }
}

mkdirSync(join(home, 'etc'));
writeFileSync(
  join(home, 'etc', 'ossec.conf'),
  `<ossec_config>
  <global><email_notification>no</email_notification></global>
  <rules><decoder_dir>ruleset/decoders</decoder_dir><rule_dir>ruleset/rules</rule_dir></rules>
  <syscheck>
    <directories ${values.checks}>${positionals.map((one) => resolve(one)).join(',')}</directories>
    <scan_rate>0</scan_rate>
    <frequency>4</frequency>
  </syscheck>
</ossec_config>
`,
);
execFileSync(control, ['start'], { env, stdio: ['ignore', 2, 2] });
try {
  let before = { scanner: 0, server: 0 };
  for (const [i, name] of ['first', 'unchanged'].entries()) {
    const [, files, readFiles, megabytes, seconds] = await scan(i + 1);
    // The server is done a moment after the scanner.
    await delay(1500);
    const { scanner, server } = costs();
    console.log(
      JSON.stringify({
        scan: name,
        files: Number(files),
        read: Number(readFiles),
        mb: Number(megabytes),
        wall_s: Number(seconds),
        scanner_cpu_s: Number((scanner.cpu - before.scanner).toFixed(2)),
        server_cpu_s: Number((server.cpu - before.server).toFixed(2)),
        scanner_peak_mb: scanner.peak,
        server_peak_mb: server.peak,
      }),
    );
    before = { scanner: scanner.cpu, server: server.cpu };
  }
} finally {
  execFileSync(control, ['stop'], { env, stdio: ['ignore', 2, 2] });
  rmSync(home, { recursive: true, force: true });
}
