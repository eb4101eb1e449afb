import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { latin1 } from '../../base/index.ts';

/** A response that agents can be told to run. */
export interface NamedResponse {
  /** Name of the command with its timeout behind, as agents know it. */
  readonly name: string;
  readonly script: string;
}

/** The response that restarts an agent; it has an option of its own. */
export const restartResponse = 'restart-ossec0';

/** Lines `NAME - SCRIPT - TIMEOUT` of `etc/shared/ar.conf`; none where there is no such file. */
export function namedResponses(home: string): readonly NamedResponse[] {
  let text: string;
  try {
    text = latin1(readFileSync(join(home, 'etc', 'shared', 'ar.conf')));
  } catch {
    return []; // No response was ever configured.
  }
  return text.split('\n').flatMap((line) => {
    const [name = '', script = ''] = line.trim().split(' - ');
    return name === '' || script === '' || name === restartResponse ? [] : [{ name, script }];
  });
}
