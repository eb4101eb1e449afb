import { brand, nearest } from '../../base/index.ts';
import { UsageError } from '../contract.ts';
import type { Command } from '../contract.ts';
import { commands } from '../registry.ts';
import { readOptions } from '../options.ts';

export const help: Command = {
  name: 'help',
  summary: 'Explain a command.',
  usage: 'usage: tocsin help [COMMAND]',
  async run(args, io) {
    const { positionals } = readOptions(args, {});
    const [name, extra] = positionals;
    if (extra !== undefined) throw new UsageError(`unexpected argument ${JSON.stringify(extra)}`);
    io.stdout.write(name === undefined ? overview() : await explain(name));
    return 0;
  },
};

async function explain(name: string): Promise<string> {
  const entry = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (entry === undefined) throw unknownCommand(name);
  return `${(await entry.load()).usage}\n`;
}

/** The error for a word that is no command, with the one that was probably meant. */
export function unknownCommand(name: string): UsageError {
  const close = nearest(name, Object.keys(commands));
  const hint = close === undefined ? '' : ` (did you mean ${close}?)`;
  return new UsageError(`unknown command ${JSON.stringify(name)}${hint}`, { aboutCommands: true });
}

/** The list of commands. */
export function overview(): string {
  const names = Object.keys(commands);
  const width = Math.max(...names.map((name) => name.length));
  const lines = names.map((name) => `  ${name.padEnd(width)}  ${commands[name]?.summary ?? ''}`);
  return [
    `${brand.name} ${brand.version}: host intrusion detection, logs in, alerts out.`,
    '',
    `usage: ${brand.command} COMMAND [OPTIONS]`,
    '',
    ...lines,
    '',
    `'${brand.command} help COMMAND' or '${brand.command} COMMAND --help' explains one.`,
    '',
  ].join('\n');
}
