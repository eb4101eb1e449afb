import { setOwnKey } from '../../fleet/index.ts';
import { importKey, type AgentEntry } from '../../wire/index.ts';
import type { Desk } from './desk.ts';
import { keyVariable, Refused, type Dialogue } from './dialogue.ts';
import { agentSummary } from './texts.ts';

/** Takes the key that a server exported, once that is confirmed. */
export async function importInto(talk: Dialogue, desk: Desk): Promise<boolean> {
  talk.say('* Provide the key that you extracted on the server.');
  talk.say('* It is best cut and pasted: one wrong letter makes it useless.');
  const agent = await talk.ask(
    "Paste it here (or '\\q' to quit): ",
    keyVariable,
    (answer) => importKey(answer) ?? new Refused('This is no key that a server exported.'),
  );
  return confirmImport(talk, desk, agent);
}

export async function confirmImport(
  talk: Dialogue,
  desk: Desk,
  agent: AgentEntry,
): Promise<boolean> {
  talk.say(agentSummary(agent));
  if (!(await talk.confirm('Confirm adding it?'))) {
    talk.say('The key was not taken.');
    return false;
  }
  await setOwnKey(desk.file, agent);
  talk.say('Added.');
  return true;
}
