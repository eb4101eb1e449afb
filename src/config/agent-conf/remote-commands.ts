import type { Diagnostic } from '../../base/index.ts';
import { childrenNamed, isNamed, type XmlElement } from '../../xml/index.ts';

/**
 * Why a block is not taken by an agent that runs no commands of its server; undefined for one that
 * has no command.
 */
export function withoutCommands(block: XmlElement): Diagnostic | undefined {
  if (!isNamed(block, 'localfile')) return undefined;
  const [command] = childrenNamed(block, 'command');
  if (command === undefined) return undefined;
  const message =
    'a command of the server is not run: logcollector.remote_commands=1 would allow it here';
  return { severity: 'warning', code: 'CONFIG_REMOTE_COMMAND', at: command.at, message };
}
