import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { KeyFile, serverPinPath, setOwnKey, writeServerPin } from '../fleet/index.ts';
import { askForKey, type Answered, type Question } from './ask-key.ts';

/**
 * Asks for a key and makes it the agent's own, and the server that gave it the only one that the
 * agent knows. A server of OSSEC is not remembered: an agent that knows its server by a key speaks
 * the durable protocol. Without a key in the answer nothing changes. Throws as `askForKey` does, or
 * PIN_UNUSABLE, KEYS_UNWRITABLE or KEYS_LOCKED.
 */
export async function takeKey(home: string, question: Question): Promise<Answered> {
  const answer = await askForKey(question);
  if (answer.agent === undefined) return answer;
  for (const name of ['etc', 'var/run']) mkdirSync(join(home, name), { recursive: true });
  // First the pin: an agent with a key and the pin of another server would only ask for help.
  if (answer.isOwn) writeServerPin(home, answer.pin);
  else rmSync(serverPinPath(home), { force: true });
  await setOwnKey(new KeyFile(home), answer.agent);
  return answer;
}
