import { parseArgs, type ParseArgsOptionsConfig } from 'node:util';
import { nearest } from '../base/index.ts';
import { UsageError } from './contract.ts';

/** `parseArgs` that answers a mistake with a `UsageError` naming the option that was meant. */
export function readOptions<const T extends ParseArgsOptionsConfig>(
  args: readonly string[],
  options: T,
) {
  for (const name of unknownOptions(args, options)) {
    const close = nearest(name, Object.keys(options));
    const hint = close === undefined ? '' : ` (did you mean --${close}?)`;
    throw new UsageError(`unknown option ${dashed(name)}${hint}`);
  }
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new UsageError(error.message.split('\n')[0] ?? error.message, { cause: error });
  }
}

function unknownOptions(args: readonly string[], options: ParseArgsOptionsConfig): string[] {
  const { tokens } = parseArgs({
    args: [...args],
    options,
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  return tokens
    .filter((token) => token.kind === 'option')
    .map((token) => token.name)
    .filter((name) => !Object.hasOwn(options, name));
}

function dashed(name: string): string {
  return name.length === 1 ? `-${name}` : `--${name}`;
}

/** Refuses words a command has no use for, rather than dropping them silently. */
export function refusePositionals(positionals: readonly string[]): void {
  const [first] = positionals;
  if (first !== undefined) throw new UsageError(`unexpected argument ${JSON.stringify(first)}`);
}

/** A port that was given as text; `fallback` where none was. */
export function portOf(text: string | undefined, fallback: number): number {
  if (text === undefined) return fallback;
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (port < 1 || port > 65_535) throw new UsageError(`${JSON.stringify(text)} is no port`);
  return port;
}
