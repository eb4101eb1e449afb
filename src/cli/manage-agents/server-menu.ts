import { addAgent, findAgent, nextId, removeAgent, type NewAgent } from '../../fleet/index.ts';
import { agentId, exportKey, type AgentEntry } from '../../wire/index.ts';
import { Refused, type Dialogue } from './dialogue.ts';
import type { Desk } from './desk.ts';
import { addProblemText } from './problems.ts';
import { agentLine, agentSummary } from './texts.ts';

/** Asks for name, address and id, and adds the agent once that is confirmed. */
export async function add(talk: Dialogue, desk: Desk): Promise<boolean> {
  talk.say("- Adding a new agent (use '\\q' to return to the main menu).");
  talk.say('  Please provide the following:');
  const keys = desk.file.read();
  const name = await talk.ask('   * A name for the new agent: ', 'OSSEC_AGENT_NAME', (answer) =>
    checked(desk, { name: answer, address: 'any' }, answer),
  );
  const replaceAfterSeconds = desk.replaceAfterSeconds;
  const address = await talk.ask(
    '   * The IP Address of the new agent: ',
    'OSSEC_AGENT_IP',
    (answer) => checked(desk, { name, address: answer, replaceAfterSeconds }, answer),
  );
  const free = nextId(keys);
  const id = await talk.ask(
    `   * An ID for the new agent[${free ?? ''}]: `,
    'OSSEC_AGENT_ID',
    (answer) => {
      const wanted = answer === '' || answer === '0' ? free : answer;
      return checked(desk, { name, address: 'any', id: wanted ?? '' }, wanted ?? '');
    },
  );
  const agent: NewAgent = { name, address, id, replaceAfterSeconds };
  talk.say(agentSummary({ id: agentId(id) ?? id, name, address }));
  if (!(await talk.confirm('Confirm adding it?'))) {
    talk.say('The agent was not added.');
    return false;
  }
  const outcome = await addAgent(desk.file, agent, desk);
  if (outcome.kind !== 'added') {
    talk.say(addProblemText(outcome, agent));
    return false;
  }
  talk.say(`Agent added with ID ${outcome.agent.id}.`);
  return true;
}

/** Answers `value` when nothing in `agent` speaks against it. */
function checked(desk: Desk, agent: NewAgent, value: string): string | Refused {
  const problem = desk.problemOf(agent);
  return problem === undefined ? value : new Refused(problem);
}

/** Shows the key that people carry to the agent. */
export async function extract(talk: Dialogue, desk: Desk): Promise<boolean> {
  const agent = await choose(talk, desk, 'the ID of the agent to extract the key');
  if (agent === undefined) return false;
  talk.say(`Agent key information for '${agent.id}' is:`);
  talk.say(exportKey(agent));
  return false;
}

export function list(talk: Dialogue, desk: Desk): Promise<boolean> {
  listAll(talk, desk);
  return Promise.resolve(false);
}

/** Takes an agent out once that is confirmed. */
export async function remove(talk: Dialogue, desk: Desk): Promise<boolean> {
  const agent = await choose(talk, desk, 'the ID of the agent to be removed');
  if (agent === undefined) return false;
  talk.say(agentSummary(agent));
  if (!(await talk.confirm('Confirm deleting it?'))) {
    talk.say('The agent was not removed.');
    return false;
  }
  const removed = await removeAgent(desk.file, agent.id, desk);
  if (removed === undefined) return false;
  talk.say(`Agent '${removed.id}' removed.`);
  return true;
}

function listAll(talk: Dialogue, desk: Desk): readonly AgentEntry[] {
  const { agents } = desk.file.read();
  talk.say(agents.length === 0 ? 'No agent is known yet.' : 'Available agents:');
  for (const agent of agents) talk.say(agentLine(agent));
  return agents;
}

async function choose(talk: Dialogue, desk: Desk, what: string): Promise<AgentEntry | undefined> {
  if (listAll(talk, desk).length === 0) return undefined;
  return talk.ask(`Provide ${what} (or '\\q' to quit): `, 'OSSEC_AGENT_ID', (answer) => {
    return findAgent(desk.file.read(), answer) ?? new Refused(`No agent has the ID ${answer}.`);
  });
}
