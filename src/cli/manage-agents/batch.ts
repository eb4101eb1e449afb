import { addAgent, findAgent, removeAgent, setOwnKey, type NewAgent } from '../../fleet/index.ts';
import { exportKey, importKey, type AgentEntry } from '../../wire/index.ts';
import type { CommandIo } from '../contract.ts';
import { confirmImport, importInto } from './agent-menu.ts';
import type { Desk } from './desk.ts';
import { Dialogue, EndOfInput } from './dialogue.ts';
import { addProblemText, codeOf, errorCodes } from './problems.ts';
import { agentLine, agentSummary } from './texts.ts';

/** What one call without the menu is to do. */
export type Job =
  | { readonly kind: 'list' }
  | { readonly kind: 'extract'; readonly id: string }
  | { readonly kind: 'add'; readonly agent: NewAgent }
  | { readonly kind: 'remove'; readonly id: string }
  | { readonly kind: 'import'; readonly key: string; readonly confirmed: boolean };

/** What came of it: for people lines of text, for programs a value or a number and a sentence. */
export type Result =
  | { readonly kind: 'done'; readonly text: string; readonly response: unknown }
  | { readonly kind: 'failed'; readonly code: number; readonly text: string };

/** In place of a key: it is read from standard input, where no list of processes shows it. */
const fromInput = '-';

function fields({ id, name, address }: AgentEntry) {
  return { id, name, ip: address };
}

export async function runJob(job: Job, desk: Desk, io: CommandIo): Promise<Result> {
  switch (job.kind) {
    case 'list': {
      const { agents } = desk.file.read();
      const lines = ['Available agents:', ...agents.map(agentLine)];
      return { kind: 'done', text: lines.join('\n'), response: agents.map(fields) };
    }
    case 'extract': {
      const agent = findAgent(desk.file.read(), job.id);
      if (agent === undefined) return unknownId(job.id, errorCodes.unknownToExtract);
      const key = exportKey(agent);
      return {
        kind: 'done',
        text: `Agent key information for '${agent.id}' is:\n${key}`,
        response: key,
      };
    }
    case 'add':
      return add(job.agent, desk);
    case 'remove': {
      const agent = await removeAgent(desk.file, job.id, desk);
      if (agent === undefined) return unknownId(job.id, errorCodes.unknownToRemove);
      return { kind: 'done', text: `Agent '${agent.id}' removed.`, response: fields(agent) };
    }
    case 'import':
      return importJob(job, desk, io);
    default:
      return job satisfies never;
  }
}

async function add(agent: NewAgent, desk: Desk): Promise<Result> {
  const outcome = await addAgent(desk.file, agent, desk);
  if (outcome.kind !== 'added') {
    if (outcome.kind === 'address-taken') desk.duplicates.push(agent.address);
    return { kind: 'failed', code: codeOf(outcome.kind), text: addProblemText(outcome, agent) };
  }
  const { agent: added, replaced } = outcome;
  const gone =
    replaced === undefined ? [] : [`Agent '${replaced.id}' of the same address removed.`];
  const text = [...gone, agentSummary(added), `Agent added with ID ${added.id}.`].join('\n');
  return { kind: 'done', text, response: { ...fields(added), key: exportKey(added) } };
}

async function importJob(
  { key, confirmed }: Extract<Job, { readonly kind: 'import' }>,
  desk: Desk,
  io: CommandIo,
): Promise<Result> {
  const agent = importKey(key);
  const failed = { kind: 'failed', code: errorCodes.badKey } as const;
  if (agent === undefined && key !== fromInput) {
    return { ...failed, text: 'This is no key that a server exported.' };
  }
  if (agent === undefined || !confirmed) {
    const [own] = (await askImport(agent, desk, io)) ? desk.file.read().agents : [];
    if (own === undefined) return { ...failed, text: 'Nothing was changed.' };
    return { kind: 'done', text: '', response: fields(own) };
  }
  await setOwnKey(desk.file, agent);
  const text = [agentSummary(agent), 'Added.'].join('\n');
  return { kind: 'done', text, response: fields(agent) };
}

async function askImport(
  agent: AgentEntry | undefined,
  desk: Desk,
  io: CommandIo,
): Promise<boolean> {
  const talk = new Dialogue(io);
  try {
    if (agent === undefined) return await importInto(talk, desk);
    return await confirmImport(talk, desk, agent);
  } catch (error) {
    if (error instanceof EndOfInput) return false;
    throw error;
  } finally {
    talk.close();
  }
}

function unknownId(id: string, code: number): Result {
  return { kind: 'failed', code, text: `No agent has the ID ${id}.` };
}
