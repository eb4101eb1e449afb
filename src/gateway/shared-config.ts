import type { Diagnostic } from '../base/index.ts';
import { localfileSection } from '../collect/index.ts';
import { checkAgentConf, coreSections } from '../config/index.ts';

/** Everything wrong with a text of `agent.conf`; `path` is for the messages. */
export function checkSharedConfig(text: string, path: string): readonly Diagnostic[] {
  return checkAgentConf({ path, text }, [...coreSections, localfileSection]);
}

/** The record that tells administrators that agents go on with the version before. */
export function configRefusedText(diagnostics: readonly Diagnostic[]): string {
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  const [first] = errors;
  const where = first === undefined ? '' : `, the first in line ${first.at.line}: ${first.code}`;
  const count = errors.length === 1 ? '1 error' : `${errors.length} errors`;
  return `ossec: Shared configuration not pushed: ${count} in agent.conf${where}.`;
}
