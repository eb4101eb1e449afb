import { brand } from '../../base/index.ts';
import type { CommandIo } from '../contract.ts';
import { importInto } from './agent-menu.ts';
import type { Desk } from './desk.ts';
import { BackToMenu, Dialogue, EndOfInput, Refused } from './dialogue.ts';
import { add, extract, list, remove } from './server-menu.ts';

/** Resolves to whether the file of keys changed. */
type Action = (talk: Dialogue, desk: Desk) => Promise<boolean>;

interface MenuItem {
  readonly letter: string;
  readonly text: string;
  readonly action: Action;
}

const serverItems: readonly MenuItem[] = [
  { letter: 'A', text: '(A)dd an agent (A).', action: add },
  { letter: 'E', text: '(E)xtract key for an agent (E).', action: extract },
  { letter: 'L', text: '(L)ist already added agents (L).', action: list },
  { letter: 'R', text: '(R)emove an agent (R).', action: remove },
];

const agentItems: readonly MenuItem[] = [
  { letter: 'I', text: '(I)mport key from the server (I).', action: importInto },
];

const quit = 'Q';

/** The menu until somebody quits; with OSSEC_ACTION one action. */
export async function runMenu(io: CommandIo, desk: Desk, isAgent: boolean): Promise<number> {
  const talk = new Dialogue(io);
  const items = isAgent ? agentItems : serverItems;
  const once = Boolean(io.env['OSSEC_ACTION']);
  let changed = false;
  try {
    for (;;) {
      showMenu(talk, items, isAgent);
      const letters = [...items.map(({ letter }) => letter), quit];
      const chosen = await talk.ask(
        `Choose your action: ${letters.join(',').replace(/,Q$/, ' or Q')}: `,
        'OSSEC_ACTION',
        (answer) => chosenLetter(answer, letters),
      );
      const item = items.find(({ letter }) => letter === chosen);
      if (item === undefined) break;
      changed = (await runItem(item, talk, desk)) || changed;
      if (once) break;
    }
  } catch (error) {
    if (!(error instanceof EndOfInput)) throw error;
    talk.say('');
  } finally {
    talk.close();
  }
  if (changed) talk.say(reminder(isAgent));
  talk.say(`${brand.command}: done.`);
  return 0;
}

async function runItem(item: MenuItem, talk: Dialogue, desk: Desk): Promise<boolean> {
  try {
    return await item.action(talk, desk);
  } catch (error) {
    if (error instanceof BackToMenu) return false;
    throw error;
  }
}

function chosenLetter(answer: string, letters: readonly string[]): string | Refused {
  const letter = answer.toUpperCase();
  return letters.includes(letter) ? letter : new Refused(`Please type ${letters.join(', ')}.`);
}

function showMenu(talk: Dialogue, items: readonly MenuItem[], isAgent: boolean): void {
  const title = `${brand.name} ${brand.version}: keys of ${isAgent ? 'this agent' : 'agents'}`;
  const rule = '*'.repeat(title.length + 4);
  talk.say(['', rule, `* ${title} *`, rule, 'The following options are available:'].join('\n'));
  for (const { text } of items) talk.say(`   ${text}`);
  talk.say('   (Q)uit.');
}

function reminder(isAgent: boolean): string {
  return isAgent
    ? 'Restart the agent, so that it uses the new key.'
    : 'A running server takes the change up by itself; an agent with a new key needs a restart.';
}
