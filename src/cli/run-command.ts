import { UsageError } from './contract.ts';
import type { Command, CommandIo } from './contract.ts';
import { commandOfLauncher, commands } from './registry.ts';

/** The world did not let the command do its work, and the message says how. */
const exitFailed = 1;
/** sysexits' EX_SOFTWARE: a defect, or a failure nobody foresaw. */
export const exitInternal = 70;
export const exitUsage = 2;

/**
 * Runs what the words on the command line ask for and resolves to the exit status. `launcher` is
 * the name the program was called by: OSSEC's command names mean one command each.
 */
export async function runCommand(
  launcher: string,
  args: readonly string[],
  io: CommandIo,
): Promise<number> {
  const fixed = commandOfLauncher(launcher);
  const [word, ...rest] = fixed === undefined ? args : [fixed, ...args];
  const shown = fixed === undefined ? `tocsin ${word ?? ''}`.trimEnd() : launcher;
  try {
    if (word === undefined) return await showOverview(io.stderr, 2);
    if (word === '--help' || word === '-h') return await showOverview(io.stdout, 0);
    const command = await findCommand(word);
    if (asksForHelp(rest)) {
      io.stdout.write(`${command.usage}\n`);
      return 0;
    }
    return await command.run(rest, io);
  } catch (error) {
    return report(error, shown, io);
  }
}

async function showOverview(to: CommandIo['stdout'], status: number): Promise<number> {
  const { overview } = await import('./help/index.ts');
  to.write(overview());
  return status;
}

async function findCommand(word: string): Promise<Command> {
  const name = word === '--version' || word === '-V' ? 'version' : word;
  const entry = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (entry !== undefined) return entry.load();
  throw (await import('./help/index.ts')).unknownCommand(word);
}

function asksForHelp(args: readonly string[]): boolean {
  const end = args.indexOf('--');
  const options = end === -1 ? args : args.slice(0, end);
  return options.includes('--help') || options.includes('-h');
}

function report(error: unknown, shown: string, io: CommandIo): number {
  if (error instanceof UsageError) {
    const help = error.aboutCommands ? 'tocsin help' : `${shown} --help`;
    io.stderr.write(`${shown}: ${error.message}\nTry '${help}'.\n`);
    return exitUsage;
  }
  io.stderr.write(`${shown}: ${describeError(error)}\n`);
  return isKnownFailure(error) ? exitFailed : exitInternal;
}

/** Told by its code: loading the supervisor for its class would slow every command. */
function isKnownFailure(error: unknown): boolean {
  return (
    error instanceof Error &&
    'code' in error &&
    /^(?:HOME|KEYS|CERTIFICATE|PIN|TOKENS|ENROL|GATEWAY)_/.test(String(error.code))
  );
}

/** `CODE message`, the causes below it; the stack as well where there is no code: a defect. */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return `UNKNOWN ${String(error)}`;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  const text = code === undefined ? `INTERNAL ${error.stack ?? error.message}` : error.message;
  const first = code === undefined || text.startsWith(code) ? text : `${code} ${text}`;
  const cause = error.cause === undefined ? '' : `\n  because: ${describeError(error.cause)}`;
  return first + cause;
}
